"""The way of a euro as one question to the database: from what somebody has in hand to all that is known of its key.

Whatever is asked by leads to keys, and each key to one row of JSON: what was decided and planned, each run that asked
for the money, the files, the postings, what the bank said, and what still waits. Every table is entered by a key that
begins with what grows with time, so the answer takes as long as what it tells, however much history lies behind it.
"""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from services.database import ReadSession
from services.schedule.books.trace_parts import KEY, PARTS, SAME_KEY
from services.schedule.books.tracing import Asked, ByBooking, ByIdentifier, ByPurpose
from services.schedule.hand import Municipalities

_BY_IDENTIFIER = f"select {', '.join(KEY)} from payment where end_to_end_id = :end_to_end_id"
_BY_PURPOSE = """
    select cast(:month as integer) as month, cast(:household_id as uuid) as household_id,
        cast(:purpose as text) as purpose, cast(:occasion as text) as occasion
"""
_IN_ORDER = ", ".join(f"asked.{name}" for name in KEY)
_PLACE = "(statement_id, entry, part) = (:statement_id, :entry, :part)"
_OF_BOOKING = f"""
    select payment.month, payment.household_id, payment.purpose, payment.occasion from payment
    where end_to_end_id = booking.our_id and exists (select from bank_match where {_PLACE} and rule = 'end_to_end_id')
    union
    select payment.month, payment.household_id, payment.purpose, payment.occasion
    from bank_match as said join payment_outcome as told on told.run_id = said.run_id
        and (told.statement_id, told.entry, told.part) = (said.statement_id, said.entry, said.part)
    join payment on payment.end_to_end_id = told.end_to_end_id
    where (said.statement_id, said.entry, said.part) = (:statement_id, :entry, :part) and said.rule <> 'end_to_end_id'
    union
    select payment.month, payment.household_id, payment.purpose, payment.occasion
    from bank_exception as odd join payment on payment.end_to_end_id = odd.end_to_end_id
    where (odd.statement_id, odd.entry, odd.part) = (:statement_id, :entry, :part)
    union
    select month, household_id, split_part(subject, '/', 1), split_part(subject, '/', 2) from bank_share where {_PLACE}
"""
_BY_BOOKING = f"""
    select found.* from bank_booking as booking left join lateral ({_OF_BOOKING}) as found on true where {_PLACE}
"""
"""A booking of which we know nothing leads to no key, and is told by itself."""

_SEEN = """
    cast(:sees as text[]) is null or household.municipality = any(:sees) or (
        asked.household_id is null and exists (
            select from statement where statement.id = :statement_id
            and account in (select iban from municipality where code = any(:sees))
        )
    )
"""
_PAYMENT_PLACE = "(execute_on, household_id, purpose, occasion)"
_LAST_PLACE = "(last_execute_on, last_household_id, last_purpose, last_occasion)"
_DAYS = f"""
    select filed.run_id, filed.file_number, day, row_number() over (
        partition by filed.run_id, filed.file_number order by day
    ) as place
    from (select distinct run_id, file_number from paid where file_number is not null) as filed
    join payment_file as file on file.run_id = filed.run_id and file.number = filed.file_number
    left join lateral (
        select {_LAST_PLACE} as last from payment_file as earlier
        where earlier.run_id = file.run_id and earlier.municipality = file.municipality and earlier.number < file.number
        order by earlier.number desc limit 1
    ) as before on true
    cross join lateral (
        select distinct execute_on as day from payment
        where payment.run_id = file.run_id and payment.municipality = file.municipality and route = 'we_push'
        and (live or came_back is not null) and {_PAYMENT_PLACE} <= {_LAST_PLACE}
        and (before.last is null or row{_PAYMENT_PLACE} > before.last)
    ) as days
"""
"""The days of a file in their order: the place of each is that of its block, whose name the bank may tell."""


def _question(keys: str) -> TextClause:
    """The whole question, for what these keys are found by."""
    told = ", ".join(f"'{name}', {value}" for name, value in PARTS.items())
    return text(
        f"""
        with asked as materialized (
            select asked.* from ({keys}) as asked left join household on household.id = asked.household_id
            where ({_SEEN}) and (asked.household_id is null or household.id is not null)
            and (cast(:after_month as integer) is null or ({_IN_ORDER})
                > (:after_month, :after_household, :after_purpose, :after_occasion))
            order by {_IN_ORDER} limit :limit
        ), paid as materialized (
            select found.* from asked cross join lateral (
                select * from payment_of_run as one where {SAME_KEY} and live
                union all
                select * from payment_of_run as one where {SAME_KEY} and not live
            ) as found
        ), days as materialized ({_DAYS})
        select {_IN_ORDER}, json_build_object({told})::text as told
        from asked left join household on household.id = asked.household_id order by {_IN_ORDER}
        """
    ).bindparams(
        bindparam("sees", type_=ARRAY(Text)),
        bindparam("statement_id", type_=Uuid),
        bindparam("entry", type_=Integer),
        bindparam("part", type_=Integer),
        bindparam("after_month", type_=Integer),
        bindparam("after_household", type_=Uuid),
        bindparam("after_purpose", type_=Text),
        bindparam("after_occasion", type_=Text),
    )


QUESTIONS = {
    ByIdentifier: _question(_BY_IDENTIFIER),
    ByBooking: _question(_BY_BOOKING),
    ByPurpose: _question(_BY_PURPOSE),
}


class Traced(NamedTuple):
    """A key with all that is known of it, as JSON; a booking that says nothing of ours has no key."""

    month: int | None
    household_id: UUID | None
    purpose: str | None
    occasion: str | None
    told: str

    @property
    def key(self) -> tuple[object, ...]:
        """Its place among all that were asked for."""
        return self[:4]


def given(asked: Asked, sees: Municipalities, after: ByPurpose | None, limit: int) -> dict[str, Any]:
    """The values that the question about this is asked with."""
    place = after or (None, None, None, None)
    return {
        "statement_id": None,
        "entry": None,
        "part": None,
        **asked._asdict(),
        "sees": None if sees is None else sorted(sees),
        **dict(zip(("after_month", "after_household", "after_purpose", "after_occasion"), place, strict=True)),
        "limit": limit,
    }


async def trace(
    session: ReadSession, asked: Asked, sees: Municipalities, after: ByPurpose | None, limit: int
) -> list[Traced]:
    """So many keys behind `after` of what was asked, in their order; of households that may be seen."""
    rows = await session.execute(QUESTIONS[type(asked)], given(asked, sees, after, limit))
    return [Traced(*row) for row in rows]
