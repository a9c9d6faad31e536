"""Papers in the database, and what the policy of a household and its costs ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Boolean, Date, Integer, LargeBinary, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandate_events import PaperState
from services.mandates.hand import Municipalities
from services.mandates.intake.paper import KnownHere, Paper, Place
from services.mandates.intake.requirement import FACTS, PaperKind, Person, Start
from services.months import Month
from services.storing import Rows, store

_COLUMNS = (
    "id", "household_id", "kind", "about", "state", "changes", "delivered_by", "delivered_to", "due_on", "holds_costs",
    "evidence", "by_fact",
)  # fmt: skip
_SELECT = f"select {', '.join(f'paper.{column}' for column in _COLUMNS)} from paper"
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_OF_HOUSEHOLDS = text(f"{_SELECT} where household_id = any(:ids) order by household_id, kind, about").bindparams(_IDS)
_HOLD = text(f"{_SELECT} where household_id = :household_id and id = :id for no key update")
_THERE = text(
    """
    select household_id, array_agg(kind) as kinds, array_agg(about) as abouts from paper
    where household_id = any(:ids) and state in ('delivered', 'waived') group by household_id
    """
).bindparams(_IDS)
_STARTS = text(
    """
    select household.id, household.policy, household.leefgeld_days[1] as first_leefgeld, ours.costs, ours.first_due
    from household left join lateral (
        select array_agg(cost order by cost) as costs, array_agg(due_on order by cost) as first_due from (
            select cost, min(due_on) as due_on from cost_month
            where cost_month.organisation_id = household.organisation_id and cost_month.household_id = household.id
            and paid_by_us
            group by cost having cast(:since as integer) is null or max(month) >= :since
        ) as begun
    ) as ours on true
    where household.id = any(:ids) and household.reference <> ''
    """
).bindparams(_IDS)
_KNOWN = text(
    """
    select household_id, 'authorisation' as kind, '' as about, evidence, state <> 'given' as refused
    from authorisation where household_id = any(:ids) and state in ('given', 'refused', 'revoked')
    union all
    select household_id, 'customer_number', cost, null, false from (
        select distinct on (household_id, cost) household_id, cost, customer_number_sealed
        from arrangement where household_id = any(:ids) order by household_id, cost, from_month desc, id desc
    ) as newest where customer_number_sealed is not null
    union all
    select household_id, 'iban', '', null, false from account where household_id = any(:ids) and state = 'approved'
    union all
    select id, 'b12', '', null, false from household where id = any(:ids) and b12_received_on <= :today
    """
).bindparams(_IDS)
_CHANGE = text(
    """
    update paper set state = now.state, changes = now.changes, delivered_by = now.delivered_by,
        delivered_to = now.delivered_to, due_on = now.due_on, holds_costs = now.holds_costs, evidence = now.evidence,
        by_fact = now.by_fact
    from unnest(:ids, :households, :states, :changes, :delivered_by, :delivered_to, :due_on, :holds_costs, :evidence,
        :by_fact)
        as now (id, household_id, state, changes, delivered_by, delivered_to, due_on, holds_costs, evidence, by_fact)
    where paper.household_id = now.household_id and paper.id = now.id
    """
).bindparams(
    _IDS,
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("states", type_=ARRAY(Text)),
    bindparam("changes", type_=ARRAY(Integer)),
    bindparam("delivered_by", type_=ARRAY(Text)),
    bindparam("delivered_to", type_=ARRAY(Text)),
    bindparam("due_on", type_=ARRAY(Date)),
    bindparam("holds_costs", type_=ARRAY(Boolean)),
    bindparam("evidence", type_=ARRAY(LargeBinary)),
    bindparam("by_fact", type_=ARRAY(Boolean)),
)
_MISSING = text(
    f"""
    {_SELECT.replace(" from ", ", household.reference from ")}
    join household on household.organisation_id = paper.organisation_id and household.id = paper.household_id
    where paper.state = 'missing'
    and (cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))
    and (cast(:municipality as text) is null or household.municipality = :municipality)
    and (cast(:delivered_by as text) is null or paper.delivered_by = :delivered_by)
    and (cast(:due_until as date) is null or paper.due_on <= :due_until)
    and (cast(:subject as text) is null or exists (
        select from team_member as member
        where member.organisation_id = paper.organisation_id and member.household_id = paper.household_id
        and member.subject = :subject and member.from_day <= :today
        and (member.until_day is null or member.until_day >= :today)
    ))
    and (paper.due_on, paper.id) > (:after_day, :after_id)
    order by paper.due_on, paper.id limit :limit
    """
).bindparams(
    bindparam("municipalities", type_=ARRAY(Text)),
    bindparam("municipality", type_=Text),
    bindparam("delivered_by", type_=Text),
    bindparam("due_until", type_=Date),
    bindparam("subject", type_=Text),
)
_FIRST = (date.min, UUID(int=0))


class NoSuchPaper(NotFound):
    """There is no such paper of this household."""


class MissingWish(NamedTuple):
    """Which missing papers: from whom, of the households of a member of their team, of a municipality, due by a day."""

    delivered_by: Person | None = None
    subject: str | None = None
    municipality: str | None = None
    due_until: date | None = None


class MissingPaper(NamedTuple):
    """A paper that is missing, and the case number of its household."""

    paper: Paper
    reference: str


async def starts(
    session: ReadSession, household_ids: Collection[UUID], since: Month | None = None
) -> dict[UUID, Start]:
    """The policy of each of these households, the costs that the plan wants us to pay, and the first leefgeld: with a
    `since`, only the costs that it still pays in that month or a later one.
    """
    asked = {"ids": list(set(household_ids)), "since": since}
    return {
        row.id: Start(row.policy, tuple(zip(row.costs or (), row.first_due or (), strict=True)), row.first_leefgeld)
        for row in await session.execute(_STARTS, asked)
    }


async def there(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, set[Place]]:
    """The papers of these households for which no cost waits any more."""
    rows = await session.execute(_THERE, {"ids": list(set(household_ids))})
    return {row.household_id: set(zip(row.kinds, row.abouts, strict=True)) for row in rows}


async def papers(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, dict[Place, Paper]]:
    """All papers of these households, by kind and cost."""
    found: dict[UUID, dict[Place, Paper]] = defaultdict(dict)
    for row in await session.execute(_OF_HOUSEHOLDS, {"ids": list(set(household_ids))}):
        paper = _paper(row)
        found[paper.household_id][paper.place] = paper
    return found


async def known_here(
    session: ReadSession, household_ids: Collection[UUID], today: date
) -> dict[UUID, dict[Place, KnownHere]]:
    """What other rooms of the registry have of it; of two answers to an authorisation a signed one counts. What is a
    fact of the schedule service is there from the day on which it came.
    """
    found: dict[UUID, dict[Place, KnownHere]] = defaultdict(dict)
    for row in await session.execute(_KNOWN, {"ids": list(set(household_ids)), "today": today}):
        before = found[row.household_id].get((row.kind, row.about))
        if before is None or before.refused:
            evidence = None if row.evidence is None or row.refused else bytes(row.evidence)
            found[row.household_id][row.kind, row.about] = KnownHere(evidence, row.refused, row.kind in FACTS)
    return found


async def hold(session: Session, household_id: UUID, paper_id: UUID) -> Paper:
    """A paper of a (held) household, held; `NoSuchPaper`."""
    row = (await session.execute(_HOLD, {"household_id": household_id, "id": paper_id})).first()
    if row is None:
        raise NoSuchPaper
    return _paper(row)


async def missing(
    session: ReadSession,
    sees: Municipalities,
    wish: MissingWish,
    today: date,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[MissingPaper]:
    """So many missing papers after the one with that day and id, by the day on which they are due."""
    day, last = after or _FIRST
    asked = {
        **wish._asdict(),
        "municipalities": None if sees is None else sorted(sees),
        "today": today,
        "after_day": day,
        "after_id": last,
        "limit": limit,
    }
    return [MissingPaper(_paper(row), row.reference) for row in await session.execute(_MISSING, asked)]


async def add(session: Session, new: Iterable[Paper]) -> None:
    """Write down new papers."""
    mine = organisation_of(session)
    await store(session, Rows("paper", ("organisation_id", *_COLUMNS), [(mine, *_plain(one)) for one in new]))


async def change(session: Session, after: Sequence[Paper]) -> None:
    """Write down what became of papers of held households."""
    if not after:
        return
    values = {
        "ids": [one.id for one in after],
        "households": [one.household_id for one in after],
        "states": [str(one.state) for one in after],
        "changes": [one.changes for one in after],
        "delivered_by": [str(one.delivered_by) for one in after],
        "delivered_to": [str(one.delivered_to) for one in after],
        "due_on": [one.due_on for one in after],
        "holds_costs": [one.holds_costs for one in after],
        "evidence": [one.evidence for one in after],
        "by_fact": [one.by_fact for one in after],
    }
    await session.execute(_CHANGE, values)


def _plain(one: Paper) -> tuple[Any, ...]:
    return tuple(str(value) if isinstance(value, str) else value for value in one)


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        row.id,
        row.household_id,
        PaperKind(row.kind),
        row.about,
        PaperState(row.state),
        row.changes,
        Person(row.delivered_by),
        Person(row.delivered_to),
        row.due_on,
        row.holds_costs,
        None if row.evidence is None else bytes(row.evidence),
        row.by_fact,
    )
