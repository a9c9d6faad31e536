"""What people see: what became of the bookings of a statement, which tasks and exceptions there are, and every cent."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from house.simulation.oracle import Made, Part
from services.database import ReadSession
from services.schedule.matching.booked import Place

_STATEMENTS = text(
    """
    select id, account, sequence from statement
    where state = 'taken' and (account, sequence) in (select * from unnest(:accounts, :numbers))
    """
).bindparams(bindparam("accounts", type_=ARRAY(Text)), bindparam("numbers", type_=ARRAY(Integer)))
_BOOKINGS = text(
    """
    select booking.statement_id, booking.entry, said.outcome, odd.oddity, odd.household_id
    from bank_booking as booking
    left join bank_match as said using (organisation_id, statement_id, entry, part)
    left join bank_exception as odd using (organisation_id, statement_id, entry, part)
    where booking.statement_id = any(:ids) and (said.outcome is not null or odd.oddity is not null)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_PARTS = text(
    """
    select statement_id, entry, household_id, purpose || '/' || occasion as about, amount
    from payment_told join payment using (organisation_id, run_id, end_to_end_id) where statement_id = any(:ids)
    union all
    select statement_id, entry, household_id, subject, amount from bank_share where statement_id = any(:ids)
    union all
    select told.statement_id, told.entry, null, 'sent_back', amount
    from sent_back_outcome as told join sent_back using (organisation_id, end_to_end_id)
    where told.statement_id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_TOLD = text(
    """
    select household_id, kind as sign, about from task where household_id = any(:households)
    union all
    select household_id, oddity, end_to_end_id from bank_exception
    where household_id = any(:households) and end_to_end_id is not null
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)))
_OPEN = text(
    """
    select odd.statement_id, odd.entry, odd.part, odd.oddity, odd.due_on, statement.account, statement.sequence
    from bank_exception as odd join statement on statement.id = odd.statement_id
    where odd.closed_at is null and odd.in_suspense and odd.due_on > :since and odd.due_on <= :today
    order by statement.account, statement.sequence, odd.entry
    """
)
_MOVED = text(
    "select coalesce(sum(credits_posted - debits_posted), 0)::bigint from ledger_account where kind = 'bank_clearing'"
)
_REACHED = text("select account, closing from statement_account")


class StatementName(NamedTuple):
    """By what a statement is known to us and to the bank."""

    account: str
    number: int


class Exceptional(NamedTuple):
    """An exception that somebody is to have looked at: where it stands, and which entry of which statement it is."""

    place: Place
    statement: StatementName
    entry: int


class Cents(NamedTuple):
    """What the books say that left the bank, and the balance to which each account was taken in; cents."""

    went_out: int
    closing: Mapping[str, int]


async def made_of(
    session: ReadSession, names: Collection[StatementName], numbers: Mapping[UUID, int]
) -> dict[tuple[StatementName, int], Made]:
    """What became of the bookings of these statements, by statement and entry; of those that were taken in."""
    asked = {"accounts": [one.account for one in names], "numbers": [one.number for one in names]}
    known = {row.id: StatementName(row.account, row.sequence) for row in await session.execute(_STATEMENTS, asked)}
    parts: dict[tuple[UUID, int], list[Part]] = defaultdict(list)
    for row in await session.execute(_PARTS, {"ids": list(known)}):
        parts[row.statement_id, row.entry].append(Part(numbers.get(row.household_id), row.about, row.amount))
    found = {}
    for row in await session.execute(_BOOKINGS, {"ids": list(known)}):
        names_whom = None if row.household_id is None else numbers.get(row.household_id)
        made = Made(tuple(parts[row.statement_id, row.entry]), row.oddity, names_whom, row.outcome == "refunded")
        found[known[row.statement_id], row.entry] = made
    return found


async def told_of(
    session: ReadSession, households: Iterable[UUID], numbers: Mapping[UUID, int]
) -> set[tuple[int, str, str]]:
    """Everything that somebody was told of these households: tasks, and exceptions about a payment of ours."""
    rows = await session.execute(_TOLD, {"households": sorted(households)})
    return {(numbers[row.household_id], row.sign, row.about) for row in rows}


async def to_be_looked_at(session: ReadSession, since: date, today: date) -> Sequence[Exceptional]:
    """The exceptions that somebody is to have looked at on a day behind the first of these, and by the second."""
    rows = await session.execute(_OPEN, {"since": since, "today": today})
    return [
        Exceptional(Place(row.statement_id, row.entry, row.part), StatementName(row.account, row.sequence), row.entry)
        for row in rows
    ]


async def cents(session: ReadSession) -> Cents:
    """The books' word on the bank, and the balance of each account as it was taken in."""
    went_out = (await session.execute(_MOVED)).scalar_one()
    closing = {row.account: row.closing for row in await session.execute(_REACHED)}
    return Cents(went_out, closing)
