"""Payments to suppliers over HTTP, for the service that tells these: many accounts in one question, page by page."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.auth import requires
from services.months import month_text
from services.schedule.dependencies import Sight
from services.schedule.payments import paging
from services.schedule.payments.supplier_payment import SupplierPayment as KnownPayment
from services.schedule.payments.supplier_payment import SupplierPaymentState
from services.schedule.payments.supplier_payment_repository import (
    Place,
    SupplierPaymentWish,
    page_of_supplier_payments,
)
from services.schedule.planning.policy import CostKind
from services.sessions import Reading
from services.wire import Money, Page, PageRequest, Wire

router = APIRouter(prefix="/supplier-payments", tags=["payment runs"], dependencies=[requires("runs:read")])

MOST_ACCOUNTS = 1_000
"""In one question; all the accounts of all suppliers of a province."""

_LIST = "supplier-payments"


class SupplierPaymentSearch(PageRequest):
    """Payments of a run to these accounts of suppliers, by their ids at the registry; of some households or of all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "runId": "019b8d2b-8c00-7000-8000-000000000001",
                    "paidTo": ["019b8d2b-8c00-7000-8000-000000000002"],
                }
            ]
        }
    )

    run_id: UUID
    paid_to: Annotated[list[UUID], Field(min_length=1, max_length=MOST_ACCOUNTS)]
    household_ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=200)] = None

    def wish(self) -> SupplierPaymentWish:
        """What is asked for."""
        return SupplierPaymentWish(self.run_id, self.paid_to, self.household_ids)


class SupplierPayment(Wire):
    """A payment of ours to a supplier by credit transfer, and how far it is.

    `on` is the day on which it is to be executed, was, came back or was rejected.
    """

    household_id: UUID
    cost: CostKind
    occasion: Annotated[str, Field(examples=["2026-03", "first"])]
    month: Annotated[str, Field(examples=["2026-03"])]
    end_to_end_id: str
    sum: Money
    paid_to: UUID
    state: SupplierPaymentState
    on: date

    @classmethod
    def of(cls, one: KnownPayment) -> Self:
        """The payment as it is told."""
        return cls(
            household_id=one.household_id,
            cost=CostKind(one.purpose),
            occasion=one.occasion,
            month=month_text(one.month),
            end_to_end_id=one.end_to_end_id,
            sum=Money(amount=one.amount),
            paid_to=one.paid_to,
            state=one.state,
            on=one.on,
        )


@router.post("/_search")
async def search_supplier_payments(body: SupplierPaymentSearch, session: Reading, sees: Sight) -> Page[SupplierPayment]:
    """What of a run stands in a file or went further, and was to these accounts."""
    after = paging.after(body, _LIST, UUID, str, str)
    place = Place(*after) if after else Place()
    found = await page_of_supplier_payments(session, body.wish(), place, body.limit + 1, sees)
    return Page.cut(
        [SupplierPayment.of(one) for one in found],
        body.limit,
        lambda one: (_LIST, one.household_id, one.cost.value, one.occasion),
    )
