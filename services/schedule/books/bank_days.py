"""Each account at the bank, day by day: what its statements say, what of that we know, and what is still on its way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession
from services.months import month_of
from services.schedule.hand import Municipalities
from services.schedule.payments.candidates import LOOKS_BACK
from services.schedule.statements.statement import Direction

_ACCOUNTS = text(
    """
    select iban, array_agg(code order by code) as codes from municipality
    where cast(:sees as text[]) is null or iban in (select iban from municipality as own where own.code = any(:sees))
    group by iban order by min(code)
    """
).bindparams(bindparam("sees", type_=ARRAY(Text)))
STATEMENTS = text(
    """
    select id, account, as_of, place, closing from statement
    where account = any(:accounts) and kind = 'statement' and state not in ('replaced', 'set_aside')
    and as_of between :first and :last and place is not null order by account, place
    """
).bindparams(bindparam("accounts", type_=ARRAY(Text)))
BOOKINGS = text(
    """
    select booking.statement_id, booking.direction,
        case when odd.statement_id is not null then case when odd.closed_at is null then 'odd' else 'explained' end
            when matched.statement_id is not null then 'matched' else 'unmatched' end as verdict,
        sum(booking.amount)::bigint as amount
    from bank_booking as booking
    left join bank_match as matched on matched.statement_id = booking.statement_id and matched.entry = booking.entry
        and matched.part = booking.part
    left join bank_exception as odd on odd.statement_id = booking.statement_id and odd.entry = booking.entry
        and odd.part = booking.part
    where booking.statement_id = any(:statements) and booking.status = 'booked' group by 1, 2, 3
    """
).bindparams(bindparam("statements", type_=ARRAY(Uuid)))
ON_ITS_WAY = text(
    """
    select municipality.iban as account, payment.execute_on, told.told_on, sum(payment.amount)::bigint as amount
    from payment_run as run join payment on payment.run_id = run.id
    join municipality on municipality.code = payment.municipality
    left join payment_told as told on told.run_id = payment.run_id and told.end_to_end_id = payment.end_to_end_id
        and told.outcome <> 'returned'
    where run.month between :first_month and :last_month and run.state = 'filed' and payment.route = 'we_push'
    and (payment.live or payment.came_back is not null) and payment.execute_on <= :last
    and municipality.iban = any(:accounts) group by 1, 2, 3
    """
).bindparams(bindparam("accounts", type_=ARRAY(Text)))
"""It is on its way until the bank has executed or rejected it."""


class Verdict(StrEnum):
    """What became of a booking: matched, or an exception that is open or was explained; or nobody has looked yet."""

    MATCHED = "matched"
    ODD = "odd"
    EXPLAINED = "explained"
    UNMATCHED = "unmatched"


class Sums(NamedTuple):
    """Cents that came in and went out."""

    came_in: int = 0
    went_out: int = 0

    def plus(self, direction: Direction, amount: int) -> "Sums":
        if direction is Direction.CREDIT:
            return self._replace(came_in=self.came_in + amount)
        return self._replace(went_out=self.went_out + amount)


class Sent(NamedTuple):
    """Cents that were to be executed on a day, and the day on which the bank said what became of them."""

    amount: int
    execute_on: date
    ended_on: date | None

    def is_on_its_way(self, on: date) -> bool:
        """Whether the bank should have it by the end of a day and has said nothing of it."""
        return self.execute_on <= on and (self.ended_on is None or on < self.ended_on)


class BankDay(NamedTuple):
    """An account, known by the municipalities that pay from it, on a day: its closing balance as the bank tells it
    (None if no statement of the day does), what moved by what became of it, and what is on its way; cents."""

    municipalities: Sequence[str]
    on: date
    statements: int
    closing: int | None
    moved: Mapping[Verdict, Sums]
    on_its_way: int

    @property
    def is_in_order(self) -> bool:
        """Whether every booking of the day is matched or explained."""
        return not ({Verdict.ODD, Verdict.UNMATCHED} & self.moved.keys())


async def bank_days(session: ReadSession, sees: Municipalities, days: Sequence[date]) -> list[BankDay]:
    """Each account that may be seen on each of these days, day by day."""
    rows = await session.execute(_ACCOUNTS, {"sees": None if sees is None else sorted(sees)})
    accounts: dict[str, list[str]] = {row.iban: row.codes for row in rows}
    given = {"accounts": list(accounts), "first": days[0], "last": days[-1]}
    told: dict[tuple[str, date], list[tuple[UUID, int | None]]] = defaultdict(list)
    for row in await session.execute(STATEMENTS, given):
        told[row.account, row.as_of].append((row.id, row.closing))
    moved = await _moved(session, [one for some in told.values() for one, _ in some])
    sent = await _sent(session, list(accounts), days)
    return [
        _day(codes, on, told[account, on], moved, sent[account]) for on in days for account, codes in accounts.items()
    ]


def _day(
    codes: Sequence[str],
    on: date,
    statements: Sequence[tuple[UUID, int | None]],
    moved: Mapping[UUID, Iterable[tuple[Verdict, Direction, int]]],
    sent: Iterable[Sent],
) -> BankDay:
    sums: dict[Verdict, Sums] = defaultdict(Sums)
    for statement_id, _ in statements:
        for verdict, direction, amount in moved.get(statement_id, ()):
            sums[verdict] = sums[verdict].plus(direction, amount)
    closing = statements[-1][1] if statements else None
    waits = sum(one.amount for one in sent if one.is_on_its_way(on))
    return BankDay(codes, on, len(statements), closing, dict(sums), waits)


async def _moved(session: ReadSession, statements: Sequence[UUID]) -> dict[UUID, list[tuple[Verdict, Direction, int]]]:
    found: dict[UUID, list[tuple[Verdict, Direction, int]]] = defaultdict(list)
    for row in await session.execute(BOOKINGS, {"statements": list(statements)}):
        found[row.statement_id].append((Verdict(row.verdict), Direction(row.direction), row.amount))
    return found


async def _sent(session: ReadSession, accounts: Sequence[str], days: Sequence[date]) -> dict[str, list[Sent]]:
    """What was sent to the bank by the runs that are looked at: those of these months, and some before."""
    months = {"first_month": month_of(days[0]) - LOOKS_BACK - 1, "last_month": month_of(days[-1]) + 1}
    found: dict[str, list[Sent]] = defaultdict(list)
    rows = await session.execute(ON_ITS_WAY, {"accounts": list(accounts), "last": days[-1], **months})
    for row in rows:
        found[row.account].append(Sent(row.amount, row.execute_on, row.told_on))
    return found
