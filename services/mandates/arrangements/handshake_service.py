"""Handshakes as use cases: prepare one, ask, remind, take the supplier's word, go on without it, let it go.

Each step holds the household and then the handshake, and writes state, transition and announcement together. A payer
changes here and in `payer_service`, and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.database import ReadSession, Session
from services.errors import Fault, InvalidInput
from services.failpoints import failpoint
from services.mandate_events import HandshakeEvent, HandshakeState, Origin, Payer
from services.mandates.arrangements import handshake_repository, repository
from services.mandates.arrangements.arrangement import Arrangement, in_force
from services.mandates.arrangements.asking import Known, check_months, check_something_to_ask, known_of
from services.mandates.arrangements.handshake import (
    BY_ITSELF,
    HANDSHAKES,
    Answer,
    Channel,
    Handshake,
    Word,
    channel_for,
    check_other_person,
    deadline_for,
    reminder_for,
)
from services.mandates.arrangements.handshake_steps import Step, prepared, step, take
from services.mandates.arrangements.payer import Cause, PayerChange
from services.mandates.arrangements.payer_service import ArrangedChange, change_payers, check_pulls
from services.mandates.hand import Hand, Municipalities
from services.mandates.transitions import Because
from services.months import Month, first_day, month_text

BATCH = 200
"""How many handshakes one transaction of a round changes at most."""

_FURTHEST = 12
"""Months from the one that was asked for: what a supplier names beyond is a slip of the pen."""


class WantedHandshake(NamedTuple):
    """From a month on somebody else is to pay the cost of an arrangement; by which way the supplier is asked.

    `direct_debit_id` is the mandate by which the supplier is to pull; `owner` who sees to it, or whoever prepares it.
    """

    arrangement_id: UUID
    payer: Payer
    from_month: Month
    channel: Channel | None = None
    direct_debit_id: UUID | None = None
    owner: str | None = None


class Round(NamedTuple):
    """What time did by itself: how many suppliers were reminded, and how many let the deadline pass."""

    reminded: int = 0
    lapsed: int = 0

    @property
    def changed(self) -> int:
        return self.reminded + self.lapsed


async def prepare(session: Session, hand: Hand, wanted: WantedHandshake) -> Handshake:
    """Prepare to ask a supplier, with a deadline that leaves it its agreed time.

    What was prepared for a plan, and is not asked yet, makes room for what a person wants. `NoSuchArrangement`;
    `InvalidInput` names every fault of what is wanted; `NothingChanges` if that is who pays; `ChannelNotAccepted`;
    `HandshakeUnderWay`.
    """
    return (await prepare_all(session, hand, [wanted]))[0]


async def prepare_all(session: Session, hand: Hand, wanted: Sequence[WantedHandshake]) -> list[Handshake]:
    """The same of many arrangements in a few statements: all of them, or none where one is refused."""
    ids = [one.arrangement_id for one in wanted]
    households = await repository.households_of(session, ids, hand.municipalities)
    await repository.hold_households(session, households, hand.municipalities)
    known = await known_of(session, hand, households)
    made = [await _prepared(session, hand, known, one) for one in wanted]
    await take(session, hand, [way for one in wanted for way in _making_room(hand, known, one.arrangement_id)])
    return await take(session, hand, [prepared(one, Because("prepared")) for one in made])


async def ask(session: Session, hand: Hand, handshake_id: UUID) -> Handshake:
    """Record that the supplier is asked now. By webhook the announcement is what asks; else a person, or a link, does.

    One that was prepared long ago still gets its answer until the next bank day at the least.
    """
    return (await ask_all(session, hand, [handshake_id]))[0]


async def ask_all(session: Session, hand: Hand, handshake_ids: Sequence[UUID]) -> list[Handshake]:
    """The same of many in a few statements: all of them, or none where one is refused."""
    after = await take(session, hand, [_asked(one, hand.today) for one in await hold_all(session, hand, handshake_ids)])
    failpoint("handshake.asked")
    return after


async def remind(session: Session, hand: Hand, handshake_id: UUID) -> Handshake:
    """Record that the supplier is reminded now."""
    held = await hold_handshake(session, hand, handshake_id)
    return await _taken(session, hand, _reminded(held, Because("reminded")))


async def confirm(session: Session, hand: Hand, handshake_id: UUID, word: Word) -> Handshake:
    """Take the supplier's yes: the payer changes from the month that it named, and never before the one asked for.

    After a decision nothing is rewritten: the record stays, and a month that differs is found by the alarms.
    `InvalidInput` without a month, or for one that is more than a year away from it.
    """
    return (await confirm_all(session, hand, {handshake_id: word}))[0]


async def confirm_all(session: Session, hand: Hand, words: Mapping[UUID, Word]) -> list[Handshake]:
    """The same of many in a few statements: all of them, or none where one is refused."""
    held = await hold_all(session, hand, list(words))
    months = {one.id: _named(one, words[one.id]) for one in held}
    after = await take(session, hand, [_confirmed(hand, one, words[one.id]) for one in held])
    undecided = [one for one in held if one.state is not HandshakeState.DECIDED]
    await change_payers(session, hand, [_handed_over(one, max(one.from_month, months[one.id])) for one in undecided])
    failpoint("handshake.confirmed")
    return after


async def refuse(session: Session, hand: Hand, handshake_id: UUID, reason: str, word: Word) -> Handshake:
    """Take the supplier's no, with its reason; the payer stays who it is."""
    held = await hold_handshake(session, hand, handshake_id)
    note = reason if word.note is None else f"{reason}\n{word.note}"
    because = Because(f"refused_by_{word.way}", Origin.SUPPLIER, note=note)
    said = _said(hand, word, Answer.REFUSED)
    return await _taken(session, hand, step(held, HandshakeEvent.REFUSE, because, said, word.evidence))


async def decide(session: Session, hand: Hand, handshake_id: UUID, reason: str) -> Handshake:
    """Go on without the supplier's word, as another person than who prepared it; the payer changes as asked for.

    `SamePerson`.
    """
    held = await hold_handshake(session, hand, handshake_id)
    check_other_person(held.made_by, hand.by)
    because = Because("decided_without_supplier", note=reason)
    after = await _taken(session, hand, step(held, HandshakeEvent.DECIDE, because))
    await change_payers(session, hand, [_handed_over(after, held.from_month, reason)])
    return after


async def withdraw(session: Session, hand: Hand, handshake_id: UUID, reason: str) -> Handshake:
    """It is no longer wanted; the payer stays who it is."""
    return (await withdraw_all(session, hand, [handshake_id], reason))[0]


async def withdraw_all(session: Session, hand: Hand, handshake_ids: Sequence[UUID], reason: str) -> list[Handshake]:
    """The same of many in a few statements, for one reason: all of them, or none where one is refused."""
    held, because = await hold_all(session, hand, handshake_ids), Because("no_longer_wanted", note=reason)
    return await take(session, hand, [step(one, HandshakeEvent.WITHDRAW, because) for one in held])


async def withdraw_replaced(
    session: Session, hand: Hand, arrangements: Mapping[tuple[UUID, str], Sequence[Arrangement]]
) -> None:
    """Withdraw what is being asked about months in which another arrangement of the cost now holds.

    `arrangements` are all of each cost; the households are held.
    """
    waiting = await handshake_repository.under_way(session, {household_id for household_id, _ in arrangements})
    replaced = [one.id for one in waiting if not _still_holds(one, arrangements.get((one.household_id, one.cost), []))]
    held, because = await handshake_repository.held(session, replaced), Because("arrangement_replaced", Origin.SYSTEM)
    await take(session, hand, [step(one, HandshakeEvent.WITHDRAW, because) for one in held])


async def lapse(session: Session, hand: Hand, held: Handshake) -> Handshake:
    """The deadline of a held handshake has passed without a word: from here on somebody has to see to it."""
    return (await _lapse_all(session, hand, [held]))[0]


async def go_round(session: Session, hand: Hand, today: date, limit: int = BATCH) -> Round:
    """Do what time does by itself to at most `limit` handshakes; ask again, in a new transaction, until none changes.

    The same day twice changes nothing the second time.
    """
    due = await handshake_repository.due(session, today, limit)
    ours = await repository.hold_households(session, {one.household_id for one in due}, hand.municipalities)
    asked = [one.id for one in due if one.household_id in ours]
    held = await handshake_repository.held(session, asked)
    lapsed = [one for one in held if one.lapses_by(today)]
    reminded = [one for one in held if one.is_reminded_by(today) and not one.lapses_by(today)]
    if lapsed:
        await _lapse_all(session, hand, lapsed)
    await take(session, hand, [_reminded(one, Because("halfway", Origin.SYSTEM)) for one in reminded])
    return Round(len(reminded), len(lapsed))


async def handshake(session: ReadSession, handshake_id: UUID, sees: Municipalities) -> Handshake:
    """One handshake of a household that the caller may see; `NoSuchHandshake`."""
    return await handshake_repository.handshake(session, handshake_id, sees)


async def hold_handshake(session: Session, hand: Hand, handshake_id: UUID) -> Handshake:
    """The same as it is now, held with its household until the end of the transaction."""
    return (await hold_all(session, hand, [handshake_id]))[0]


async def hold_all(session: Session, hand: Hand, handshake_ids: Sequence[UUID]) -> list[Handshake]:
    """The same of many, in the order in which they are given; `NoSuchHandshake` if one of them is not there."""
    households = await handshake_repository.households_of(session, handshake_ids, hand.municipalities)
    await repository.hold_households(session, households, hand.municipalities)
    held = {one.id: one for one in await handshake_repository.held(session, handshake_ids)}
    return [held[one] for one in handshake_ids]


def _making_room(hand: Hand, known: Known, arrangement_id: UUID) -> Iterator[Step]:
    if hand.by == BY_ITSELF:
        return
    for one in known.handshakes:
        of_plan = one.state is HandshakeState.PREPARED and one.made_by == BY_ITSELF
        if of_plan and one.arrangement_id == arrangement_id:
            yield step(one, HandshakeEvent.WITHDRAW, Because("prepared_by_hand"))


async def _prepared(session: Session, hand: Hand, known: Known, wanted: WantedHandshake) -> Handshake:
    arrangement = known.arrangements[wanted.arrangement_id]
    check_months(known, arrangement, wanted.from_month, hand.today)
    change = PayerChange(wanted.payer, wanted.from_month, Cause.HANDSHAKE, None, wanted.direct_debit_id)
    await check_pulls(session, arrangement, change)
    check_something_to_ask(known, arrangement, change)
    supplier = known.suppliers[arrangement.terms.supplier_id]
    due_on = known.due_on.get((arrangement.household_id, arrangement.cost, wanted.from_month))
    return Handshake(
        id=hand.new_id(),
        arrangement_id=arrangement.id,
        household_id=arrangement.household_id,
        supplier_id=arrangement.terms.supplier_id,
        cost=arrangement.cost,
        payer=wanted.payer,
        from_month=wanted.from_month,
        direct_debit_id=wanted.direct_debit_id,
        state=HANDSHAKES.first,
        changes=1,
        channel=channel_for(wanted.channel, supplier.procedures),
        deadline=deadline_for(due_on or first_day(wanted.from_month), supplier.answer_days, hand.today),
        owner=wanted.owner or hand.by,
        made_at=hand.now,
        made_by=hand.by,
    )


async def _taken(session: Session, hand: Hand, one: Step) -> Handshake:
    return (await take(session, hand, [one]))[0]


def _asked(held: Handshake, today: date) -> Step:
    deadline = max(held.deadline, bank_days_later(today, 1))
    asked = {"deadline": deadline, "asked_on": today, "remind_on": reminder_for(today, deadline)}
    return step(held, HandshakeEvent.ASK, Because(f"asked_by_{held.channel}"), asked)


def _confirmed(hand: Hand, held: Handshake, word: Word) -> Step:
    because = Because(f"confirmed_by_{word.way}", Origin.SUPPLIER, note=word.note)
    return step(held, HandshakeEvent.CONFIRM, because, _said(hand, word, Answer.CONFIRMED), word.evidence)


async def _lapse_all(session: Session, hand: Hand, held: Sequence[Handshake]) -> list[Handshake]:
    because = Because("no_answer_by_deadline", Origin.SYSTEM)
    after = await take(session, hand, [step(one, HandshakeEvent.LAPSE, because) for one in held])
    failpoint("handshake.lapsed")
    return after


def _reminded(held: Handshake, because: Because) -> Step:
    return step(held, HandshakeEvent.REMIND, because, {"reminded": held.reminded + 1})


def _still_holds(one: Handshake, of_cost: Sequence[Arrangement]) -> bool:
    held = in_force(of_cost, one.from_month)
    return held is None or held.id == one.arrangement_id


def _named(held: Handshake, word: Word) -> Month:
    if word.month is None:
        raise InvalidInput([Fault("month", "is missing", "ask from which month on, and write it as 2026-03")])
    if abs(word.month - held.from_month) > _FURTHEST:
        what = f"{month_text(word.month)} is more than a year away from {month_text(held.from_month)}"
        raise InvalidInput([Fault("month", what, "ask again which month was meant")])
    return word.month


def _said(hand: Hand, word: Word, answer: Answer) -> dict[str, Any]:
    return {"answer": answer, "answered_month": word.month, "answered_at": hand.now}


def _handed_over(one: Handshake, from_month: Month, reason: str | None = None) -> ArrangedChange:
    change = PayerChange(one.payer, from_month, Cause.HANDSHAKE, one.id, one.direct_debit_id, reason)
    return ArrangedChange(one.household_id, one.arrangement_id, change)
