"""The payments of a household over all runs: what was ever proposed, held, paid or came back, the newest first.

A household's payments are found month by month, for every index of payments begins with the month; so it takes as long
as there are months, however many runs and households there were in them.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession
from services.first_of_each import by_household
from services.months import Month

_FIRST_MONTH = """
    select least(
        (select min(month) from payment where live and {0}), (select min(month) from payment where not live and {0})
    )
"""
_OF_MONTH = """
    select one.run_id, one.household_id, one.purpose, one.occasion, one.due_on from payment as one
    where one.month = months.month and one.household_id = asked.id
    and (cast(:sees as text[]) is null or one.municipality = any(:sees))
"""
_PLACE = ("due_on", "run_id", "purpose", "occasion")
_NEWEST_FIRST = ", ".join(f"{name} desc" for name in _PLACE)
_PAYMENTS = text(
    f"""
    with recursive months (month) as (
        {_FIRST_MONTH.format("true")}
        union all
        select ({_FIRST_MONTH.format("month > months.month")}) from months where months.month is not null
    )
    select paid.household_id, paid.run_id, paid.month, paid.purpose, paid.occasion, paid.state, paid.reason,
        paid.detail, paid.payee, paid.payee_id, paid.amount, paid.due_on, paid.execute_on, paid.plan_version,
        paid.end_to_end_id, paid.route, paid.file_number
    from unnest(:ids) as asked (id) cross join lateral (
        select found.* from months cross join lateral (
            {_OF_MONTH} and live union all {_OF_MONTH} and not live
        ) as found
        where cast(:due_on as date) is null or ({", ".join(_PLACE)}) < (:due_on, :run_id, :purpose, :occasion)
        order by {_NEWEST_FIRST} limit :limit
    ) as key join payment_of_run as paid using (run_id, household_id, purpose, occasion)
    order by {", ".join(f"paid.{name} desc" for name in _PLACE)}
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("sees", type_=ARRAY(Text)),
    bindparam("due_on", type_=Date),
    bindparam("run_id", type_=Uuid),
    bindparam("purpose", type_=Text),
    bindparam("occasion", type_=Text),
)


class Place(NamedTuple):
    """Where a payment stands among all of its household."""

    due_on: date | None = None
    run_id: UUID | None = None
    purpose: str | None = None
    occasion: str | None = None


class PaymentOfHousehold(NamedTuple):
    """A payment (cents) with its run, and with what follows from that and from its files."""

    household_id: UUID
    run_id: UUID
    month: Month
    purpose: str
    occasion: str
    state: str
    reason: str | None
    detail: str | None
    payee: str
    payee_id: UUID | None
    amount: int
    due_on: date
    execute_on: date
    plan_version: int
    end_to_end_id: str
    route: str
    file_number: int | None


_BEFORE_ALL = Place()


async def payments_of(
    session: ReadSession,
    household_ids: Collection[UUID],
    limit: int,
    sees: Collection[str] | None,
    after: Place = _BEFORE_ALL,
) -> Mapping[UUID, list[PaymentOfHousehold]]:
    """So many payments of each of these households behind a place, the last due first; those that were of these
    municipalities, or of all."""
    asked = {
        **after._asdict(),
        "ids": list(household_ids),
        "sees": None if sees is None else list(sees),
        "limit": limit,
    }
    return by_household([PaymentOfHousehold(*row) for row in await session.execute(_PAYMENTS, asked)])
