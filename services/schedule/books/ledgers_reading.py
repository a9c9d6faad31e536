"""What is read of households for the three ledgers, asked once for all of them.

The months are those that a run looks at; the newest plan says what is expected in them. What is older and still not as
it should be stands on the lists of what is held and of exceptions, and is told there.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Row, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Uuid

from services.clock import civil_date
from services.database import ReadSession
from services.events import PlanFault
from services.months import Month, first_day, last_day, month_of
from services.schedule.books.movements import Attempt, Known, Odd, Posted, Shared, Told, Waiting
from services.schedule.households.rulebook import Rulebook
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.matching.submitted import Outcome
from services.schedule.payments.candidates import LOOKS_BACK, Dossier, Period
from services.schedule.payments.papers import Papers, papers_of
from services.schedule.payments.proposal import LeftOut, proposal
from services.schedule.payments.run import PaymentRoute
from services.schedule.statements.statement import Direction
from services.schedule.wanted.payments import NO_MONTH, PaymentKey
from services.storing import connection_of

_T = TypeVar("_T")

_NO_RUN = UUID(int=0)
"""A run's own payments are not counted as paid; here none is left out."""


def _asking(question: str) -> TextClause:
    return text(question).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("months", type_=ARRAY(Integer)))


POSTED = _asking(
    """
    select book_id, month, subject, booked_on, stage, debit, credit, amount, corrects from ledger_entry
    where month = any(:months) and book_id = any(:ids) and (
        credit = 'clearing' or (debit = 'clearing' and corrects is not null)
        or (credit = 'budget' and corrects is null) or (debit = 'budget' and corrects is not null)
    )
    """
)
_ATTEMPT = """
    select household_id, payment.month, purpose, occasion, run.proposed_at, live, reason is not null as is_held, amount,
        due_on, execute_on, route, run_id, end_to_end_id
    from payment join payment_run as run on run.id = payment.run_id
    where payment.month = any(:months) and household_id = any(:ids)
"""
ATTEMPTS = _asking(
    f"""
    select attempt.*, told.outcomes, told.days, told.back, answer.withheld, answer.taken_at
    from ({_ATTEMPT} and live union all {_ATTEMPT} and not live) as attempt
    cross join lateral (
        select array_agg(outcome order by number) as outcomes, array_agg(told_on order by number) as days,
            array_agg(takes_back is not null order by number) as back
        from payment_outcome as one
        where one.run_id = attempt.run_id and one.end_to_end_id = attempt.end_to_end_id
    ) as told
    left join lateral (
        select answer.withheld, file.taken_at from instruction_line as line
        join instruction_answer as answer on answer.run_id = line.run_id and answer.number = line.number
            and answer.end_to_end_id = line.end_to_end_id
        join instruction_answer_file as file on file.run_id = answer.run_id and file.number = answer.number
            and file.sequence = answer.sequence
        where line.run_id = attempt.run_id and line.household_id = attempt.household_id
        and line.purpose = attempt.purpose and line.occasion = attempt.occasion
    ) as answer on attempt.route = 'benefit_system_withholds'
    """
)
ODD = text(
    """
    select odd.household_id, paid.month, paid.purpose, paid.occasion, odd.statement_id, odd.entry, odd.part, odd.amount,
        odd.direction, odd.booked_on, odd.closed_at
    from bank_exception as odd left join lateral (
        select month, purpose, occasion from payment
        where payment.end_to_end_id = odd.end_to_end_id
    ) as paid on true
    where odd.household_id = any(:ids) and odd.booked_on between :first and :last
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
SHARED = _asking(
    """
    select share.household_id, share.month, share.subject, share.at, share.amount, booking.direction,
        share.takes_back is not null as takes_back, coalesce(booking.booked_on, booking.value_on) as booked_on,
        odd.statement_id is not null as was_odd
    from bank_share as share join bank_booking as booking on booking.statement_id = share.statement_id
        and booking.entry = share.entry and booking.part = share.part
    left join bank_exception as odd on odd.statement_id = share.statement_id and odd.entry = share.entry
        and odd.part = share.part
    where share.month = any(:months) and share.household_id = any(:ids)
    """
)
HELD = _asking(
    """
    select household_id, month, purpose, occasion, held_since from held_payment
    where month = any(:months) and household_id = any(:ids)
    """
)
SETTLED = _asking(
    """
    select household_id, month, purpose, occasion, settled_at from payment_settled
    where month = any(:months) and household_id = any(:ids)
    """
)


class Looked(NamedTuple):
    """A household with all that is known of its money; with a `fault` its plan could not be read."""

    household_id: UUID
    plan_version: int | None
    fault: PlanFault | None
    known: Known


class Window(NamedTuple):
    """The months of the keys that are looked at for some days, and the days that lie in them."""

    months: tuple[Month, ...]
    first: date
    last: date

    @classmethod
    def of(cls, first: date, last: date) -> "Window":
        """What a run of the first of these days would look back to, and the month after the last."""
        months = range(month_of(first) - LOOKS_BACK - 1, month_of(last) + 2)
        return cls((NO_MONTH, *months), first_day(months[0]), last_day(months[-1]))


async def known_of(
    session: ReadSession, households: Sequence[UUID], window: Window, rules: Rulebook
) -> dict[UUID, Looked]:
    """All that is known of these households' money in a window of months."""
    given: dict[str, Any] = {"ids": list(households), "months": list(window.months)}
    posted = await _by_household(session, POSTED, given, _posted)
    attempts = await _by_household(session, ATTEMPTS, given, _attempt)
    days = {"first": window.first, "last": window.last}
    odd = await _by_household(session, ODD, {"ids": given["ids"], **days}, _odd)
    shared = await _by_household(session, SHARED, given, _shared)
    held = await _by_household(session, HELD, given, _held)
    settled = await _by_household(session, SETTLED, given, _settled)
    return {
        one.household_id: one._replace(
            known=one.known._replace(
                posted=posted[one.household_id],
                attempts=attempts[one.household_id],
                odd=odd[one.household_id],
                shared=shared[one.household_id],
                held=held[one.household_id],
                settled=settled[one.household_id],
            )
        )
        for one in await _planned(session, households, window, rules)
    }


async def _planned(session: ReadSession, households: Sequence[UUID], window: Window, rules: Rulebook) -> list[Looked]:
    """What the newest plans say, and for whom they say nothing."""
    period = Period(month_of(window.last), window.first)
    papers = await papers_of(await connection_of(session), households, period, _NO_RUN, rules)
    by_household = {one.household_id: one for one in papers}
    return [_read(household_id, by_household.get(household_id), period, window, rules) for household_id in households]


def _read(household_id: UUID, papers: Papers | None, period: Period, window: Window, rules: Rulebook) -> Looked:
    if papers is None:
        return Looked(household_id, None, None, Known())
    proposed = proposal(papers, period, rules.norms)
    if isinstance(proposed, LeftOut):
        return Looked(household_id, papers.plan_version, proposed.fault, Known())
    return Looked(household_id, papers.plan_version, None, _wanted(proposed.dossier, window))


def _wanted(dossier: Dossier, window: Window) -> Known:
    """What the plan wants and expects under the keys that are looked at; what somebody else paid before us is not."""
    payments = [one for one in dossier.wanted.every_payment if one.key.month in window.months and dossier.pays(one)]
    expected = dossier.wanted.income(dossier.begins_on, date.max)
    return Known(payments=payments, expected=[one for one in expected if one.month in window.months])


async def _by_household(
    session: ReadSession, question: TextClause, given: dict[str, Any], made: Callable[[Row[Any]], _T]
) -> dict[UUID, list[_T]]:
    """What a question gives, by the household that each row begins with."""
    found: dict[UUID, list[_T]] = defaultdict(list)
    for row in await session.execute(question, given):
        found[row[0]].append(made(row))
    return found


def _posted(row: Row[Any]) -> Posted:
    way = Stage(row.stage), AccountKind(row.debit), AccountKind(row.credit)
    return Posted(row.month, row.subject, row.booked_on, *way, row.amount, row.corrects)


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        key=_key(row),
        proposed_on=civil_date(row.proposed_at),
        live=row.live,
        is_held=row.is_held,
        amount=row.amount,
        due_on=row.due_on,
        execute_on=row.execute_on,
        route=PaymentRoute(row.route),
        told=tuple(
            Told(Outcome(one), on, is_back)
            for one, on, is_back in zip(row.outcomes or (), row.days or (), row.back or (), strict=True)
        ),
        withheld=row.withheld or 0,
        answered_on=row.taken_at and civil_date(row.taken_at),
    )


def _odd(row: Row[Any]) -> Odd:
    key = None if row.purpose is None else _key(row)
    name = f"{row.statement_id}/{row.entry}.{row.part}"
    closed_on = row.closed_at and civil_date(row.closed_at)
    return Odd(key, name, row.amount, Direction(row.direction), row.booked_on, closed_on)


def _shared(row: Row[Any]) -> Shared:
    """What was odd is the household's from the day on which somebody said so; all else from that of its booking."""
    is_debit = Direction(row.direction) is Direction.DEBIT
    sign = -1 if is_debit != row.takes_back else 1
    by_hand = row.was_odd or row.takes_back
    return Shared(row.month, row.subject, civil_date(row.at) if by_hand else row.booked_on, sign * row.amount)


def _held(row: Row[Any]) -> Waiting:
    return Waiting(_key(row), row.held_since)


def _settled(row: Row[Any]) -> Waiting:
    return Waiting(_key(row), civil_date(row.settled_at))


def _key(row: Row[Any]) -> PaymentKey:
    return PaymentKey(row.month, row.purpose, row.occasion)
