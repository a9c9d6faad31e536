"""Watched months as use cases: begin to ask on the due day, take the answer, stop where nobody watches any more.

Each step holds the household and then the month, and writes state, transition and announcement together. What the
answer means for the household the rules of the alarms say, in the same transaction.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.events import PaidCost
from services.failpoints import failpoint
from services.mandate_events import Origin, WatchedMonthChanged, WatchedMonthEvent, WatchedMonthState
from services.mandates.alarms.sight import BEHIND
from services.mandates.arrangements.repository import hold_households
from services.mandates.hand import Hand
from services.mandates.households.repository import hold
from services.mandates.transitions import Because, Transition, record_many
from services.mandates.watching import repository
from services.mandates.watching.repository import ToBegin
from services.mandates.watching.watched_month import WATCHED_MONTHS, Told, WatchedMonth, answer_by
from services.months import month_text
from services.outbox import announce

BATCH: Final = 500
"""How many months one transaction of a round begins or stops to ask after."""

_FELL_DUE = Because("fell_due", Origin.SYSTEM)
_NOT_WATCHED = Because("watched_no_more", Origin.SYSTEM)


class Step(NamedTuple):
    """A watched month after a step; `before` is None for one that came to be."""

    after: WatchedMonth
    before: WatchedMonthState | None
    event: WatchedMonthEvent
    because: Because


async def go_round(session: Session, hand: Hand, today: date, limit: int = BATCH) -> int:
    """Begin to ask after at most `limit` months that fell due, and stop where the client pays under watch no more.

    How many those were; ask again, in a new transaction, until there are none. The same day twice changes nothing.
    """
    due, over = await _waiting(session, today, limit)
    asked = {one.household_id for one in due} | {one.household_id for one in over}
    if not asked:
        return 0
    ours = await hold_households(session, asked, None)
    due, over = await _waiting(session, today, limit)  # now that nobody else changes them
    steps = await _begun(session, hand, [one for one in due if one.household_id in ours])
    kept = await repository.held(session, [one.id for one in over if one.household_id in ours])
    steps += [_step(one, WatchedMonthEvent.WITHDRAW, _NOT_WATCHED) for one in kept]
    await _write(session, hand, steps)
    failpoint("watching.went-round")
    return len(steps)


async def answer(session: Session, hand: Hand, watched_month_id: UUID, told: Told) -> WatchedMonth:
    """Note what somebody said of a month; `NoSuchWatchedMonth`, `CannotHappen` if that was said before."""
    found = await repository.watched_month(session, watched_month_id, hand.municipalities)
    await hold(session, found.household_id, hand.municipalities)
    (kept,) = await repository.held(session, [watched_month_id])
    answered = kept._replace(told_by=told.by, answered_on=hand.today)
    step = _step(answered, told.word.event, Because(f"told_by_{told.by}", told.by.origin, note=told.note))
    await _write(session, hand, [step], told.evidence)
    failpoint("watching.answered")
    return step.after


async def _waiting(session: Session, today: date, limit: int) -> tuple[list[ToBegin], list[WatchedMonth]]:
    due = await repository.to_begin(session, today - BEHIND, today, limit)
    return due, await repository.to_withdraw(session, limit)


async def _begun(session: Session, hand: Hand, due: Sequence[ToBegin]) -> list[Step]:
    """New ones, and those that are watched again; the households are held."""
    before = {one.id: one for one in await repository.held(session, [one.id for one in due if one.id is not None])}
    steps = []
    for one in due:
        kept = before.get(one.id) if one.id is not None else None
        if kept is None:
            steps.append(Step(_new(hand, one), None, WatchedMonthEvent.WATCH, _FELL_DUE))
        else:
            again = kept._replace(due_on=one.due_on, amount=one.amount, answer_by=answer_by(one.due_on))
            steps.append(_step(again, WatchedMonthEvent.WATCH, _FELL_DUE))
    return steps


def _new(hand: Hand, one: ToBegin) -> WatchedMonth:
    return WatchedMonth(
        id=hand.new_id(),
        household_id=one.household_id,
        cost=one.cost,
        month=one.month,
        due_on=one.due_on,
        amount=one.amount,
        answer_by=answer_by(one.due_on),
        state=WATCHED_MONTHS.first,
        changes=1,
    )


def _step(kept: WatchedMonth, event: WatchedMonthEvent, because: Because) -> Step:
    state = WATCHED_MONTHS.after(kept.state, event)
    return Step(kept._replace(state=state, changes=kept.changes + 1), kept.state, event, because)


async def _write(session: Session, hand: Hand, steps: Sequence[Step], evidence: bytes | None = None) -> None:
    await repository.add(session, [step.after for step in steps if step.before is None])
    for step in steps:
        if step.before is not None:
            await repository.change(session, step.after, evidence)
    await record_many(session, hand, [_transition(step) for step in steps])
    await announce(session, *(_news(session, step) for step in steps), now=hand.now)


def _transition(step: Step) -> Transition:
    after = step.after
    return Transition(WATCHED_MONTHS.name, after.id, after.changes, step.before, step.event, after.state, step.because)


def _news(session: Session, step: Step) -> WatchedMonthChanged:
    after = step.after
    return WatchedMonthChanged(
        organisation_id=organisation_of(session),
        household_id=after.household_id,
        watched_month_id=after.id,
        cost=PaidCost(after.cost),
        month=month_text(after.month),
        happened=step.event,
        state=after.state,
        answer_by=after.answer_by,
    )
