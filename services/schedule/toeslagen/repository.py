"""Toeslagen in the database: where each stands, what came, and the tasks that ask for what did not."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession, Session
from services.events import ToeslagState
from services.months import Month
from services.schedule.hand import Municipalities
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.actor import Actor
from services.schedule.toeslagen.arrival import Arrival

Whose = tuple[UUID, ToeslagKind]
"""A toeslag of a household."""

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_STANDINGS = text(
    """
    select household_id, toeslag, state, since, amount, account, next_on, acts, look_on from toeslag_standing
    where household_id = any(:ids)
    """
).bindparams(_IDS)
_ARRIVALS = text(
    """
    select household_id, toeslag, first_month, last_month, amount, arrived_on, account from toeslag_that_came
    where household_id = any(:ids) order by household_id, toeslag, arrived_on, told
    """
).bindparams(_IDS)
_TASKS = text(
    """
    select household_id, id, kind, about, due_on, outcome from task
    where household_id = any(:ids) and kind in (
        'toeslag_missing', 'toeslag_differs', 'toeslag_account_astray', 'toeslag_to_reclaim')
    """
).bindparams(_IDS)
_CASES = text(
    """
    select household.id, inputs::text as inputs from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(:ids)
    """
).bindparams(_IDS)
_STANDING = """
    select standing.household_id, reference, municipality, toeslag, state, since, amount, account, next_on, acts
    from toeslag_standing as standing join household
    on household.organisation_id = standing.organisation_id and household.id = standing.household_id
"""
_LIST_OF = text(
    f"""
    select kept.* from unnest(:ids) as asked (id) cross join lateral (
        {_STANDING} where standing.household_id = asked.id order by toeslag limit :limit
    ) as kept order by toeslag
    """
).bindparams(_IDS)
_LIST = text(
    f"""
    {_STANDING}
    where {_SEEN} and (cast(:household_id as uuid) is null or standing.household_id = :household_id)
    and (cast(:municipality as text) is null or municipality = :municipality)
    and (cast(:toeslag as text) is null or toeslag = :toeslag) and (cast(:state as text) is null or state = :state)
    and (cast(:next_until as date) is null or next_on <= :next_until)
    and (cast(:after_id as uuid) is null or (standing.household_id, toeslag) > (:after_id, :after_toeslag))
    order by standing.household_id, toeslag limit :limit
    """
).bindparams(
    bindparam("municipalities", type_=ARRAY(Text)),
    bindparam("household_id", type_=Uuid),
    bindparam("municipality", type_=Text),
    bindparam("toeslag", type_=Text),
    bindparam("state", type_=Text),
    bindparam("next_until", type_=Date),
    bindparam("after_id", type_=Uuid),
    bindparam("after_toeslag", type_=Text),
)
_TOLD = """
    select household_id, toeslag, arrived_on, told, first_month, last_month, amount, account, statement_id, entry, part,
        told_by, told_at
    from toeslag_that_came
"""
_TOLD_OF = text(f"{_TOLD} where household_id = any(:ids)").bindparams(_IDS)
_TOLD_OF_ONE = text(
    f"""
    {_TOLD} where household_id = :household_id and toeslag = :toeslag
    and (cast(:after_day as date) is null or (arrived_on, told) > (:after_day, :after_told))
    order by arrived_on, told limit :limit
    """
).bindparams(bindparam("after_day", type_=Date), bindparam("after_told", type_=Text))
_TOLD_BY = text(
    f"{_TOLD} where statement_id = :statement_id and entry = :entry and part = :part order by toeslag, told"
)
_TAKEN_BACK = text(
    """
    select count(*)::integer from toeslag_arrival_taken_back as back
    join toeslag_arrival as came using (organisation_id, household_id, toeslag, arrived_on, told)
    where statement_id = :statement_id and entry = :entry and part = :part
    """
)
_DUE = """
    from household where plan_version is not null and (
        exists (select from toeslag_standing as one where one.organisation_id = household.organisation_id
            and one.household_id = household.id and one.look_on <= :today)
        or not exists (select from toeslag_standing as one where one.organisation_id = household.organisation_id
            and one.household_id = household.id)
    )
"""
_IS_DUE = text(f"select exists (select {_DUE})")
_NEXT_DUE = text(
    f"select id {_DUE} and (cast(:after as uuid) is null or id > :after) order by id limit :most"
    " for no key update skip locked"
).bindparams(bindparam("after", type_=Uuid))


class StandingLine(NamedTuple):
    """Where a toeslag stands, as a list shows it."""

    household_id: UUID
    reference: str
    municipality: str
    toeslag: ToeslagKind
    state: ToeslagState
    since: date
    amount: int | None
    account: Account | None
    next_on: date | None
    acts: Actor | None


class KeptStanding(NamedTuple):
    """Where a toeslag stands, as it is kept; all but `since` follows from what is known."""

    state: ToeslagState
    since: date
    amount: int | None
    account: Account | None
    next_on: date | None
    acts: Actor | None
    look_on: date | None


class ToldArrival(NamedTuple):
    """Money that came, how it was told and by whom."""

    household_id: UUID
    toeslag: ToeslagKind
    arrived_on: date
    told: str
    first_month: Month
    last_month: Month
    amount: int
    account: Account
    statement_id: UUID | None
    entry: int | None
    part: int | None
    told_by: str
    told_at: datetime


class StandingWish(NamedTuple):
    """Which toeslagen somebody wants to see; None leaves a choice open."""

    household_id: UUID | None = None
    municipality: str | None = None
    toeslag: ToeslagKind | None = None
    state: ToeslagState | None = None
    next_until: date | None = None


async def standings_of(session: ReadSession, ids: Collection[UUID]) -> dict[Whose, KeptStanding]:
    """Where the toeslagen of these households stand."""
    rows = await session.execute(_STANDINGS, {"ids": list(ids)})
    return {(row.household_id, ToeslagKind(row.toeslag)): _kept(row) for row in rows}


async def arrivals_of(session: ReadSession, ids: Collection[UUID]) -> Mapping[Whose, list[Arrival]]:
    """What came of the toeslagen of these households, in order of day."""
    found: dict[Whose, list[Arrival]] = defaultdict(list)
    for row in await session.execute(_ARRIVALS, {"ids": list(ids)}):
        arrival = Arrival(row.first_month, row.last_month, row.amount, row.arrived_on, Account(row.account))
        found[row.household_id, ToeslagKind(row.toeslag)].append(arrival)
    return found


async def tasks_of(session: ReadSession, ids: Collection[UUID]) -> Mapping[UUID, list[KeptTask]]:
    """The tasks of these households to ask after toeslagen, ended ones too."""
    found: dict[UUID, list[KeptTask]] = defaultdict(list)
    for row in await session.execute(_TASKS, {"ids": list(ids)}):
        task = Task(TaskKind(row.kind), row.about, row.due_on, done=False)
        outcome = None if row.outcome is None else TaskOutcome(row.outcome)
        found[row.household_id].append(KeptTask(row.id, task, outcome))
    return found


async def cases_of(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """The case, as JSON, that the newest plan of each was made of."""
    rows = await session.execute(_CASES, {"ids": list(ids)})
    return {row.id: row.inputs for row in rows}


async def listed(
    session: ReadSession,
    sees: Municipalities,
    wish: StandingWish,
    after: tuple[UUID, ToeslagKind] | None,
    limit: int,
) -> list[StandingLine]:
    """So many toeslagen after that one of that household, in the order of registration."""
    after_id, after_toeslag = after or (None, None)
    asked = {
        **wish._asdict(),
        "municipalities": None if sees is None else sorted(sees),
        "after_id": after_id,
        "after_toeslag": after_toeslag,
        "limit": limit,
    }
    return [_line(row) for row in await session.execute(_LIST, asked)]


async def listed_of(
    session: ReadSession, household_ids: Collection[UUID], limit: int
) -> Mapping[UUID, list[StandingLine]]:
    """So many toeslagen of each of these households."""
    found: dict[UUID, list[StandingLine]] = defaultdict(list)
    for row in await session.execute(_LIST_OF, {"ids": list(household_ids), "limit": limit}):
        found[row.household_id].append(_line(row))
    return found


async def told_of(session: ReadSession, ids: Collection[UUID]) -> dict[tuple[Whose, date, str], ToldArrival]:
    """What was told of these households' toeslagen, by its key."""
    found = [_told(row) for row in await session.execute(_TOLD_OF, {"ids": list(ids)})]
    return {((one.household_id, one.toeslag), one.arrived_on, one.told): one for one in found}


async def told_by(session: ReadSession, statement_id: UUID, entry: int, part: int) -> list[ToldArrival]:
    """What a booking brought of toeslagen, as far as nobody took it back."""
    asked = {"statement_id": statement_id, "entry": entry, "part": part}
    return [_told(row) for row in await session.execute(_TOLD_BY, asked)]


async def times_taken_back(session: ReadSession, statement_id: UUID, entry: int, part: int) -> int:
    """How many arrivals of a booking were taken back."""
    asked = {"statement_id": statement_id, "entry": entry, "part": part}
    return int((await session.execute(_TAKEN_BACK, asked)).scalar_one())


async def told_of_one(
    session: ReadSession, household_id: UUID, toeslag: ToeslagKind, after: tuple[date, str] | None, limit: int
) -> list[ToldArrival]:
    """So many arrivals of a toeslag after that one, in order of day."""
    after_day, after_told = after or (None, None)
    asked = {
        "household_id": household_id,
        "toeslag": toeslag,
        "after_day": after_day,
        "after_told": after_told,
        "limit": limit,
    }
    return [_told(row) for row in await session.execute(_TOLD_OF_ONE, asked)]


async def is_anybody_due(session: ReadSession, today: date) -> bool:
    """Whether time changed anything for anybody, or somebody's toeslagen were never looked at."""
    return bool((await session.execute(_IS_DUE, {"today": today})).scalar_one())


async def next_due(session: Session, today: date, after: UUID | None, most: int) -> Sequence[UUID]:
    """So many households to look at after that one, held; whoever is changing is looked at when that is written."""
    asked = {"today": today, "after": after, "most": most}
    return list((await session.execute(_NEXT_DUE, asked)).scalars())


def _kept(row: Row[Any]) -> KeptStanding:
    acts = None if row.acts is None else Actor(row.acts)
    return KeptStanding(
        ToeslagState(row.state), row.since, row.amount, _account(row.account), row.next_on, acts, row.look_on
    )


def _line(row: Row[Any]) -> StandingLine:
    values: tuple[Any, ...] = tuple(row)
    return StandingLine(*values)._replace(
        toeslag=ToeslagKind(row.toeslag),
        state=ToeslagState(row.state),
        account=_account(row.account),
        acts=None if row.acts is None else Actor(row.acts),
    )


def _told(row: Row[Any]) -> ToldArrival:
    values: tuple[Any, ...] = tuple(row)
    return ToldArrival(*values)._replace(toeslag=ToeslagKind(row.toeslag), account=Account(row.account))


def _account(word: str | None) -> Account | None:
    return None if word is None else Account(word)
