"""By which customer number and reference a supplier knows a bill, or what a handshake is about."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import ReadSession
from services.mandates.arrangements import handshake_repository, repository
from services.mandates.arrangements.arrangement import Arrangement, in_force
from services.mandates.hand import Municipalities
from services.months import Month
from services.sealing import Keyring


class NamedBill(NamedTuple):
    """The bill of a cost of a household in a month."""

    household_id: UUID
    cost: str
    month: Month


class CustomerNumber(NamedTuple):
    """The number of a supplier's customer, and the reference that a payment to it carries; None where nobody knows."""

    customer_number: str | None = None
    reference: str | None = None


async def numbers_of(
    session: ReadSession, keyring: Keyring, supplier_id: UUID, asked: Sequence[NamedBill | UUID], sees: Municipalities
) -> list[CustomerNumber]:
    """Of each bill, or handshake by its id, how this supplier knows it; nothing of what is another's."""
    handshakes = [one for one in asked if isinstance(one, UUID)]
    by_handshake = await handshake_repository.arrangements_of(session, handshakes)
    households = {one.household_id for one in asked if isinstance(one, NamedBill)}
    known = await repository.arrangements_seen(session, keyring, households, by_handshake.values(), sees)
    by_id = {one.id: one for one in known}
    by_cost: dict[tuple[UUID, str], list[Arrangement]] = defaultdict(list)
    for one in known:
        by_cost[one.household_id, one.cost].append(one)

    def known_as(one: NamedBill | UUID) -> CustomerNumber:
        if isinstance(one, NamedBill):
            arrangement = in_force(by_cost[one.household_id, one.cost], one.month)
        else:
            arrangement = by_id.get(by_handshake[one]) if one in by_handshake else None
        if arrangement is None or arrangement.terms.supplier_id != supplier_id:
            return CustomerNumber()
        reference = arrangement.terms.reference
        return CustomerNumber(arrangement.terms.customer_number, reference.text if reference else None)

    return [known_as(one) for one in asked]
