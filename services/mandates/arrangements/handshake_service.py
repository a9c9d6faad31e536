"""Handshakes as use cases: prepare one, ask, remind, take the supplier's word, go on without it, let it go.

Each step holds the household and then the handshake, and writes state, transition and announcement together. A payer
changes here and in `payer_service`, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.database import ReadSession, Session, organisation_of
from services.errors import Fault, InvalidInput
from services.failpoints import failpoint
from services.mandate_events import (
    HandshakeChanged,
    HandshakeDirection,
    HandshakeEvent,
    HandshakeState,
    Origin,
    Payer,
)
from services.mandates.arrangements import handshake_repository, repository
from services.mandates.arrangements.arrangement import Arrangement, in_force
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
    direction_to,
    reminder_for,
)
from services.mandates.arrangements.mismatch import SupplierWord, collects
from services.mandates.arrangements.payer import OURS, Cause, NothingChanges, PayerChange, PayerEntry
from services.mandates.arrangements.payer_service import change_payer, check_changes, check_pulls, payer_in
from services.mandates.hand import Hand, Municipalities
from services.mandates.households.repository import hold
from services.mandates.transitions import Because, Transition, record
from services.months import Month, first_day, month_of, month_text
from services.outbox import announce

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
    arrangement = await repository.arrangement(session, hand.keyring, wanted.arrangement_id, hand.municipalities)
    await hold(session, arrangement.household_id, hand.municipalities)
    await _check_months(session, hand, arrangement, wanted.from_month)
    change = PayerChange(wanted.payer, wanted.from_month, Cause.HANDSHAKE, None, wanted.direct_debit_id)
    await check_pulls(session, arrangement, change)
    await _check_something_to_ask(session, arrangement, change)
    await _make_room(session, hand, arrangement)
    made = await _prepared(session, hand, arrangement, wanted)
    await handshake_repository.add(session, made)
    await _tell(session, hand, made, HandshakeEvent.PREPARE, None, Because("prepared"))
    return made


async def ask(session: Session, hand: Hand, handshake_id: UUID) -> Handshake:
    """Record that the supplier is asked now. By webhook the announcement is what asks; else a person, or a link, does.

    One that was prepared long ago still gets its answer until the next bank day at the least.
    """
    held = await hold_handshake(session, hand, handshake_id)
    deadline = max(held.deadline, bank_days_later(hand.today, 1))
    asked = {"deadline": deadline, "asked_on": hand.today, "remind_on": reminder_for(hand.today, deadline)}
    after = await _step(session, hand, held, HandshakeEvent.ASK, Because(f"asked_by_{held.channel}"), asked)
    failpoint("handshake.asked")
    return after


async def remind(session: Session, hand: Hand, handshake_id: UUID) -> Handshake:
    """Record that the supplier is reminded now."""
    held = await hold_handshake(session, hand, handshake_id)
    return await _reminded(session, hand, held, Because("reminded"))


async def confirm(session: Session, hand: Hand, handshake_id: UUID, word: Word) -> Handshake:
    """Take the supplier's yes: the payer changes from the month that it named, and never before the one asked for.

    After a decision nothing is rewritten: the record stays, and a month that differs is found by the alarms.
    `InvalidInput` without a month, or for one that is more than a year away from it.
    """
    held = await hold_handshake(session, hand, handshake_id)
    month = _named(held, word)
    said = _said(hand, word, Answer.CONFIRMED)
    because = Because(f"confirmed_by_{word.way}", Origin.SUPPLIER, note=word.note)
    after = await _step(session, hand, held, HandshakeEvent.CONFIRM, because, said, word.evidence)
    if held.state is not HandshakeState.DECIDED:
        await _hand_over(session, hand, after, max(held.from_month, month))
    failpoint("handshake.confirmed")
    return after


async def refuse(session: Session, hand: Hand, handshake_id: UUID, reason: str, word: Word) -> Handshake:
    """Take the supplier's no, with its reason; the payer stays who it is."""
    held = await hold_handshake(session, hand, handshake_id)
    note = reason if word.note is None else f"{reason}\n{word.note}"
    because = Because(f"refused_by_{word.way}", Origin.SUPPLIER, note=note)
    return await _step(
        session, hand, held, HandshakeEvent.REFUSE, because, _said(hand, word, Answer.REFUSED), word.evidence
    )


async def decide(session: Session, hand: Hand, handshake_id: UUID, reason: str) -> Handshake:
    """Go on without the supplier's word, as another person than who prepared it; the payer changes as asked for.

    `SamePerson`.
    """
    held = await hold_handshake(session, hand, handshake_id)
    check_other_person(held.made_by, hand.by)
    after = await _step(session, hand, held, HandshakeEvent.DECIDE, Because("decided_without_supplier", note=reason))
    await _hand_over(session, hand, after, held.from_month, reason)
    return after


async def withdraw(session: Session, hand: Hand, handshake_id: UUID, reason: str) -> Handshake:
    """It is no longer wanted; the payer stays who it is."""
    held = await hold_handshake(session, hand, handshake_id)
    return await _step(session, hand, held, HandshakeEvent.WITHDRAW, Because("no_longer_wanted", note=reason))


async def withdraw_replaced(
    session: Session, hand: Hand, arrangements: Mapping[tuple[UUID, str], Sequence[Arrangement]]
) -> None:
    """Withdraw what is being asked about months in which another arrangement of the cost now holds.

    `arrangements` are all of each cost; the households are held.
    """
    waiting = await handshake_repository.under_way(session, {household_id for household_id, _ in arrangements})
    replaced = [one.id for one in waiting if not _still_holds(one, arrangements.get((one.household_id, one.cost), []))]
    for held in await handshake_repository.held(session, replaced):
        await _step(session, hand, held, HandshakeEvent.WITHDRAW, Because("arrangement_replaced", Origin.SYSTEM))


async def lapse(session: Session, hand: Hand, held: Handshake) -> Handshake:
    """The deadline of a held handshake has passed without a word: from here on somebody has to see to it."""
    because = Because("no_answer_by_deadline", Origin.SYSTEM)
    after = await _step(session, hand, held, HandshakeEvent.LAPSE, because)
    failpoint("handshake.lapsed")
    return after


async def go_round(session: Session, hand: Hand, today: date, limit: int = BATCH) -> Round:
    """Do what time does by itself to at most `limit` handshakes; ask again, in a new transaction, until none changes.

    The same day twice changes nothing the second time.
    """
    due = await handshake_repository.due(session, today, limit)
    ours = await repository.hold_households(session, {one.household_id for one in due}, hand.municipalities)
    asked = [one.id for one in due if one.household_id in ours]
    reminded = lapsed = 0
    for held in await handshake_repository.held(session, asked):
        if held.lapses_by(today):
            await lapse(session, hand, held)
            lapsed += 1
        elif held.is_reminded_by(today):
            await _reminded(session, hand, held, Because("halfway", Origin.SYSTEM))
            reminded += 1
    return Round(reminded, lapsed)


async def handshake(session: ReadSession, handshake_id: UUID, sees: Municipalities) -> Handshake:
    """One handshake of a household that the caller may see; `NoSuchHandshake`."""
    return await handshake_repository.handshake(session, handshake_id, sees)


async def hold_handshake(session: Session, hand: Hand, handshake_id: UUID) -> Handshake:
    """The same as it is now, held with its household until the end of the transaction."""
    found = await handshake_repository.handshake(session, handshake_id, hand.municipalities)
    await hold(session, found.household_id, hand.municipalities)
    return (await handshake_repository.held(session, [handshake_id]))[0]


async def _make_room(session: Session, hand: Hand, arrangement: Arrangement) -> None:
    if hand.by == BY_ITSELF:
        return
    for held in await handshake_repository.under_way(session, {arrangement.household_id}):
        of_plan = held.state is HandshakeState.PREPARED and held.made_by == BY_ITSELF
        if of_plan and held.arrangement_id == arrangement.id:
            await _step(session, hand, held, HandshakeEvent.WITHDRAW, Because("prepared_by_hand"))


async def _check_months(session: Session, hand: Hand, arrangement: Arrangement, month: Month) -> None:
    every = await repository.arrangements_of(session, hand.keyring, [arrangement.household_id])
    same_cost = [one for one in every[arrangement.household_id] if one.cost == arrangement.cost]
    faults = []
    if month < month_of(hand.today):
        faults.append(Fault("fromMonth", f"{month_text(month)} is over", "ask from this month on, or a later one"))
    held = in_force(same_cost, month)
    if held is None or held.id != arrangement.id:
        cure = "look up the arrangement that holds in that month"
        faults.append(Fault("fromMonth", f"this arrangement does not hold in {month_text(month)}", cure))
    if faults:
        raise InvalidInput(faults)


async def _check_something_to_ask(session: Session, arrangement: Arrangement, change: PayerChange) -> None:
    """Something would change: who pays, or, where a person decided that already, what the supplier does about it.

    Only what is ours, or is watched, is handed back; and what the supplier does not collect although it should.
    """
    held = await payer_in(session, arrangement.household_id, arrangement.cost, change.from_month)
    if await _is_at_odds(session, arrangement, held, change):
        return
    check_changes(held, change)
    if direction_to(change.payer) is HandshakeDirection.TAKING_OVER:
        return
    if held is None or held.payer not in OURS | {Payer.CLIENT_PAYS_WATCHED}:
        raise NothingChanges("the client pays this cost himself in that month; nothing is there to hand back")


async def _is_at_odds(session: Session, arrangement: Arrangement, held: PayerEntry | None, change: PayerChange) -> bool:
    """Whether that is the payer, and its supplier, who was not asked, does not do as that needs."""
    if held is None or held.payer is not change.payer:
        return False
    every = await handshake_repository.handshakes_of(session, [arrangement.household_id])
    of_cost, direction = [one for one in every if one.cost == arrangement.cost], direction_to(change.payer)
    if any(one.state is HandshakeState.DECIDED and one.direction is direction for one in of_cost):
        return False  # that one still takes in what the supplier says
    says = collects(map(SupplierWord.of, of_cost), arrangement.terms.supplier_id, change.from_month)
    return says is not False if direction is HandshakeDirection.TAKING_OVER else says is False


async def _prepared(session: Session, hand: Hand, arrangement: Arrangement, wanted: WantedHandshake) -> Handshake:
    supplier_id, month = arrangement.terms.supplier_id, wanted.from_month
    supplier = (await repository.suppliers(session, [supplier_id]))[supplier_id]
    due_on = await repository.due_on(session, arrangement.household_id, arrangement.cost, month)
    return Handshake(
        id=hand.new_id(),
        arrangement_id=arrangement.id,
        household_id=arrangement.household_id,
        supplier_id=supplier_id,
        cost=arrangement.cost,
        payer=wanted.payer,
        from_month=month,
        direct_debit_id=wanted.direct_debit_id,
        state=HANDSHAKES.first,
        changes=1,
        channel=channel_for(wanted.channel, supplier.procedures),
        deadline=deadline_for(due_on or first_day(month), supplier.answer_days, hand.today),
        owner=wanted.owner or hand.by,
        made_at=hand.now,
        made_by=hand.by,
    )


async def _reminded(session: Session, hand: Hand, held: Handshake, because: Because) -> Handshake:
    return await _step(session, hand, held, HandshakeEvent.REMIND, because, {"reminded": held.reminded + 1})


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


async def _hand_over(
    session: Session, hand: Hand, held: Handshake, from_month: Month, reason: str | None = None
) -> None:
    arrangement = await repository.arrangement(session, hand.keyring, held.arrangement_id, None)
    change = PayerChange(held.payer, from_month, Cause.HANDSHAKE, held.id, held.direct_debit_id, reason)
    await change_payer(session, hand, arrangement, change)


async def _step(
    session: Session,
    hand: Hand,
    held: Handshake,
    event: HandshakeEvent,
    because: Because,
    changed: dict[str, Any] | None = None,
    evidence: bytes | None = None,
) -> Handshake:
    """One step of a held handshake, written and told; `CannotHappen` in a state that does not allow it."""
    state = HANDSHAKES.after(held.state, event)
    after = held._replace(state=state, changes=held.changes + 1, **(changed or {}))
    await handshake_repository.change(session, after, evidence)
    await _tell(session, hand, after, event, held.state, because)
    return after


async def _tell(
    session: Session,
    hand: Hand,
    after: Handshake,
    event: HandshakeEvent,
    before: HandshakeState | None,
    because: Because,
) -> None:
    step = Transition(HANDSHAKES.name, after.id, after.changes, before, event, after.state, because)
    await record(session, hand, step)
    happened = HandshakeChanged(
        organisation_id=organisation_of(session),
        household_id=after.household_id,
        handshake_id=after.id,
        supplier_id=after.supplier_id,
        direction=after.direction,
        happened=event,
        state=after.state,
        from_month=month_text(after.from_month),
        deadline=after.deadline,
    )
    await announce(session, happened, now=hand.now)
