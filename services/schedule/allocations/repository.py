"""Allocations in the database: read from payments, from what the bank did with them, and from the answers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.events import AllocationState
from services.first_of_each import by_household
from services.months import Month, month_of
from services.schedule.allocations.allocation import (
    LONG_AGO,
    Allocation,
    AllocationWord,
    KeptAnswer,
    NotBookedReason,
    Said,
    Teller,
    silent_since,
)
from services.schedule.hand import Hand
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute

MONTHS_BACK = 4
"""Silence about older runs is told of no more, and nobody lists them unless asked: relief lasts six months, and by then
somebody has looked at what every supplier answers."""

_A_MONTH = timedelta(days=31)
"""So long a worker may stand still before it looks again, and no silence is forgotten."""

_KEY = ("run_id", "household_id", "purpose", "occasion")
_SAME_KEY = " and ".join(f"said.{name} = payment.{name}" for name in _KEY)
_COUNTS = f"{_SAME_KEY} and said.told_on >= executed.told_on"
"""What was said before the execution that stands was said of one that was taken back."""
_IN_ORDER = ", ".join(f"payment.{name}" for name in _KEY)
_SAID = (
    "number", "word", "told_on", "told_by", "booked_on", "amount", "on_another_contract", "reason", "by", "at",
)  # fmt: skip
_RECALLED = """
    exists (
        select from payment_recall as recall where recall.end_to_end_id = payment.end_to_end_id
        and recall.state in ('sent', 'promised')
    )
"""
_OVER = f"(payment.came_back is not null or {_RECALLED})"
_SELECT = f"""
    select {_IN_ORDER}, payment.month, payment.municipality, payment.end_to_end_id, payment.amount, payment.route,
        payment.payee, payment.payee_id, payment.execute_on, executed.told_on as executed_on, executed.at as known_at,
        {_OVER} as over, {", ".join(f"answer.{name} as answer_{name}" for name in _SAID)}
"""
_EXECUTED = """
    payment_told as executed on executed.run_id = payment.run_id
    and executed.end_to_end_id = payment.end_to_end_id and executed.outcome = 'executed'
"""
_ANSWER = f"""
    left join lateral (
        select * from allocation_answer as said where {_COUNTS} order by told_on desc, number desc limit 1
    ) as answer on true
"""
_KNOWN_ON = "cast(executed.at at time zone 'Europe/Amsterdam' as date)"
_IS_ASKED = f"""
    payment.route = 'we_push' and payment.payee = 'supplier' and {_KNOWN_ON} - executed.told_on <= {LONG_AGO.days}
"""
"""What `why_not_asked` says nothing against."""
_UNANSWERED = f"""
    payment.live and not {_RECALLED} and not exists (select from allocation_answer as said where {_COUNTS})
"""
_ASKED_ON = f"greatest(executed.told_on, {_KNOWN_ON})"
_SILENT = f"{_ASKED_ON} <= :silent_since and {_UNANSWERED}"
_ODD = f"""
    ({_IN_ORDER}) in (select {", ".join(_KEY)} from allocation_answer where word <> 'booked')
"""
_OF_RUNS = "payment.run_id = any(select id from payment_run where month >= :since and state = 'filed')"
_OF_HOUSEHOLDS = "payment.household_id = any(:households)"
_TO_FOLLOW = tuple(
    text(f"{_SELECT} from payment join {_EXECUTED} {_ANSWER} where {_OF_HOUSEHOLDS} and {which}").bindparams(
        bindparam("households", type_=ARRAY(Uuid))
    )
    for which in (f"{_OF_RUNS} and {_IS_ASKED} and {_SILENT}", f"{_ODD} and answer.word <> 'booked'")
)
"""What is silent too long, and what is not booked as it was paid, however long ago."""
_CONCERNED = text(
    f"""
    select payment.household_id from payment join {_EXECUTED}
    where {_OF_RUNS} and {_IS_ASKED} and {_ASKED_ON} >= :newly_since and {_SILENT}
    union
    select payment.household_id from payment where {_OF_RUNS} and {_ODD}
    union
    select household_id from task where kind in ('paid_not_booked', 'booking_not_told') and outcome is null
    """
)
_NAMED = text(
    f"""
    {_SELECT} from payment left join {_EXECUTED} {_ANSWER} where payment.end_to_end_id = any(:names)
    and (payment.live or payment.came_back is not null)
    and (cast(:sees as text[]) is null or payment.municipality = any(:sees))
    """
).bindparams(bindparam("names", type_=ARRAY(Text)), bindparam("sees", type_=ARRAY(Text)))
_HOUSEHOLDS_OF = text("select distinct household_id from payment where end_to_end_id = any(:names)").bindparams(
    bindparam("names", type_=ARRAY(Text))
)
_ASKED = f"""
    {_SELECT} from payment join {_EXECUTED} {_ANSWER} where {_OF_RUNS} and {_IS_ASKED}
    and (cast(:sees as text[]) is null or payment.municipality = any(:sees))
"""
_PAGE = f"""
    {_ASKED}
    and (cast(:household_id as uuid) is null or payment.household_id = :household_id)
    and (cast(:run_id as uuid) is null or payment.run_id = :run_id)
    and (cast(:paid_to as uuid) is null or payment.payee_id = :paid_to)
    and (cast(:cost as text) is null or payment.purpose = :cost)
    and ({_IN_ORDER}) > (:after_run, :after_household, :after_purpose, :after_occasion)
"""
_IN_STATE = {
    None: "true",
    AllocationState.ASKED: _UNANSWERED,
    AllocationState.BOOKED: f"answer.word = 'booked' and not {_OVER}",
    AllocationState.BOOKED_OTHERWISE: f"{_ODD} and answer.word = 'booked_otherwise' and not {_OVER}",
    AllocationState.NOT_BOOKED: f"{_ODD} and answer.word = 'not_booked' and not {_OVER}",
    AllocationState.ENDED: _OVER,
}
_PAGES = {
    (state, overdue): text(
        f"{_PAGE} and {is_in_state} and {_SILENT if overdue else 'true'} order by {_IN_ORDER} limit :limit"
    ).bindparams(bindparam("sees", type_=ARRAY(Text)))
    for state, is_in_state in _IN_STATE.items()
    for overdue in (False, True)
}
_OF_EACH = {
    state: text(
        f"""
        select kept.* from unnest(:ids) as asked_for (id) cross join lateral (
            {_ASKED} and payment.household_id = asked_for.id and {is_in_state} order by {_IN_ORDER} limit :limit
        ) as kept order by {", ".join(_KEY)}
        """
    ).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("sees", type_=ARRAY(Text)))
    for state, is_in_state in _IN_STATE.items()
}
_LAST_OF_DAY = text(
    f"""
    select distinct on ({_IN_ORDER}) {_IN_ORDER}, payment.end_to_end_id, said.*
    from unnest(:names, :days) as wanted (name, told_on) join payment on payment.end_to_end_id = wanted.name
    join allocation_answer as said on {_SAME_KEY} and said.told_on = wanted.told_on
    order by {_IN_ORDER}, said.number desc
    """
).bindparams(bindparam("names", type_=ARRAY(Text)), bindparam("days", type_=ARRAY(Date)))
_ADD = text(
    f"""
    insert into allocation_answer (organisation_id, {", ".join(_KEY)}, {", ".join(_SAID)})
    select :organisation_id, {", ".join(f":{name}" for name in _KEY)}, (
        select coalesce(max(number), 0) + 1 from allocation_answer as payment
        where {" and ".join(f"payment.{name} = :{name}" for name in _KEY)}
    ), {", ".join(f":{name}" for name in _SAID[1:])}
    """
)


class AllocationWish(NamedTuple):
    """Which allocations a list is to show, of runs of the month `since` or later; `overdue` are silent too long."""

    since: Month
    state: AllocationState | None = None
    overdue: bool = False
    household_id: UUID | None = None
    run_id: UUID | None = None
    paid_to: UUID | None = None
    cost: str | None = None


class Place(NamedTuple):
    """Where an allocation stands among all: by its run, which is ordered by time."""

    run_id: UUID = UUID(int=0)
    household_id: UUID = UUID(int=0)
    purpose: str = ""
    occasion: str = ""


async def concerned(session: ReadSession, today: date) -> set[UUID]:
    """The households of which somebody may have to hear, or needs to no longer: what became late in the last month,
    what was said in the last four, and what is a task already."""
    silent = silent_since(today)
    asked = {"since": month_of(today) - MONTHS_BACK, "silent_since": silent, "newly_since": silent - _A_MONTH}
    return set((await session.execute(_CONCERNED, asked)).scalars())


async def to_follow(session: ReadSession, today: date, households: Collection[UUID]) -> Sequence[Allocation]:
    """All that somebody has to hear of, of these households."""
    asked = {
        "since": month_of(today) - MONTHS_BACK,
        "silent_since": silent_since(today),
        "households": list(households),
    }
    return [_allocation(row) for query in _TO_FOLLOW for row in await session.execute(query, asked)]


async def households_of(session: ReadSession, names: Collection[str]) -> set[UUID]:
    """Whose payments these EndToEndIds name."""
    return set((await session.execute(_HOUSEHOLDS_OF, {"names": list(names)})).scalars())


async def named(session: ReadSession, names: Collection[str], sees: Collection[str] | None) -> dict[str, Allocation]:
    """Each payment with one of these EndToEndIds, asked after or not, of these municipalities or of all."""
    asked = {"names": list(names), "sees": None if sees is None else list(sees)}
    found = [_allocation(row) for row in await session.execute(_NAMED, asked)]
    return {one.end_to_end_id: one for one in found}


async def last_said_of(session: ReadSession, days: Mapping[str, date]) -> dict[str, Said]:
    """The last answer about each of these payments, by EndToEndId, that was given of its day."""
    rows = await session.execute(_LAST_OF_DAY, {"names": list(days), "days": list(days.values())})
    return {row.end_to_end_id: _said({name: row._mapping[name] for name in _SAID}) for row in rows}


async def page_of_allocations(
    session: ReadSession, today: date, wish: AllocationWish, after: Place, limit: int, sees: Collection[str] | None
) -> Sequence[Allocation]:
    """So many that are asked after, behind a place, of these municipalities or of all."""
    asked = wish._asdict() | {f"after_{name.removesuffix('_id')}": value for name, value in after._asdict().items()}
    asked |= {
        "sees": None if sees is None else list(sees),
        "limit": limit,
    }
    if asked.pop("overdue"):
        asked["silent_since"] = silent_since(today)
    query = _PAGES[asked.pop("state"), wish.overdue]
    return [_allocation(row) for row in await session.execute(query, asked)]


async def allocations_of(
    session: ReadSession,
    household_ids: Collection[UUID],
    since: Month,
    state: AllocationState | None,
    limit: int,
    sees: Collection[str] | None,
) -> Mapping[UUID, list[Allocation]]:
    """So many of each of these households, of runs of that month or later, in one state or in all of them."""
    asked = {"ids": list(household_ids), "since": since, "limit": limit, "sees": None if sees is None else list(sees)}
    return by_household([_allocation(row) for row in await session.execute(_OF_EACH[state], asked)])


async def add(session: Session, hand: Hand, answers: Sequence[tuple[Allocation, Said]]) -> None:
    """Keep these behind what was said before; their households are held."""
    if answers:
        mine = organisation_of(session)
        await session.execute(_ADD, [_row(mine, one, said, hand) for one, said in answers])


def _row(mine: UUID, one: Allocation, said: Said, hand: Hand) -> dict[str, Any]:
    key = {name: getattr(one, name) for name in _KEY}
    return {"organisation_id": mine, **key, **said._asdict(), "by": hand.by, "at": hand.now}


def _allocation(row: Row[Any]) -> Allocation:
    told = dict(row._mapping)
    answer = {name: told.pop(f"answer_{name}") for name in _SAID}
    told |= {"route": PaymentRoute(row.route), "payee": PayeeKind(row.payee)}
    return Allocation(**told, answer=_answer(answer) if answer["number"] else None)


def _answer(told: dict[str, Any]) -> KeptAnswer:
    return KeptAnswer(told["number"], _said(told), told["by"], told["at"])


def _said(told: dict[str, Any]) -> Said:
    return Said(
        word=AllocationWord(told["word"]),
        told_on=told["told_on"],
        told_by=Teller(told["told_by"]),
        booked_on=told["booked_on"],
        amount=told["amount"],
        on_another_contract=told["on_another_contract"],
        reason=told["reason"] and NotBookedReason(told["reason"]),
    )
