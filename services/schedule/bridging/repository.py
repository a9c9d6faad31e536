"""Bridging in the database: households whose plan falls short while nothing is decided, and what was decided."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from services.database import ReadSession, organisation_of
from services.errors import NotFound
from services.events import BridgingState
from services.first_of_each import among, by_household, first_of_each
from services.schedule.bridging.clearing import CameIn
from services.schedule.bridging.position import ACCOUNTS, Figures
from services.schedule.bridging.tables import BridgingHistoryRow, BridgingRow
from services.schedule.hand import Municipalities
from services.schedule.households.tasks import SHORT_BEFORE
from services.schedule.ledger.entry import AccountKind
from services.schedule.planning.case import Account
from services.schedule.planning.plan import ShortfallKind

_GAPS = text(
    """
    select household.id, reference, municipality, min(due_on) as decide_by, array_agg(about order by due_on, about)
    from task join household
    on household.organisation_id = task.organisation_id and household.id = task.household_id
    where kind = 'plan_falls_short' and outcome is null and not exists (
        select from bridging_decision decision where decision.organisation_id = household.organisation_id
        and decision.household_id = household.id and state = 'proposed'
    )
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    and (cast(:municipality as text) is null or municipality = :municipality)
    group by household.organisation_id, household.id
    having cast(:after_day as date) is null or (min(due_on), household.id) > (:after_day, :after_id)
    order by decide_by, household.id limit :limit
    """
).bindparams(
    bindparam("municipalities", type_=ARRAY(Text)),
    bindparam("municipality", type_=Text),
    bindparam("after_day", type_=Date),
    bindparam("after_id", type_=Uuid),
)


_ARRIVALS = text(
    """
    select household_id, toeslag, arrived_on, amount, account, first_month, last_month from toeslag_that_came
    where household_id = any(:ids) order by arrived_on, told_at, toeslag, told
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_BOOKED_UNTIL = text(
    "select max(pays_until) from payment_run where state in ('frozen', 'filed') and kind <> 'emergency'"
)
_TOTALS = text(
    """
    select account.kind, count(*) filter (where debits_posted > credits_posted),
        coalesce(sum(debits_posted), 0)::bigint, coalesce(sum(credits_posted), 0)::bigint
    from ledger_account account join household
    on household.organisation_id = account.organisation_id and household.id = account.household_id
    where account.kind = any(:kinds)
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    and (cast(:municipality as text) is null or municipality = :municipality)
    group by account.kind
    """
).bindparams(
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("municipalities", type_=ARRAY(Text)),
    bindparam("municipality", type_=Text),
)


class Total(NamedTuple):
    """An account of bridging over many households: how many owe on it, and its cents together."""

    account: AccountKind
    households: int
    figures: Figures


class NoSuchDecision(NotFound):
    """There is no such decision on bridging of this household."""


class Decided(NamedTuple):
    """A decision and every state that it came into, in order."""

    row: BridgingRow
    history: Sequence[BridgingHistoryRow]


class GapLine(NamedTuple):
    """A household whose plan falls short: how, from which day, and until when a decision still helps in time."""

    household_id: UUID
    reference: str
    municipality: str
    kinds: list[ShortfallKind]
    needed_on: date
    decide_by: date


async def gaps(
    session: ReadSession,
    sees: Municipalities,
    municipality: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[GapLine]:
    """So many after the one with that day and id, the soonest first. What a person closed by hand is decided."""
    after_day, after_id = after or (None, None)
    asked = {
        "municipalities": None if sees is None else sorted(sees),
        "municipality": municipality,
        "after_day": after_day,
        "after_id": after_id,
        "limit": limit,
    }
    return [
        GapLine(household_id, reference, of, [ShortfallKind(kind) for kind in kinds], day + SHORT_BEFORE, day)
        for household_id, reference, of, day, kinds in await session.execute(_GAPS, asked)
    ]


async def decision(session: ReadSession, household_id: UUID, number: int) -> BridgingRow:
    """One decision; `NoSuchDecision`."""
    row = await session.get(BridgingRow, (organisation_of(session), household_id, number))
    if row is None:
        raise NoSuchDecision
    return row


async def decided(session: ReadSession, household_id: UUID, number: int) -> Decided:
    """One decision with its history; `NoSuchDecision`."""
    row = await decision(session, household_id, number)
    steps = BridgingHistoryRow
    query = select(steps).where(
        steps.organisation_id == organisation_of(session), steps.household_id == household_id, steps.number == number
    )
    history = (await session.execute(query.order_by(col(steps.step)))).scalars().all()
    return Decided(row, history)


async def decisions(
    session: ReadSession, household_ids: Collection[UUID], limit: int, before: int | None = None
) -> Mapping[UUID, list[BridgingRow]]:
    """So many decisions of each of these households below the one with that number, the newest first."""
    whose, number = col(BridgingRow.household_id), col(BridgingRow.number)
    where = [col(BridgingRow.organisation_id) == organisation_of(session), among(whose, household_ids)]
    if before is not None:
        where.append(number < before)
    query = first_of_each(BridgingRow, where, whose, [number.desc()], limit)
    return by_household((await session.execute(query)).scalars())


async def on_the_same(session: ReadSession, row: BridgingRow, state: BridgingState) -> Sequence[BridgingRow]:
    """The decisions in a state on what this one is about, the newest first: the minstand, or money of that day."""
    query = _of(session, row.household_id).where(
        BridgingRow.state == state,
        BridgingRow.instrument == row.instrument,
        BridgingRow.number != row.number,
        col(BridgingRow.arrives_on).is_not_distinct_from(row.arrives_on),
    )
    return (await session.execute(query.order_by(col(BridgingRow.number).desc()))).scalars().all()


async def waits(session: ReadSession, row: BridgingRow) -> bool:
    """Whether a decision on the same, for the same day, waits for a second person."""
    query = _of(session, row.household_id).where(
        BridgingRow.state == BridgingState.PROPOSED,
        BridgingRow.instrument == row.instrument,
        col(BridgingRow.arrives_on).is_not_distinct_from(row.arrives_on),
    )
    return (await session.execute(query.limit(1))).first() is not None


async def next_number(session: ReadSession, household_id: UUID) -> int:
    """The number of the next decision of a household that is locked."""
    query = select(func.coalesce(func.max(BridgingRow.number), 0)).where(
        BridgingRow.organisation_id == organisation_of(session), BridgingRow.household_id == household_id
    )
    return int((await session.execute(query)).scalar_one()) + 1


async def next_step(session: ReadSession, household_id: UUID, number: int) -> int:
    """The number of the next state of a decision, from 1."""
    steps = BridgingHistoryRow
    query = select(func.coalesce(func.max(steps.step), 0)).where(
        steps.organisation_id == organisation_of(session), steps.household_id == household_id, steps.number == number
    )
    return int((await session.execute(query)).scalar_one()) + 1


def _of(session: ReadSession, household_id: UUID) -> SelectOfScalar[BridgingRow]:
    return select(BridgingRow).where(
        BridgingRow.organisation_id == organisation_of(session), BridgingRow.household_id == household_id
    )


async def arrivals(session: ReadSession, household_ids: Collection[UUID]) -> Mapping[UUID, list[CameIn]]:
    """The toeslagen of each of these households that came, by day."""
    found: dict[UUID, list[CameIn]] = defaultdict(list)
    for household_id, toeslag, on, amount, account, first, last in await session.execute(
        _ARRIVALS, {"ids": list(household_ids)}
    ):
        found[household_id].append(CameIn(toeslag, on, amount, Account(account), first, last))
    return found


async def booked_until(session: ReadSession) -> date | None:
    """The last day until which a run has booked what is due and expected; None before the first."""
    until: date | None = (await session.execute(_BOOKED_UNTIL)).scalar_one()
    return until


async def totals(session: ReadSession, sees: Municipalities, municipality: str | None) -> list[Total]:
    """The accounts of bridging over all households that may be seen; one that never moved is 0."""
    asked = {
        "kinds": [str(one) for one in ACCOUNTS],
        "municipalities": None if sees is None else sorted(sees),
        "municipality": municipality,
    }
    found = {
        kind: (owing, Figures(drawn, repaid)) for kind, owing, drawn, repaid in await session.execute(_TOTALS, asked)
    }
    return [Total(one, *found.get(str(one), (0, Figures(0, 0)))) for one in ACCOUNTS]
