"""Arranging: with which supplier a household has a cost from a month on, for one household or for thousands at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput, Refused
from services.events import PaidCost
from services.mandate_events import DeferralChanged, Payer
from services.mandates.arrangements import handshake_service, payer_repository, repository
from services.mandates.arrangements.arrangement import Arrangement, Terms, in_force, replaced_from
from services.mandates.arrangements.payer import (
    Cause,
    PayerChange,
    PayerEntry,
    carried_over,
    holds_in,
    written_at,
)
from services.mandates.arrangements.payer_service import NOT_PULLED_BY, entries, news, pull_fault
from services.mandates.arrangements.repository import PulledBy, SupplierTerms
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change, hold
from services.months import Month, month_text
from services.outbox import announce


class DefersNothing(Refused):
    """This supplier has not agreed to wait for its money."""


class WantedArrangement(NamedTuple):
    """Somebody's word that a household has a cost with a supplier from a month on.

    `payer` is who pays it at first; it may be left out where the same supplier goes on and with it whoever pays now.
    `where` is its place in what was sent, for a fault.
    """

    household_id: UUID
    cost: str
    from_month: Month
    terms: Terms
    payer: Payer | None = None
    direct_debit_id: UUID | None = None
    cause: Cause = Cause.INITIAL
    where: str = ""
    told_from: date | None = None

    @property
    def key(self) -> tuple[UUID, str]:
        return self.household_id, self.cost


class Arranged(NamedTuple):
    """The arrangement, and whether it is new."""

    arrangement: Arrangement
    is_new: bool


async def arrange(session: Session, hand: Hand, wanted: WantedArrangement) -> Arranged:
    """Register one arrangement; `NoSuchHousehold`, and `InvalidInput` as for many."""
    await hold(session, wanted.household_id, hand.municipalities)
    return (await arrange_many(session, hand, [wanted]))[0]


async def arrange_many(session: Session, hand: Hand, wanted: Sequence[WantedArrangement]) -> list[Arranged]:
    """Register arrangements, in the order given, in a few statements for all of them.

    What is arranged already with the same content is the same arrangement. A new one takes the place of an older one of
    the cost from its month on: with another supplier its own payer begins there, and what was asked of the old one
    about those months is withdrawn; with the same supplier whoever pays goes on paying. `InvalidInput` names every
    unknown household and supplier, reference in another scheme than the supplier's, and payer that is missing, or that
    only a handshake can change.
    """
    households = {one.household_id for one in wanted}
    seen = await repository.hold_households(session, households, hand.municipalities)
    suppliers = await repository.suppliers(session, {one.terms.supplier_id for one in wanted})
    mandates = await repository.pulled_by(session, {one.direct_debit_id for one in wanted if one.direct_debit_id})
    faults = [fault.under(one.where) for one in wanted for fault in _misfits(one, seen, suppliers, mandates)]
    book = _Book(hand, await _known(session, hand, seen), await _kept(session, seen))
    arranged = [] if faults else [book.arrange(one) for one in wanted]
    if faults or book.faults:
        raise InvalidInput([*faults, *book.faults])
    await repository.add(session, hand, book.made)
    await payer_repository.add(session, book.added)
    await announce(session, *news(session, book.added), now=hand.now)
    if book.made:
        await handshake_service.withdraw_replaced(session, hand, book.known)
    await count_change(session, hand, {one.household_id for one in book.made})
    return arranged


async def defer(session: Session, hand: Hand, arrangement_id: UUID, until: date | None) -> Arrangement:
    """The supplier waits for what is due next until a day within its agreed days; None when it waits no longer.

    `NoSuchArrangement`; `DefersNothing`; `InvalidInput` for a day that is past, or too far.
    """
    found = await repository.arrangement(session, hand.keyring, arrangement_id, hand.municipalities)
    await hold(session, found.household_id, hand.municipalities)
    if until is not None:
        await _check_deferral(session, hand, found, until)
    month = await repository.waiting_month(session, found, hand.today, until)
    await repository.defer(session, arrangement_id, until)
    await count_change(session, hand, [found.household_id])
    if month is not None:
        await announce(session, _deferral(session, found, month, until), now=hand.now)
    return found._replace(deferred_until=until)


def _deferral(session: Session, found: Arrangement, month: Month, until: date | None) -> DeferralChanged:
    return DeferralChanged(
        organisation_id=organisation_of(session),
        household_id=found.household_id,
        arrangement_id=found.id,
        cost=PaidCost(found.cost),
        month=month_text(month),
        until=until,
    )


async def _check_deferral(session: Session, hand: Hand, found: Arrangement, until: date) -> None:
    supplier = (await repository.suppliers(session, [found.terms.supplier_id]))[found.terms.supplier_id]
    if supplier.deferral_days is None:
        raise DefersNothing(f"{supplier.name} has not agreed to wait; record its agreement with the supplier first")
    due_on = await repository.next_due_on(session, found.household_id, found.cost, hand.today)
    latest = (due_on or hand.today) + timedelta(days=supplier.deferral_days)
    if not hand.today < until <= latest:
        cure = f"{supplier.name} waits {supplier.deferral_days} days: give a day after today until {latest}"
        raise InvalidInput([Fault("until", f"{until} is not a day that was agreed", cure)])


def _misfits(
    one: WantedArrangement,
    seen: set[UUID],
    suppliers: Mapping[UUID, SupplierTerms],
    mandates: Mapping[UUID, PulledBy],
) -> Iterator[Fault]:
    if one.household_id not in seen:
        yield Fault("householdId", "is no household here", "one that was registered a moment ago is known in a minute")
    supplier, reference = suppliers.get(one.terms.supplier_id), one.terms.reference
    if supplier is None:
        yield Fault("supplierId", "is no supplier of this organisation", "register it first")
    elif reference and reference.kind != supplier.reference_scheme:
        cure = f"‘{supplier.name}’ asks for {supplier.reference_scheme}: copy it from a bill"
        yield Fault("reference.kind", f"a payment with {reference.kind} would not be booked", cure)
    if one.payer and (fault := pull_fault(one.payer, one.direct_debit_id)):
        yield fault
    elif one.direct_debit_id and mandates.get(one.direct_debit_id) != (*one.key, one.terms.supplier_id):
        yield NOT_PULLED_BY


class _Book:
    """What is known of the costs of some households, carried forward with each arrangement that is made."""

    def __init__(
        self,
        hand: Hand,
        known: Mapping[tuple[UUID, str], list[Arrangement]],
        kept: Mapping[tuple[UUID, str], list[PayerEntry]],
    ) -> None:
        self._hand = hand
        self.known = known
        self._kept = kept
        self.made: list[Arrangement] = []
        self.added: list[PayerEntry] = []
        self.faults: list[Fault] = []

    def arrange(self, wanted: WantedArrangement) -> Arranged:
        """The arrangement that holds if it is the same, else a new one; its faults stand in `faults`."""
        before = in_force(self.known[wanted.key], wanted.from_month)
        goes_on = before is not None and before.terms.supplier_id == wanted.terms.supplier_id
        if fault := self._payer_fault(wanted, before if goes_on else None):
            self.faults.append(fault.under(wanted.where))
        if before is not None and before.terms == wanted.terms:
            return Arranged(before, is_new=False)
        made = Arrangement(
            self._hand.new_id(), *wanted.key, wanted.from_month, wanted.terms, told_from=wanted.told_from
        )
        self._write(made, self._payers(wanted, goes_on=goes_on))
        return Arranged(made, is_new=True)

    def _payers(self, wanted: WantedArrangement, *, goes_on: bool) -> list[PayerChange]:
        kept, first = self._kept[wanted.key], wanted.from_month
        until = replaced_from(self.known[wanted.key], first)
        if goes_on or wanted.payer is None:
            return list(carried_over(kept, first, until))
        begins = PayerChange(wanted.payer, first, wanted.cause, None, wanted.direct_debit_id)
        return [begins._replace(from_month=month) for month in written_at(kept, first, until)]

    def _payer_fault(self, wanted: WantedArrangement, goes_on: Arrangement | None) -> Fault | None:
        """A first payer is said; who pays after that changes by a handshake or a decision only."""
        if goes_on is None:
            return None if wanted.payer else Fault("payer", "is missing", "say who pays this cost now")
        kept = self._kept[wanted.key]
        held, first = holds_in(kept, wanted.from_month), next(one for one in kept if one.arrangement_id == goes_on.id)
        if wanted.payer in (None, first.payer if wanted.from_month == first.since else None, held and held.payer):
            return None
        what = f"{held.payer if held else first.payer} pays in {month_text(wanted.from_month)}, by what is on record"
        return Fault("payer", what, "leave it out; it changes by a handshake with the supplier, or a decision")

    def _write(self, made: Arrangement, changes: list[PayerChange]) -> None:
        self.known[made.household_id, made.cost].append(made)
        self.made.append(made)
        kept = self._kept[made.household_id, made.cost]
        added = entries(self._hand, made, kept, changes)
        kept.extend(added)
        self.added.extend(added)


async def _known(session: Session, hand: Hand, households: set[UUID]) -> dict[tuple[UUID, str], list[Arrangement]]:
    found: dict[tuple[UUID, str], list[Arrangement]] = defaultdict(list)
    for ones in (await repository.arrangements_of(session, hand.keyring, households)).values():
        for one in ones:
            found[one.household_id, one.cost].append(one)
    return found


async def _kept(session: Session, households: set[UUID]) -> dict[tuple[UUID, str], list[PayerEntry]]:
    found: dict[tuple[UUID, str], list[PayerEntry]] = defaultdict(list)
    for ones in (await payer_repository.entries_of(session, households)).values():
        for one in ones:
            found[one.household_id, one.cost].append(one)
    return found
