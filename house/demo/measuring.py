"""Asking the database what happened to people: every household's newest plan, its payments and its open tasks."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text

from house.demo.outcome import Fate, Household, PolicyOutcome, Span, household, policy_outcome
from house.demo.world import World
from services.database import ReadSession
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.plan import plan
from services.schedule.wanted.payments import PaymentKey

_PLANS = text(
    """
    select household.id, household.municipality, version.policy, version.inputs
    from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version order by household.id
    """
)
_PAYMENTS = text(
    """
    select household_id, month, purpose, occasion, amount, due_on, execute_on, reason from payment_of_run
    where state in ('submitted', 'expected', 'held') order by household_id, month, purpose, occasion, run_id
    """
)
_OVERDUE = text(
    """
    select household.municipality, task.kind, count(*) as tasks
    from task join household on household.id = task.household_id
    where task.outcome is null and task.due_on < :today group by household.municipality, task.kind
    """
)


async def measured(world: World, span: Span) -> list[PolicyOutcome]:
    """What each policy came down to, in the order of the municipalities; households that had not left yet stay out."""
    async with world.database.reading(world.organisation_id) as session:
        fates = await _fates(session)
        overdue = await _overdue(session, span)
        lived: dict[tuple[str, str], list[Household]] = defaultdict(list)
        for row in await session.execute(_PLANS):
            made = plan(read_case(row.inputs, world.rules.norms), world.rules.norms)
            if made.case.leaves_reception_centre_on <= span.ends_on:
                lived[row.municipality, row.policy].append(household(made, fates[row.id], span))
        names = {row.code: row.name for row in await session.execute(text("select code, name from municipality"))}
    return [
        policy_outcome(world.rules.policies[policy], names[town], lived[town, policy], overdue[town])
        for town, policy in sorted(lived)
    ]


async def fates_of_all(world: World) -> Mapping[UUID, list[Fate]]:
    """What became of every payment, by household."""
    async with world.database.reading(world.organisation_id) as session:
        return await _fates(session)


async def _fates(session: ReadSession) -> Mapping[UUID, list[Fate]]:
    found: dict[UUID, list[Fate]] = defaultdict(list)
    for row in await session.execute(_PAYMENTS):
        key = PaymentKey(row.month, row.purpose, row.occasion)
        found[row.household_id].append(Fate(key, row.amount, row.due_on, row.execute_on, row.reason))
    return found


async def _overdue(session: ReadSession, span: Span) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in await session.execute(_OVERDUE, {"today": span.ends_on}):
        found[row.municipality][row.kind] = row.tasks
    return found
