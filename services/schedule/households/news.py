"""What is announced when a household changes: thin events, ids and dates alone. Pure."""

from collections.abc import Iterator
from uuid import UUID

from services.events import Event, FactRecorded, HouseholdRegistered, PlanMade, TaskClosed, TaskOpened
from services.schedule.households.change import Change
from services.schedule.households.reconciliation import TaskChanges


def news_of_new(change: Change, organisation_id: UUID) -> Iterator[Event]:
    """What is announced of a new household; what it came with is not told fact by fact."""
    yield HouseholdRegistered(organisation_id=organisation_id, household_id=change.household.id)
    yield from _news_of_plan(change, organisation_id)


def news_of(change: Change, organisation_id: UUID) -> Iterator[Event]:
    """What is announced of a household that was known."""
    household_id = change.household.id
    by_sequence = {fact.sequence: fact.id for fact in change.household.facts}
    for fact in change.facts:
        yield FactRecorded(
            organisation_id=organisation_id,
            household_id=household_id,
            fact_id=fact.id,
            in_force_from=fact.holds_from,
            corrects_fact_id=by_sequence[fact.corrects] if fact.corrects else None,
        )
    yield from _news_of_plan(change, organisation_id)
    yield from news_of_tasks(household_id, change.tasks, organisation_id)


def news_of_tasks(household_id: UUID, tasks: TaskChanges, organisation_id: UUID) -> Iterator[Event]:
    """What is announced of a household's tasks."""
    for kept in (*tasks.opened, *tasks.reopened):
        yield TaskOpened(
            organisation_id=organisation_id, household_id=household_id, task_id=kept.id, due_on=kept.task.due_on
        )
    for kept in tasks.ended:
        yield TaskClosed(organisation_id=organisation_id, household_id=household_id, task_id=kept.id)


def _news_of_plan(change: Change, organisation_id: UUID) -> Iterator[Event]:
    if change.version is not None:
        yield PlanMade(
            organisation_id=organisation_id,
            household_id=change.household.id,
            plan_id=change.version.id,
            version=change.version.number,
        )
