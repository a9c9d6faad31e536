"""Changing who pays: by a handshake that succeeded, or by a person's decision. Nothing else changes the record."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import ReadSession, Session, organisation_of
from services.errors import Fault, InvalidInput, Refused
from services.events import Event, PaidCost
from services.mandate_events import Payer, PayerOfRecordChanged
from services.mandates.arrangements import payer_repository, repository
from services.mandates.arrangements.arrangement import Arrangement, in_force, replaced_from
from services.mandates.arrangements.payer import (
    Cause,
    NothingChanges,
    PayerChange,
    PayerEntry,
    PayerMonth,
    holds_in,
    payers_in,
    written_at,
)
from services.mandates.hand import Hand, Municipalities
from services.mandates.households.repository import count_change, hold, household
from services.months import Month, month_text
from services.outbox import announce


class NotArranged(Refused):
    """This cost is not arranged with any supplier in that month; arrange it first."""


class PayerWish(NamedTuple):
    """Somebody's decision about who pays a cost from a month on, with the reason for it."""

    cost: str
    payer: Payer
    from_month: Month
    reason: str
    direct_debit_id: UUID | None = None


class ArrangedChange(NamedTuple):
    """From a month on somebody else pays the cost of an arrangement of a household."""

    household_id: UUID
    arrangement_id: UUID
    change: PayerChange


async def change_payers(session: Session, hand: Hand, changes: Sequence[ArrangedChange]) -> list[PayerEntry]:
    """Write down who pays costs of (held) households from a month on, one after the other; nothing of a cost for which
    another arrangement holds there.

    A supplier's word about months in which somebody else is the supplier changes nobody's payer.
    """
    if not changes:
        return []
    households = {one.household_id for one in changes}
    every = await repository.arrangements_of(session, hand.keyring, households)
    kept = await payer_repository.entries_of(session, households)
    added: list[PayerEntry] = []
    told: list[Event] = []
    for household_id, arrangement_id, change in changes:
        before = kept.setdefault(household_id, [])
        new = _changed(hand, every[household_id], before, arrangement_id, change)
        before += new
        added += new
        told += news(session, new, handed_over_from=change.from_month)
    await payer_repository.add(session, added)
    await announce(session, *told, now=hand.now)
    await count_change(session, hand, {one.household_id for one in added})
    return added


def _changed(
    hand: Hand,
    every: Sequence[Arrangement],
    kept: Sequence[PayerEntry],
    arrangement_id: UUID,
    change: PayerChange,
) -> list[PayerEntry]:
    arrangement = next(one for one in every if one.id == arrangement_id)
    of_cost = [one for one in every if one.cost == arrangement.cost]
    held = in_force(of_cost, change.from_month)
    if held is None or held.id != arrangement.id:
        return []
    before = [one for one in kept if one.cost == arrangement.cost]
    until = replaced_from(of_cost, change.from_month)
    months = written_at(before, change.from_month, until)
    return entries(hand, arrangement, before, [change._replace(from_month=month) for month in months])


async def decide_payer(session: Session, hand: Hand, household_id: UUID, wish: PayerWish) -> PayerEntry:
    """A person says who pays a cost from a month on, with a reason and without any supplier.

    `NotArranged`; `NothingChanges`; `InvalidInput` for a mandate that the supplier cannot pull by.
    """
    await hold(session, household_id, hand.municipalities)
    arrangement = in_force(await _of_cost(session, hand, household_id, wish.cost), wish.from_month)
    if arrangement is None:
        raise NotArranged
    change = PayerChange(wish.payer, wish.from_month, Cause.DECISION, None, wish.direct_debit_id, wish.reason)
    await check_pulls(session, arrangement, change)
    check_changes(await payer_in(session, household_id, wish.cost, wish.from_month), change)
    return (await change_payers(session, hand, [ArrangedChange(household_id, arrangement.id, change)]))[0]


def check_changes(held: PayerEntry | None, change: PayerChange) -> None:
    """`NothingChanges` if who pays in the month of the change, `held`, does so in the wanted way already."""
    if held and (held.payer, held.change.direct_debit_id) == (change.payer, change.direct_debit_id):
        told = f"{held.payer} is the payer of record of {held.cost} in {month_text(change.from_month)} already"
        raise NothingChanges(told)


async def check_pulls(session: ReadSession, arrangement: Arrangement, change: PayerChange) -> None:
    """A supplier pulls by a mandate on our account for this very cost, and nobody else by any: `InvalidInput`."""
    if fault := pull_fault(change.payer, change.direct_debit_id):
        raise InvalidInput([fault])
    if change.direct_debit_id is None:
        return
    found = (await repository.pulled_by(session, [change.direct_debit_id])).get(change.direct_debit_id)
    wanted = (arrangement.household_id, arrangement.cost, arrangement.terms.supplier_id)
    if found is None or found != wanted:
        raise InvalidInput([NOT_PULLED_BY])


NOT_PULLED_BY = Fault(
    "directDebitId",
    "is no mandate of this supplier for this cost on the organisation's account",
    "register that mandate first, or name another payer",
)


def pull_fault(payer: Payer, direct_debit_id: UUID | None) -> Fault | None:
    """What is wrong with naming this mandate, or none, for this payer."""
    if (payer is Payer.SUPPLIER_PULLS) == (direct_debit_id is not None):
        return None
    if direct_debit_id is None:
        return Fault("directDebitId", "is missing", "name the mandate by which the supplier draws from our account")
    return Fault("directDebitId", f"does not belong to {payer}", "leave it out, or let the supplier pull")


async def payer_in(session: ReadSession, household_id: UUID, cost: str, month: Month) -> PayerEntry | None:
    """Who pays a cost in a month; None before the first row."""
    kept = await payer_repository.entries_of(session, [household_id], month, cost)
    return holds_in(kept.get(household_id, []), month)


async def payers_of(
    session: ReadSession, household_id: UUID, sees: Municipalities, first: Month, last: Month
) -> list[PayerMonth]:
    """Who pays each cost of a household in each of these months; `NoSuchHousehold`."""
    await household(session, household_id, sees)
    return payers_in(
        (await payer_repository.entries_of(session, [household_id], last)).get(household_id, []), first, last
    )


async def history(session: ReadSession, household_id: UUID, sees: Municipalities, cost: str) -> list[PayerEntry]:
    """Every row of record of a cost, oldest first; `NoSuchHousehold`."""
    await household(session, household_id, sees)
    return (await payer_repository.entries_of(session, [household_id], cost=cost)).get(household_id, [])


def entries(
    hand: Hand, arrangement: Arrangement, kept: Sequence[PayerEntry], changes: Iterable[PayerChange]
) -> list[PayerEntry]:
    """The changes as rows that follow those that are kept of the same cost."""
    last = max((one.sequence for one in kept), default=0)
    of = arrangement.household_id, arrangement.cost
    supplier_id = arrangement.terms.supplier_id
    return [
        PayerEntry(*of, number, arrangement.id, supplier_id, change, hand.now, hand.by)
        for number, change in enumerate(changes, start=last + 1)
    ]


def news(session: Session, added: Iterable[PayerEntry], *, handed_over_from: Month | None = None) -> list[Event]:
    """What is announced of these rows; of a change, that it begins in that month and only goes on in later ones."""
    return [
        PayerOfRecordChanged(
            organisation_id=organisation_of(session),
            household_id=one.household_id,
            arrangement_id=one.arrangement_id,
            cost=PaidCost(one.cost),
            payer=one.payer,
            from_month=month_text(one.since),
            is_handed_over=one.since == handed_over_from,
            handshake_id=one.change.handshake_id,
        )
        for one in added
    ]


async def _of_cost(session: ReadSession, hand: Hand, household_id: UUID, cost: str) -> list[Arrangement]:
    every = (await repository.arrangements_of(session, hand.keyring, [household_id])).get(household_id, [])
    return [one for one in every if one.cost == cost]
