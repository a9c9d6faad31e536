"""Asking Dienst Toeslagen for another account, and what becomes of it; the fact that the plan reads is kept in step."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.events import AccountRequestChanged, AccountRequestState
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.contents import ToeslagAccount
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import Statement, changes, standing
from services.schedule.households.planning import policy_of
from services.schedule.households.service import record
from services.schedule.planning.case import Account
from services.schedule.planning.policy import Rerouting, ToeslagKind
from services.schedule.toeslagen import request_repository
from services.schedule.toeslagen.account_request import (
    REQUEST,
    PassedOn,
    RequestEvent,
    cut_off,
    in_force_on,
    passed_on_in,
    still_missed,
)
from services.schedule.toeslagen.keeping import known_of
from services.schedule.toeslagen.known import KnownToeslag
from services.schedule.toeslagen.request_repository import NoSuchRequest
from services.schedule.toeslagen.tables import AccountRequestRow

_ASKED = "another account was asked for"
_HOLDS = (AccountRequestState.ASKED, AccountRequestState.CONFIRMED)


class AskedBefore(Conflict):
    """This account was asked for already, and that request still holds."""


class NothingToReroute(Refused):
    """Nobody applied for this toeslag, or no amount of it is known; record that first, then ask for the account."""


class NotMeantForBudget(Refused):
    """This toeslag is the client's own: the policy leaves it to him, or he did not sign for the budget account (Awir
    art. 25); there is no other account to ask for."""


async def ask(
    session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, account: Account, asked_on: date
) -> AccountRequestRow:
    """Write down that another account was asked for a toeslag; tells from which pay day it can be in force, and what it
    comes too late for. A request that still held is replaced.

    `NoSuchHousehold`, `HouseholdIsChanging`, `AskedBefore`, `NothingToReroute`, `NotMeantForBudget`; `InvalidInput` for
    a day that is still to come.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    known = await _known(session, household, toeslag)
    requests = await request_repository.requests_of(session, [household_id])
    before = requests.get((household_id, toeslag), [])
    _refuse(hand, known, before, account, asked_on)
    taken_back: list[Statement] = []
    if before and before[-1].state in _HOLDS:
        await enter(session, hand, before[-1], RequestEvent.REPLACE)
        taken_back = _never_passed_on(household, before[-1], asked_on)
    rules = rerouting_of(household, hand)
    others = passed_on((one for each in requests.values() for one in each), asked_on)
    passed = passed_on_in(asked_on, account, others, rules)
    force_on = in_force_on(passed, rules)
    missed = still_missed(known, account, asked_on, force_on)
    row = AccountRequestRow(
        organisation_id=organisation_of(session),
        household_id=household_id,
        toeslag=toeslag,
        number=len(before) + 1,
        account=account,
        asked_on=asked_on,
        passed_on_in=passed,
        in_force_on=force_on,
        misses_on=missed.on if missed else None,
        misses_amount=missed.amount if missed else 0,
        state=REQUEST.first,
    )
    await _say(session, hand, row)
    await _keep_fact(session, hand, household, row, taken_back)
    return row


def _never_passed_on(household: Household, replaced: AccountRequestRow, today: date) -> list[Statement]:
    """A change back to the client that was replaced before its cut-off never comes about."""
    fact = standing(household.facts).get(("toeslag_account", f"{replaced.toeslag}/{Account.CLIENT}"))
    if fact is None or replaced.account is Account.BUDGET or cut_off(replaced.passed_on_in) < today:
        return []
    return [Statement(None, fact.id, _ASKED)]


async def confirm(
    session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, number: int, force_on: date | None
) -> AccountRequestRow:
    """Write down that Dienst Toeslagen confirmed a request, and from which day on if that is another one.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchRequest`, `CannotHappen`; `InvalidInput` for a day before it was
    asked.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    requests = (await request_repository.requests_of(session, [household_id])).get((household_id, toeslag), [])
    row = next((one for one in requests if one.number == number), None)
    if row is None:
        raise NoSuchRequest
    if force_on is not None and force_on <= row.asked_on:
        what = f"{force_on} is not after {row.asked_on}, when it was asked"
        raise InvalidInput([Fault("inForceOn", what, "give the first pay day on the new account")])
    row.in_force_on = force_on or row.in_force_on
    await enter(session, hand, row, RequestEvent.CONFIRM)
    await _keep_fact(session, hand, household, row)
    return row


async def enter(session: Session, hand: Hand, row: AccountRequestRow, event: RequestEvent) -> None:
    """Let something happen to a request; `CannotHappen` where it cannot."""
    row.state = REQUEST.after(row.state, event)
    await _say(session, hand, row)


def rerouting_of(household: Household, hand: Hand) -> Rerouting | None:
    """What the household's policy says of changing accounts."""
    return policy_of(Dossier.of(household.facts), household.municipal_policy, hand.rules).rerouting


def passed_on(requests: Iterable[AccountRequestRow], today: date) -> list[PassedOn]:
    """The changes that took, or take, the turn of a month; what was replaced before its cut-off took none."""
    return [
        PassedOn(one.passed_on_in, one.account)
        for one in requests
        if one.state is not AccountRequestState.REPLACED or cut_off(one.passed_on_in) < today
    ]


async def _known(session: Session, household: Household, toeslag: ToeslagKind) -> KnownToeslag:
    known = (await known_of(session, [household])).get(household.id, [])
    found = next((one for one in known if one.kind is toeslag), None)
    if found is None or found.planned is None:
        raise NothingToReroute
    return found


def _refuse(
    hand: Hand, known: KnownToeslag, before: Sequence[AccountRequestRow], account: Account, asked_on: date
) -> None:
    if asked_on > hand.today:
        what = f"{asked_on} is still to come"
        raise InvalidInput([Fault("askedOn", what, f"give {hand.today} or an earlier day")])
    if not known.is_meant_for_budget:
        raise NotMeantForBudget
    if before and before[-1].state in _HOLDS and before[-1].account is account:
        raise AskedBefore


async def _say(session: Session, hand: Hand, row: AccountRequestRow) -> None:
    await request_repository.enter(session, row, hand.by, hand.now)
    event = AccountRequestChanged(
        organisation_id=row.organisation_id,
        household_id=row.household_id,
        state=row.state,
        in_force_on=row.in_force_on,
        to_client=row.account is Account.CLIENT,
    )
    await announce(session, event, now=hand.now)


async def _keep_fact(
    session: Session,
    hand: Hand,
    household: Household,
    row: AccountRequestRow,
    taken_back: Sequence[Statement] = (),
) -> None:
    """The plan reads the fact, so it says what the newest request does."""
    content = ToeslagAccount(toeslag=row.toeslag, account=row.account, on=row.asked_on, since=row.in_force_on)
    statements = changes(standing(household.facts), [content], _ASKED)
    await record(session, hand, household.id, [*taken_back, *statements])
