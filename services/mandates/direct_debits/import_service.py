"""Taking in the mandates that exist already: everybody in Zoetermeer came with his own (seed 001, lines 2171-2303).

One on the client's own account is in force whether we like it or not, so it is `active` at once. One on ours is looked
at by a second person first: it waits for approval, or as a draft while its evidence is not there.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session
from services.errors import Fault, InvalidInput
from services.mandate_events import DirectDebitState as State
from services.mandate_events import Origin
from services.mandates.direct_debits import import_repository, service
from services.mandates.direct_debits.direct_debit import LIVING, DirectDebit, OnAccount
from services.mandates.direct_debits.import_reading import Read
from services.mandates.direct_debits.import_row import ImportedMandate
from services.mandates.direct_debits.service import New
from services.mandates.direct_debits.umr import identity
from services.mandates.hand import Hand
from services.mandates.transitions import Because

IMPORT = Because("import", Origin.CLIENT)


class Outcome(NamedTuple):
    """What became of the rows: the states of those that are new, and how many were known already."""

    made: list[State]
    unchanged: int


class _Wanted(NamedTuple):
    where: str
    row: ImportedMandate
    household_id: UUID
    new: New

    @property
    def identity(self) -> tuple[str, str]:
        return identity(self.new.terms.creditor_id, self.new.terms.umr)

    def is_(self, one: DirectDebit) -> bool:
        """Whether that is this mandate, told again."""
        return (one.household_id, one.cost, one.supplier_id, one.on_account, one.terms) == (
            self.household_id,
            *self.new,
        )


async def import_mandates(session: Session, hand: Hand, rows: Sequence[Read]) -> Outcome:
    """Take all of them in, or none: `InvalidInput` with every fault of every row. What is known already stays."""
    wanted = await _resolved(session, hand, rows)
    known = await import_repository.known(session, [one.identity for one in wanted])
    clashes = [fault for one in wanted for fault in _clashes(one, known.get(one.identity, []))]
    if clashes:
        raise InvalidInput(clashes)
    news = [one for one in wanted if not any(map(one.is_, known.get(one.identity, [])))]
    begun = []
    for one in news:
        row = service.new_row(session, hand, one.household_id, one.new)
        row.last_used_on = one.row.last_used_on
        row.state = State.ACTIVE if one.new.on_account is OnAccount.CLIENT else State.DRAFT
        begun.append(row)
    await service.add_all(session, hand, begun, IMPORT)
    for row in begun:
        if row.state is State.DRAFT and row.evidence is not None and row.signed_on is not None:
            await service.submit(session, hand, row.household_id, row.id)
    return Outcome([row.state for row in begun], len(wanted) - len(news))


async def _resolved(session: Session, hand: Hand, rows: Sequence[Read]) -> list[_Wanted]:
    """The rows with their households, which are held from here on, and suppliers; `InvalidInput` for every fault."""
    households = await import_repository.hold_households(
        session, [row.reference for _, row in rows], hand.municipalities
    )
    kvks = await import_repository.suppliers(session, [row.supplier_kvk for _, row in rows if row.supplier_kvk])
    faults: list[Fault] = []
    wanted = []
    for where, row in rows:
        found = households.get(row.reference, [])
        supplier_id = row.supplier_id or kvks.get(str(row.supplier_kvk))
        faults += [fault.under(where) for fault in _unknown(row, found, supplier_id, hand)]
        if len(found) == 1 and supplier_id is not None:
            wanted.append(_Wanted(where, row, found[0], New(row.cost, supplier_id, row.on_account, row.terms)))
    faults += await _faults_of_terms(session, hand, wanted)
    faults += _twice(wanted)
    if faults:
        raise InvalidInput(faults)
    return wanted


def _unknown(row: ImportedMandate, households: Sequence[UUID], supplier_id: UUID | None, hand: Hand) -> Iterator[Fault]:
    if not households:
        yield Fault("reference", f"no household has the reference {row.reference}", "register it first")
    elif len(households) > 1:
        yield Fault("reference", f"{len(households)} households have this reference", "tell of these one by one")
    if supplier_id is None:
        yield Fault("supplierKvk", f"no supplier has the KvK number {row.supplier_kvk}", "register it first")
    if row.last_used_on is not None and row.last_used_on > hand.today:
        yield Fault("lastUsedOn", f"{row.last_used_on} is still to come", "give the day of the newest collection")


async def _faults_of_terms(session: Session, hand: Hand, wanted: Sequence[_Wanted]) -> list[Fault]:
    found = await service.faults_of(session, hand, [one.new for one in wanted])
    return [fault.under(one.where) for one, faults in zip(wanted, found, strict=True) for fault in faults]


def _twice(wanted: Sequence[_Wanted]) -> Iterator[Fault]:
    first: dict[tuple[str, str], str] = {}
    for one in wanted:
        if one.identity in first:
            where = first[one.identity]
            yield Fault(f"{one.where}.umr", f"this mandate stands in {where} too", "leave one of them out")
        first.setdefault(one.identity, one.where)


def _clashes(one: _Wanted, known: Sequence[DirectDebit]) -> Iterator[Fault]:
    if any(map(one.is_, known)):
        return
    if any(other.state in LIVING for other in known):
        what = "this mandate is known, with another household, cost, supplier or other terms"
        yield Fault(f"{one.where}.umr", what, "replace the one that is known, or correct the row")
