"""Whose contract a customer number is, asked in a body: a number has no place in a URL."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.auth import requires
from services.mandates.arrangements import repository
from services.mandates.arrangements.repository import KnownContract
from services.mandates.costs import Cost
from services.mandates.dependencies import Keys, Sight
from services.mandates.fields import MonthField
from services.sessions import Reading
from services.wire import Page, PageRequest, Wire

router = APIRouter(tags=["arrangements"])


class ContractSearch(PageRequest):
    """A customer number, however it was typed, of a supplier."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"supplierId": "019b8d2b-8c00-7000-8000-000000000000", "customerNumber": "KL-20391"}]
        }
    )

    supplier_id: UUID
    customer_number: Annotated[str, Field(min_length=1, max_length=50)]


class Contract(Wire):
    """An arrangement that a customer number is of."""

    arrangement_id: UUID
    household_id: UUID
    cost: Cost
    from_month: MonthField

    @classmethod
    def of(cls, kept: KnownContract) -> "Contract":
        """The contract as it is told."""
        return cls(**{**kept._asdict(), "cost": Cost(kept.cost)})


@router.post("/contracts/_search", dependencies=[requires("mandates:read")])
async def search_contracts(body: ContractSearch, session: Reading, sees: Sight, keyring: Keys) -> Page[Contract]:
    """The arrangements that a supplier knows by this number, of households that the caller works for."""
    after = body.after(UUID)
    found = await repository.contracts(
        session, keyring, body.supplier_id, body.customer_number, sees, after[0] if after else None, body.limit + 1
    )
    return Page.cut([Contract.of(one) for one in found], body.limit, lambda one: (one.arrangement_id,))
