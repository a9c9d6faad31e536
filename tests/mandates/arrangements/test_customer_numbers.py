"""By which number a supplier knows a bill is told to who tells that supplier, and of no other."""

from uuid import UUID

from services.clock import MovableClock
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.customer_numbers import CustomerNumber, NamedBill, numbers_of
from tests.mandates.arrangements.builders import MARCH, NUMBER
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import prepared
from tests.mandates.callers import Caller

NOBODYS = UUID(int=9)


async def test_a_supplier_knows_its_bills_and_handshakes_by_its_own_number(
    works: Works, rent: Arrangement, supplier: UUID, clock: MovableClock
) -> None:
    handshake = await prepared(works, rent)
    bill = NamedBill(rent.household_id, "rent", MARCH)
    before_it_began = bill._replace(month=rent.from_month - 1)
    asked: list[NamedBill | UUID] = [bill, handshake.id, before_it_began, bill._replace(cost="water"), NOBODYS]
    async with works() as (session, hand):
        ours = await numbers_of(session, hand.keyring, supplier, asked, None)
        others = await numbers_of(session, hand.keyring, NOBODYS, asked, None)
        unseen = await numbers_of(session, hand.keyring, supplier, asked, frozenset({"GM0001"}))
    assert [one.customer_number for one in ours] == [NUMBER, NUMBER, None, None, None]
    assert others == unseen == [CustomerNumber()] * len(asked)


async def test_many_are_asked_for_at_once_and_told_in_that_order(
    anna: Caller, works: Works, rent: Arrangement, supplier: UUID
) -> None:
    handshake = await prepared(works, rent)
    about = [
        {"handshakeId": str(NOBODYS)},
        {"householdId": str(rent.household_id), "cost": "rent", "month": "2026-03"},
        {"handshakeId": str(handshake.id)},
    ]
    answer = await anna.post("/customer-numbers/_search", {"supplierId": str(supplier), "about": about})
    assert [one["customerNumber"] for one in answer.json()["items"]] == [None, NUMBER, NUMBER]
