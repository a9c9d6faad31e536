"""What is asked of the system so that the world can go on: what it orders in its files, and what it says it is to get.

That is what a bank gets as a file, a supplier as an arrangement and a payer as a decision. What became of it afterwards
is never asked here.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession
from services.months import month_of

_MONTHS_BACK = 5
_PAID = text(
    """
    select end_to_end_id, household_id, purpose || '/' || occasion as about, payee = 'supplier' as to_supplier
    from payment_of_run
    where run_id = :run_id and file_number is not null
    """
)
_TO_BE_DRAWN = text(
    """
    select household_id, purpose, purpose || '/' || occasion as about, amount, due_on, municipality.iban
    from payment_of_run join municipality on municipality.code = municipality
    where run_id = :run_id and live and route = 'supplier_pulls' order by household_id, about
    """
)
_TO_COME = text(
    """
    select expected.household_id, expected.subject, expected.amount - expected.received as amount, expected.expected_on,
        household.reference, municipality.iban
    from expected_income as expected join household on household.id = expected.household_id
    join municipality on municipality.code = household.municipality
    where expected.month >= :since and expected.expected_on <= :today and expected.amount > expected.received
    and expected.happening <> 'repayment' order by expected.expected_on, household.reference, expected.subject
    """
)


class Paid(NamedTuple):
    """Whose a payment of ours is, for what, and whether a supplier gets it."""

    household_id: UUID
    about: str
    to_supplier: bool


class ToBeDrawn(NamedTuple):
    """What a supplier may draw from an account of ours (`iban`): cents, on its day."""

    household_id: UUID
    cost: str
    about: str
    cents: int
    due_on: date
    iban: str


class ToCome(NamedTuple):
    """Money that a household is to get on an account of ours (`iban`), in cents."""

    household_id: UUID
    about: str
    cents: int
    on: date
    reference: str
    iban: str


async def payments_filed(session: ReadSession, run_id: UUID) -> Mapping[str, Paid]:
    """The payments in the files of a run, by what the bank knows them by."""
    rows = await session.execute(_PAID, {"run_id": run_id})
    return {row.end_to_end_id: Paid(row.household_id, row.about, row.to_supplier) for row in rows}


async def to_be_drawn(session: ReadSession, run_id: UUID) -> list[ToBeDrawn]:
    """What suppliers come for of a run."""
    rows = await session.execute(_TO_BE_DRAWN, {"run_id": run_id})
    return [ToBeDrawn(row.household_id, row.purpose, row.about, row.amount, row.due_on, row.iban) for row in rows]


async def to_come(session: ReadSession, today: date) -> list[ToCome]:
    """What is to have come by today and has not."""
    rows = await session.execute(_TO_COME, {"since": month_of(today) - _MONTHS_BACK, "today": today})
    return [ToCome(row.household_id, row.subject, row.amount, row.expected_on, row.reference, row.iban) for row in rows]
