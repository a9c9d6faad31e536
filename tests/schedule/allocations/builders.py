"""An allocation of a rent, and what may be said of it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.schedule.allocations.allocation import (
    Allocation,
    AllocationWord,
    KeptAnswer,
    NotBookedReason,
    Said,
    Teller,
)
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute

SECOND, NINTH = date(2026, 3, 2), date(2026, 3, 9)
HOUSEHOLD = UUID(int=7)
RENT = Allocation(
    run_id=UUID(int=1),
    household_id=HOUSEHOLD,
    month=2026 * 12 + 2,
    purpose="rent",
    occasion="2026-03",
    municipality="GM0518",
    end_to_end_id="2026031",
    amount=620_00,
    route=PaymentRoute.WE_PUSH,
    payee=PayeeKind.SUPPLIER,
    payee_id=UUID(int=5),
    execute_on=date(2026, 2, 27),
    executed_on=SECOND,
    known_at=datetime(2026, 3, 2, 18, tzinfo=UTC),
    over=False,
)
BOOKED = Said(AllocationWord.BOOKED, NINTH, Teller.SUPPLIER, booked_on=date(2026, 3, 3))
NOT_BOOKED = Said(AllocationWord.NOT_BOOKED, NINTH, Teller.SUPPLIER, reason=NotBookedReason.REFERENCE_UNKNOWN)
LESS = Said(AllocationWord.BOOKED_OTHERWISE, NINTH, Teller.SUPPLIER, booked_on=date(2026, 3, 3), amount=600_00)
ELSEWHERE = LESS._replace(amount=None, on_another_contract=True)


def answered(said: Said, one: Allocation = RENT, at: datetime = datetime(2026, 3, 9, 12, tzinfo=UTC)) -> Allocation:
    """It with an answer that stands, noted at a moment."""
    return one._replace(answer=KeptAnswer(1, said, "anna", at))


def rent(**other: Any) -> Allocation:
    """The rent, but for some of it."""
    return RENT._replace(**other)
