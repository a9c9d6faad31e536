"""What may be asked about payees: register a supplier, say who gets the money for a cost, look both up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.database import ReadSession, Session
from services.errors import Fault, InvalidInput, NotFound
from services.iban import Iban
from services.payment_reference import PaymentReference
from services.schedule.hand import Hand, Municipalities
from services.schedule.households.tasks import TO_CLIENT
from services.schedule.payees import repository
from services.schedule.payees.payee import CostPayee, Payee, PayeeDetails, PayeeKind, in_force
from services.schedule.payees.repository import Account
from services.sealing import Keyring


class NoSuchPayee(NotFound):
    """There is no such payee here."""


class WantedCostPayee(NamedTuple):
    """Somebody's word that a cost is paid to a payee that is known by its id, or to an account.

    Without `valid_from` it holds from the beginning where nobody was paid for the cost yet, else from today. `where` is
    its place in what was sent, for a fault.
    """

    cost: str
    to: UUID | PayeeDetails
    reference: PaymentReference | None = None
    valid_from: date | None = None
    where: str = ""
    customer_number: str | None = None
    """What the supplier knows the client by; it goes to the registry, and is not kept here."""


BEGINNING = date(2000, 1, 1)
"""Before any household that this system knows."""


async def register_payee(session: Session, hand: Hand, details: PayeeDetails) -> Payee:
    """The supplier with this account and name, known from here on if it was not."""
    (payee_id,) = await repository.find_or_add(session, hand, [Account(details)])
    return await payee(session, hand.keyring, payee_id, hand.municipalities)


async def payee(session: ReadSession, keyring: Keyring, payee_id: UUID, sees: Municipalities) -> Payee:
    """The payee with this id; `NoSuchPayee`, also for a client of a household that may not be seen."""
    found = await repository.payees_by_id(session, keyring, [payee_id], sees)
    if payee_id not in found:
        raise NoSuchPayee
    return found[payee_id]


async def suppliers(session: ReadSession, keyring: Keyring, after: UUID | None, limit: int) -> list[Payee]:
    """So many suppliers after the one with that id."""
    return await repository.suppliers(session, keyring, after, limit)


async def payees_with(session: ReadSession, keyring: Keyring, iban: Iban, sees: Municipalities) -> list[Payee]:
    """Every payee with this account, but the clients of households that may not be seen."""
    return await repository.payees_with(session, keyring, iban, sees)


async def assign(
    session: Session, hand: Hand, wanted: Mapping[UUID, Sequence[WantedCostPayee]], *, only_news: bool = False
) -> dict[UUID, list[CostPayee]]:
    """Write down who is paid for the costs of these households, which the caller has locked; what was added for each.

    With `only_news` what holds already is not said again. `InvalidInput` for a payee that is none of the organisation's
    or none for that cost.
    """
    known = await repository.cost_payees_of(session, list(wanted))
    payee_ids = await _payee_ids(session, hand, wanted)
    added: dict[UUID, list[CostPayee]] = {}
    for household_id, entries in wanted.items():
        before = known.get(household_id, [])
        first = max((one.sequence for one in before), default=0) + 1
        made = [_entry(one, before, payee_ids[household_id, number], hand) for number, one in enumerate(entries)]
        news = [one for one in made if not (only_news and _holds(one, before))]
        added[household_id] = [one._replace(sequence=number) for number, one in enumerate(news, start=first)]
    await repository.add_cost_payees(session, hand, [(owner, one) for owner, ones in added.items() for one in ones])
    return added


async def with_accounts(
    session: ReadSession, hand: Hand, wanted: Mapping[UUID, Sequence[WantedCostPayee]]
) -> dict[UUID, list[WantedCostPayee]]:
    """The same, with the account of each payee that was named by its id; those ids are known to be right."""
    known = await _named(session, hand, _places(wanted))
    return {
        owner: [one._replace(to=known[one.to].details) if isinstance(one.to, UUID) else one for one in entries]
        for owner, entries in wanted.items()
    }


async def misfits(
    session: ReadSession, hand: Hand, wanted: Mapping[UUID, Sequence[WantedCostPayee]]
) -> list[tuple[UUID, Fault]]:
    """What would be wrong with these, each with the household that it is about."""
    places = _places(wanted)
    return list(_misfits(places, await _named(session, hand, places)))


def _entry(wanted: WantedCostPayee, before: Sequence[CostPayee], payee_id: UUID, hand: Hand) -> CostPayee:
    is_first = all(one.cost != wanted.cost for one in before)
    valid_from = wanted.valid_from or (BEGINNING if is_first else hand.today)
    return CostPayee(0, wanted.cost, payee_id, valid_from, wanted.reference)


def _holds(entry: CostPayee, before: Sequence[CostPayee]) -> bool:
    held = in_force(before, max(entry.valid_from, *(one.valid_from for one in before))) if before else {}
    known = held.get(entry.cost)
    return known is not None and (known.payee_id, known.reference) == (entry.payee_id, entry.reference)


async def _payee_ids(
    session: Session, hand: Hand, wanted: Mapping[UUID, Sequence[WantedCostPayee]]
) -> dict[tuple[UUID, int], UUID]:
    """The payee of each entry, by household and place."""
    places = _places(wanted)
    faults = list(_misfits(places, await _named(session, hand, places)))
    if faults:
        raise InvalidInput(fault for _, fault in faults)
    named = {(owner, number): one.to for owner, number, one in places if isinstance(one.to, UUID)}
    accounts = [
        ((owner, number), Account(one.to, owner if one.cost == TO_CLIENT else None))
        for owner, number, one in places
        if isinstance(one.to, PayeeDetails)
    ]
    found = await repository.find_or_add(session, hand, [account for _, account in accounts])
    return named | {place: payee_id for (place, _), payee_id in zip(accounts, found, strict=True)}


_Place: TypeAlias = tuple[UUID, int, WantedCostPayee]
"""A household, and one of those that it wants paid."""


def _places(wanted: Mapping[UUID, Sequence[WantedCostPayee]]) -> list[_Place]:
    return [(owner, number, one) for owner, entries in wanted.items() for number, one in enumerate(entries)]


async def _named(session: ReadSession, hand: Hand, places: Sequence[_Place]) -> Mapping[UUID, Payee]:
    """The payees that are wanted by their ids."""
    ids = {one.to for _, _, one in places if isinstance(one.to, UUID)}
    return await repository.payees_by_id(session, hand.keyring, ids) if ids else {}


def _misfits(places: Sequence[_Place], payees: Mapping[UUID, Payee]) -> Iterator[tuple[UUID, Fault]]:
    for owner, _, one in places:
        if not isinstance(one.to, UUID):
            continue
        found = payees.get(one.to)
        if found is None:
            yield owner, Fault(one.where, "is no payee of this organisation", "register it first, or give its account")
        elif one.cost == TO_CLIENT and found.household_id != owner:
            yield owner, Fault(one.where, "is not this client's own account", "give the account itself")
        elif one.cost != TO_CLIENT and found.kind is not PayeeKind.SUPPLIER:
            yield owner, Fault(one.where, "is a client's own account", "a cost is paid to a supplier")
