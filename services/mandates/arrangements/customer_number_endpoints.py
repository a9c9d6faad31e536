"""By which customer number and reference a supplier knows what it is told of, many at a time, asked in a body.

It is for whoever tells suppliers: a number is the supplier's own, so it is told to that supplier and to no other.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.auth import requires
from services.mandates.arrangements.customer_numbers import CustomerNumber, NamedBill, numbers_of
from services.mandates.costs import Cost
from services.mandates.dependencies import Keys, Sight
from services.mandates.fields import MonthField
from services.sessions import Reading
from services.wire import Page, Wire

router = APIRouter(tags=["arrangements"])

MOST_ASKED = 500
"""In one question; who tells suppliers asks for 200 messages at most."""


class BillAsked(Wire):
    """The bill of a cost of a household in a month."""

    household_id: UUID
    cost: Cost
    month: MonthField


class HandshakeAsked(Wire):
    """What a handshake is about."""

    handshake_id: UUID


class CustomerNumberSearch(Wire):
    """What a supplier is to be told of, and so which numbers of its own are asked for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "supplierId": "019b8d2b-8c00-7000-8000-000000000000",
                    "about": [{"handshakeId": "019b8d2b-8c00-7000-8000-00000000000a"}],
                }
            ]
        }
    )

    supplier_id: UUID
    about: Annotated[list[BillAsked | HandshakeAsked], Field(min_length=1, max_length=MOST_ASKED)]


class KnownCustomerNumber(Wire):
    """How a supplier knows one of these: the number of its customer, and the reference that our payments carry.

    Nothing where it is another supplier's, where nobody knows it, or whose household the caller does not work for.
    """

    customer_number: str | None
    reference: str | None

    @classmethod
    def of(cls, known: CustomerNumber) -> "KnownCustomerNumber":
        """The number as it is told."""
        return cls(**known._asdict())


@router.post("/customer-numbers/_search", dependencies=[requires("mandates:read")])
async def search_customer_numbers(
    body: CustomerNumberSearch, session: Reading, sees: Sight, keyring: Keys
) -> Page[KnownCustomerNumber]:
    """The customer number and reference of each of these, in the order of asking; at most 500 at a time."""
    asked = [
        one.handshake_id if isinstance(one, HandshakeAsked) else NamedBill(one.household_id, one.cost, one.month)
        for one in body.about
    ]
    found = await numbers_of(session, keyring, body.supplier_id, asked, sees)
    return Page(items=[KnownCustomerNumber.of(one) for one in found])
