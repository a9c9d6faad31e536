"""What can be done with a direct debit mandate; every step is a transition and an announcement in one transaction.

Each holds the household and then the mandate, so of two at once the second sees what the first made of it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.mandate_events import DirectDebitChanged, Origin
from services.mandate_events import DirectDebitEvent as Event
from services.mandate_events import DirectDebitState as State
from services.mandates.costs import Cost
from services.mandates.direct_debits import direct_debit as rules
from services.mandates.direct_debits import repository
from services.mandates.direct_debits.direct_debit import (
    DIRECT_DEBITS,
    NEEDS_ANOTHER_PERSON,
    DirectDebit,
    EvidenceMissing,
    NotActive,
    OnAccount,
    RejectedFor,
    SamePerson,
    SuspendedFor,
    Terms,
    UmrInUse,
    faults_of_terms,
    matters_to_payments,
)
from services.mandates.direct_debits.tables import DirectDebitRow
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change, hold
from services.mandates.suppliers.creditor_id import CreditorId
from services.mandates.transitions import Because, Transition, record
from services.outbox import announce

AT_ONCE = 500
"""So many households have their mandates expire in one transaction."""


class New(NamedTuple):
    """A mandate that somebody tells of."""

    cost: Cost
    supplier_id: UUID
    on_account: OnAccount
    terms: Terms


async def create(session: Session, hand: Hand, household_id: UUID, new: New) -> DirectDebit:
    """Write a mandate down as a draft. `InvalidInput` with every fault; `UmrInUse` if the creditor has it already."""
    await hold(session, household_id, hand.municipalities)
    await _refuse_faults(session, hand, new)
    row = new_row(session, hand, household_id, new)
    await add_all(session, hand, [row], Because("told"))
    return repository.kept(row)


async def submit(session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID) -> DirectDebit:
    """Hand a draft in for approval; `EvidenceMissing` without the signed paper's digest and day."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.SUBMIT)
    if row.evidence is None or row.signed_on is None:
        raise EvidenceMissing
    return await _happens(session, hand, row, Event.SUBMIT, Because("submitted"))


async def approve(session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID) -> DirectDebit:
    """Let it be drawn by; `SamePerson` for who made it or handed it in."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.APPROVE)
    _by_another(hand, await repository.done_by(session, row.id, Event.CREATE, Event.SUBMIT))
    return await _happens(session, hand, row, Event.APPROVE, Because("approved"))


async def reject(
    session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, reason: RejectedFor, note: str | None
) -> DirectDebit:
    """Do not approve it, and say why."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.REJECT)
    return await _happens(session, hand, row, Event.REJECT, Because(reason, note=note))


async def suspend(
    session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, because: Because
) -> DirectDebit:
    """Let it rest. `because.cause` is a `SuspendedFor`."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.SUSPEND)
    row.suspended_for = SuspendedFor(because.cause)
    return await _happens(session, hand, row, Event.SUSPEND, because)


async def resume(
    session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, because: Because
) -> DirectDebit:
    """Let it be drawn by again; `SamePerson` for who suspended it for fraud or at verification."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.RESUME)
    if row.suspended_for in NEEDS_ANOTHER_PERSON:
        _by_another(hand, (await repository.done_by(session, row.id, Event.SUSPEND))[:1])
    row.suspended_for = None
    return await _happens(session, hand, row, Event.RESUME, because)


async def revoke(
    session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, because: Because
) -> DirectDebit:
    """Take it back, from this moment on."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.REVOKE)
    row.suspended_for = None
    return await _happens(session, hand, row, Event.REVOKE, because)


async def replace(session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, terms: Terms) -> DirectDebit:
    """A mandate with other terms takes its place, and waits for approval; until then nothing is drawn.

    The new one; `EvidenceMissing` without its own signed paper.
    """
    row = await _held(session, hand, household_id, direct_debit_id, Event.REPLACE)
    new = New(row.cost, row.supplier_id, row.on_account, terms)
    await _refuse_faults(session, hand, new)
    if terms.evidence is None or terms.signed_on is None:
        raise EvidenceMissing
    newer = new_row(session, hand, household_id, new)
    row.replaced_by = newer.id
    await _happens(session, hand, row, Event.REPLACE, Because("other_terms"))
    await add_all(session, hand, [newer], Because("other_terms"))
    return await _happens(session, hand, newer, Event.SUBMIT, Because("other_terms"))


async def collected(session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, on: date) -> DirectDebit:
    """Write down that the supplier drew by it on a day: one for a single collection is consumed by that.

    `NotActive` unless it is active; `InvalidInput` for a day to come.
    """
    if on > hand.today:
        raise InvalidInput([Fault("on", f"{on} is still to come", "give the day of the collection")])
    await hold(session, household_id, hand.municipalities)
    row = await repository.held(session, household_id, direct_debit_id)
    if row.state is not State.ACTIVE:
        raise NotActive
    row.last_used_on = max(on, row.last_used_on or on)
    if row.sequence is rules.Sequence.ONE_OFF:
        return await _happens(session, hand, row, Event.CONSUME, Because("collected", Origin.SUPPLIER))
    await session.flush()
    return repository.kept(row)


async def block(session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, reason: str) -> DirectDebit:
    """Let nothing happen with it until another person says so; for whoever watches over fraud and the law."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.BLOCK)
    row.suspended_for = None
    return await _happens(session, hand, row, Event.BLOCK, Because("compliance", note=reason))


async def unblock(session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, reason: str) -> DirectDebit:
    """Lift a block: it rests then, and goes on when somebody resumes it. `SamePerson` for who blocked it."""
    row = await _held(session, hand, household_id, direct_debit_id, Event.UNBLOCK)
    _by_another(hand, (await repository.done_by(session, row.id, Event.BLOCK))[:1])
    row.suspended_for = SuspendedFor.UNBLOCKED
    return await _happens(session, hand, row, Event.UNBLOCK, Because("compliance", note=reason))


async def expire_due(session: Session, hand: Hand, today: date, limit: int = AT_ONCE) -> list[UUID]:
    """Let go of every mandate whose last day has passed or that nobody drew by for 36 months; the ids of those.

    Of `limit` households at a time: call it again until it finds none. A second time on a day it finds nothing.
    """
    expired = await repository.expire(session, hand, today, limit)
    news = [
        DirectDebitChanged(
            organisation_id=organisation_of(session),
            household_id=one.household_id,
            direct_debit_id=one.id,
            happened=Event.EXPIRE,
            state=State.EXPIRED,
            origin=Origin.SYSTEM,
        )
        for one in expired
    ]
    await announce(session, *news, now=hand.now)
    await count_change(session, hand, [one.household_id for one in expired if one.before is State.ACTIVE])
    return [one.id for one in expired]


def new_row(session: Session, hand: Hand, household_id: UUID, new: New) -> DirectDebitRow:
    """A mandate that was not there before, as a draft."""
    return DirectDebitRow(
        organisation_id=organisation_of(session),
        id=hand.new_id(),
        household_id=household_id,
        cost=new.cost,
        supplier_id=new.supplier_id,
        on_account=new.on_account,
        state=DIRECT_DEBITS.first,
        changes=0,
        made_at=hand.now,
        made_by=hand.by,
        **new.terms._asdict(),
    )


async def add_all(session: Session, hand: Hand, rows: Sequence[DirectDebitRow], because: Because) -> None:
    """Begin the lives of mandates, each in the state that it has; their households are held."""
    for row in rows:
        row.changes = 1
    session.add_all(rows)
    await _flush(session)
    for row in rows:
        change = Transition(DIRECT_DEBITS.name, row.id, 1, None, Event.CREATE, row.state, because)
        await record(session, hand, change)
    await announce(session, *(_news(row, Event.CREATE, because) for row in rows), now=hand.now)
    changed = [row.household_id for row in rows if matters_to_payments(None, row.state)]
    await count_change(session, hand, changed)


async def faults_of(session: Session, hand: Hand, news: Sequence[New]) -> list[list[Fault]]:
    """What is wrong with each of these, suppliers looked up in one query."""
    known = await repository.creditors(session, {new.supplier_id for new in news})
    return [[*faults_of_terms(new.terms, new.on_account, hand.today), *_faults_of_supplier(new, known)] for new in news]


def _faults_of_supplier(new: New, known: dict[UUID, str | None]) -> list[Fault]:
    if new.supplier_id not in known:
        return [Fault("supplierId", "is no supplier of this organisation", "register it first")]
    of_supplier = known[new.supplier_id]
    if of_supplier and not CreditorId(of_supplier).is_same_creditor(CreditorId(new.terms.creditor_id)):
        cure = "look at the mandate, and at the supplier's card"
        return [Fault("creditorId", "is not the creditor identifier of this supplier", cure)]
    return []


async def _refuse_faults(session: Session, hand: Hand, new: New) -> None:
    (faults,) = await faults_of(session, hand, [new])
    if faults:
        raise InvalidInput(faults)


def _by_another(hand: Hand, before: Sequence[str]) -> None:
    if hand.by in before:
        raise SamePerson


async def _held(
    session: Session, hand: Hand, household_id: UUID, direct_debit_id: UUID, event: Event
) -> DirectDebitRow:
    """The household and then the mandate held, and the event possible; before anything else is looked at."""
    await hold(session, household_id, hand.municipalities)
    row = await repository.held(session, household_id, direct_debit_id)
    DIRECT_DEBITS.after(row.state, event)
    return row


async def _happens(session: Session, hand: Hand, row: DirectDebitRow, event: Event, because: Because) -> DirectDebit:
    before = row.state
    row.state = DIRECT_DEBITS.after(before, event)
    row.changes += 1
    await _flush(session)
    change = Transition(DIRECT_DEBITS.name, row.id, row.changes, before, event, row.state, because)
    await record(session, hand, change)
    await announce(session, _news(row, event, because), now=hand.now)
    if matters_to_payments(before, row.state):
        await count_change(session, hand, [row.household_id])
    return repository.kept(row)


async def _flush(session: Session) -> None:
    try:
        await session.flush()
    except IntegrityError as refusal:
        if isinstance(refusal.orig, UniqueViolation):
            raise UmrInUse from None
        raise


def _news(row: DirectDebitRow, event: Event, because: Because) -> DirectDebitChanged:
    return DirectDebitChanged(
        organisation_id=row.organisation_id,
        household_id=row.household_id,
        direct_debit_id=row.id,
        happened=event,
        state=row.state,
        origin=because.origin,
    )
