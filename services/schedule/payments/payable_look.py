"""Looking whether what waits still has to: the registry is asked about it, and what can be paid now is made a task.

Of whom something changed at the registry somebody looks at once, of everybody of whom something waits for anything but
money, or who was planned since a run of the month was last proposed, once a day. With the same question the registry
tells whether it knows whom a cost is paid to, whoever arranged that there.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import structlog

from services import banking_days
from services.database import Session, organisation_of
from services.errors import InvalidInput, Refused
from services.mandates.schemas import TO_CLIENT, LineToRelease, Reason, Released, Waits
from services.months import month_of, month_text
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Change, Household, changed
from services.schedule.households.news import news_of
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.households.writing import write
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments import payable_repository as repository
from services.schedule.payments.candidates import Period
from services.schedule.payments.papers import months_of, papers_of
from services.schedule.payments.payable import ask_for_run, payable
from services.schedule.payments.proposal import Proposal, proposal
from services.schedule.payments.releasing import answer_of, ask_to_release
from services.schedule.registry.registry import Registry
from services.schedule.wanted.payments import PlannedPayment
from services.storing import connection_of

AT_ONCE = 200
"""Households of one transaction, and of one question to the registry."""

_log = structlog.get_logger(__name__)
_NO_RUN = UUID(int=0)
_GROUND = "56a"
_NO_ACCOUNT = "unknown"


class _Asked(NamedTuple):
    """A cost of a household of which is asked whether the registry knows whom it is paid to."""

    household_id: UUID
    cost: str
    line: LineToRelease


async def look_at_next(session: Session, hand: Hand, registry: Registry) -> bool:
    """Look at the next households of the queue; False when it is empty. `RegistryDoesNotAnswer` leaves them on it."""
    connection = await connection_of(session)
    ids = await repository.take(connection, AT_ONCE)
    if not ids:
        return False
    newest = await repository.newest_monthly(session)
    month = month_of(hand.today) if newest is None else newest.month
    period = Period(month, banking_days.after(hand.today))
    papers = await papers_of(connection, ids, period, _NO_RUN, hand.rules)
    made = [one for one in (proposal(each, period, hand.rules.norms) for each in papers) if isinstance(one, Proposal)]
    await _ask_for_payees(session, hand, registry, ids, made)
    await _ask_for_runs(session, hand, registry, ids, made if newest else [], period)
    return True


async def _ask_for_runs(
    session: Session, hand: Hand, registry: Registry, ids: Sequence[UUID], made: Sequence[Proposal], period: Period
) -> None:
    """Make what can be paid now somebody's task, and end the tasks of what cannot, or is paid."""
    mine = organisation_of(session)
    go = await ask_to_release(registry, mine, made, hand.today)
    held = await repository.held_before(session, ids)
    now = {
        one.dossier.household_id: payable(one.payments, held.get(one.dossier.household_id, {})) for one in go.proposals
    }
    kept, claims = await repository.tasks(session, ids), await repository.claims(session, ids, months_of(period))
    changes = {
        one: ask_for_run(kept.get(one, []), now.get(one, {}), claims.get(one, {}), hand.today, hand.new_id)
        for one in ids
    }
    await change_tasks(session, hand, changes)


async def _ask_for_payees(
    session: Session, hand: Hand, registry: Registry, ids: Sequence[UUID], made: Sequence[Proposal]
) -> None:
    """Write down which payees the registry knows, and open or end the tasks that ask for one by that.

    What was told here and is on its way there it cannot know yet; then it is asked another time.
    """
    if await repository.is_handing_over(session):
        return
    costs = await repository.costs_to_ask(session, ids)
    asked = [asked for one in made for asked in _asked(one, costs.get(one.dossier.household_id, set()), hand.today)]
    if not asked:
        return
    answer = await answer_of(registry, organisation_of(session), hand.today, [one.line for one in asked])
    told = zip(asked, answer.lines, strict=True)
    words = {(one.household_id, one.cost): word for one, said in told if (word := _is_known(said)) is not None}
    await _keep_in_step(session, hand, await repository.say(session, words, hand.now))


async def _keep_in_step(session: Session, hand: Hand, ids: Collection[UUID]) -> None:
    """Open or end the tasks that ask for a payee, of those of whom the registry says something new."""
    if not ids:
        return
    found = await households.lock_all(session, sorted(ids), None)
    made = [change for one in found if (change := _by_what_is_known(one, hand)) is not None]
    changes = [change for change in made if change.tasks.is_something]
    await write(session, changes, hand)
    mine = organisation_of(session)
    await announce(session, *(event for change in changes for event in news_of(change, mine)), now=hand.now)


def _by_what_is_known(household: Household, hand: Hand) -> Change | None:
    """The household with its tasks of today; None where no plan can be made of it: that holds up nobody else."""
    try:
        return changed(household, [], hand)
    except (InvalidInput, Refused) as refusal:
        _log.error("no plan by what is known", household_id=str(household.id), refusal=type(refusal).__name__)
        return None


def _asked(made: Proposal, costs: Collection[str], today: date) -> list[_Asked]:
    """For each of these costs that the plan pays, the next payment of it; where all are past, the last."""
    next_of: dict[str, PlannedPayment] = {}
    for one in made.dossier.wanted.every_payment:
        cost = TO_CLIENT if one.payee is PayeeKind.CLIENT else one.key.purpose
        known = next_of.get(cost)
        if cost in costs and (known is None or known.due_on < today):
            next_of[cost] = one
    household_id = made.dossier.household_id
    return [
        _Asked(
            household_id,
            cost,
            LineToRelease(
                household_id, cost, month_text(one.of_month), one.amount, max(one.execute_on, today), _GROUND
            ),
        )
        for cost, one in next_of.items()
    ]


def _is_known(said: Released | Waits) -> bool | None:
    """Whether the registry knows whom this is paid to; None where it could not read the question."""
    if isinstance(said, Released):
        return True
    if said.reason is Reason.UNKNOWN_TO_REGISTRY:
        return None if said.detail == "line" else False
    return not (said.reason is Reason.ACCOUNT_NOT_APPROVED and said.detail == _NO_ACCOUNT)
