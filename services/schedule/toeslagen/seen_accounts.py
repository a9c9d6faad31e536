"""What money that came says of accounts: a request is in force, or failed, and the plan is to know where money goes."""

from collections.abc import Iterator, Mapping, Sequence

from services.database import Session
from services.events import AccountRequestState
from services.schedule.hand import Hand
from services.schedule.households.change import Household
from services.schedule.households.contents import Content, ToeslagAccount, ToeslagArrived
from services.schedule.households.facts import Statement, changes, standing
from services.schedule.planning.case import Account
from services.schedule.planning.toeslagen import account_on
from services.schedule.toeslagen import request_repository
from services.schedule.toeslagen.account_request import RequestEvent, after_arrival, in_force_on, passed_on_in
from services.schedule.toeslagen.known import KnownToeslag
from services.schedule.toeslagen.repository import ToldArrival, Whose
from services.schedule.toeslagen.requesting import enter, passed_on, rerouting_of
from services.schedule.toeslagen.tables import AccountRequestRow

_SEEN = "the money was seen on an account"
_NOT_SO = "the money still comes to the old account"

Requests = Mapping[Whose, Sequence[AccountRequestRow]]


async def follow_requests(session: Session, hand: Hand, told: Sequence[ToldArrival]) -> Requests:
    """Let the newest request of each toeslag that came be confirmed, or fail, by the account that it came to."""
    requests = await request_repository.requests_of(session, {one.household_id for one in told})
    for one in sorted(told, key=lambda each: each.arrived_on):
        newest = next(reversed(requests.get((one.household_id, one.toeslag), [])), None)
        if newest is None:
            continue
        event = after_arrival(newest.account, newest.state, newest.in_force_on, one.account, one.arrived_on)
        if event is RequestEvent.CONFIRM and newest.asked_on < one.arrived_on < newest.in_force_on:
            newest.in_force_on = one.arrived_on
        if event is not None:
            await enter(session, hand, newest, event)
    return requests


def stated(
    household: Household,
    known: Sequence[KnownToeslag],
    told: Sequence[ToldArrival],
    here_before: frozenset[str],
    requests: Requests,
    hand: Hand,
) -> list[Statement]:
    """What is to be recorded of a household of which this came: its first money, and the account that it went to.

    `here_before` are the toeslagen of which money had come to the budget account before.
    """
    stands = standing(household.facts)
    planned = {one.kind: one for one in known}
    contents: list[Content] = []
    retracted: list[Statement] = []
    for one in sorted(told, key=lambda each: each.arrived_on):
        kind = str(one.toeslag)
        arrived = ToeslagArrived(toeslag=one.toeslag, on=one.arrived_on, account=one.account)
        if ("toeslag_arrived", kind) not in stands and all(each.about != kind for each in contents):
            contents.append(arrived)
    for one in {each.toeslag: each for each in sorted(told, key=lambda each: each.arrived_on)}.values():
        mine = requests.get((household.id, one.toeslag), [])
        if one.toeslag in planned:
            came_here = str(one.toeslag) in here_before
            contents += _accounts(planned[one.toeslag], one, household, requests, hand, came_here=came_here)
        back = stands.get(("toeslag_account", f"{one.toeslag}/{Account.CLIENT}"))
        if back is not None and mine and _failed_to_go_back(mine[-1]):
            retracted.append(Statement(None, back.id, _NOT_SO))
    return [*changes(stands, contents, _SEEN), *retracted]


def _failed_to_go_back(newest: AccountRequestRow) -> bool:
    return newest.account is Account.CLIENT and newest.state is AccountRequestState.FAILED


def _accounts(
    known: KnownToeslag,
    came: ToldArrival,
    household: Household,
    requests: Requests,
    hand: Hand,
    *,
    came_here: bool,
) -> Iterator[Content]:
    """Where the plan has another account for the day on which it came. What comes to the client goes on coming there
    until the first pay day on which a change that is asked for today can be in force."""
    on = came.arrived_on
    if known.planned is None or not known.is_meant_for_budget or on > known.relief_ends_on:
        return
    if account_on(known.planned.paid_to, on) is came.account:
        return
    if came.account is Account.BUDGET:
        yield ToeslagAccount(toeslag=came.toeslag, account=Account.BUDGET, on=on, since=on)
        return
    if came_here:
        yield ToeslagAccount(toeslag=came.toeslag, account=Account.CLIENT, on=on, since=on)
    rules, mine = rerouting_of(household, hand), (rows for whose, rows in requests.items() if whose[0] == household.id)
    others = passed_on((one for rows in mine for one in rows), hand.today)
    reached_on = in_force_on(passed_on_in(hand.today, Account.BUDGET, others, rules), rules)
    yield ToeslagAccount(toeslag=came.toeslag, account=Account.BUDGET, on=hand.today, since=reached_on)
