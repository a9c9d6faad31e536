"""What happens to a household, what is known of it and what is to be done about it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class HouseholdRegistered(Event):
    """A household was taken on: from here on it has facts, a plan and tasks."""

    type = "nl.ontzorg.schedule.household.registered"
    about = "household_id"
    household_id: UUID


class FactRecorded(Event):
    """A fact about a household became known, or a newer one corrected it."""

    type = "nl.ontzorg.schedule.fact.recorded"
    about = "fact_id"
    household_id: UUID
    fact_id: UUID
    in_force_from: date
    corrects_fact_id: UUID | None = None


class PlanMade(Event):
    """A new version of a household's plan stands; versions count from 1."""

    type = "nl.ontzorg.schedule.plan.made"
    about = "plan_id"
    household_id: UUID
    plan_id: UUID
    version: int


class PlanFault(StrEnum):
    """Why a household cannot be planned: its case cannot be read, a norm is missing for one of its months, or the
    planner breaks on it."""

    CASE_UNREADABLE = "case_unreadable"
    NORM_MISSING = "norm_missing"
    NOT_COMPUTABLE = "not_computable"


class HouseholdLeftOut(Event):
    """A run pays nothing of a household, for it cannot be planned; somebody has to look at it before it hurts."""

    type = "nl.ontzorg.schedule.household.left-out"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    fault: PlanFault


class TaskOpened(Event):
    """Somebody has to do something before a date."""

    type = "nl.ontzorg.schedule.task.opened"
    about = "task_id"
    household_id: UUID
    task_id: UUID
    due_on: date


class TaskClosed(Event):
    """What had to be done was done, or is no longer needed."""

    type = "nl.ontzorg.schedule.task.closed"
    about = "task_id"
    household_id: UUID
    task_id: UUID
