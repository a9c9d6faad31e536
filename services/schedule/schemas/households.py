"""Households, as others read them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.many_households import HouseholdsAsked
from services.schedule.households.contents import StatedContent
from services.wire import Instant, Wire


class Missing(Wire):
    """What somebody still has to find out before there can be a plan."""

    fact: str
    what: str


class Household(Wire):
    """A household by its case number; `plan_version` is the newest version of its plan."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int | None
    open_tasks: int
    registered_at: Instant
    missing: list[Missing] | None = None


class Fact(Wire):
    """A fact as it was recorded; it `stands` until another corrects it, and without `fact` it retracts."""

    id: UUID
    sequence: int
    about: str
    holds_from: date
    recorded_at: Instant
    recorded_by: str
    stands: bool
    corrects: UUID | None
    reason: str | None
    fact: StatedContent | None


class FactSearch(HouseholdsAsked):
    """Whose facts are asked for: all of them, of one kind, or those that stand."""

    kind: str | None = None
    standing: bool = False


class HouseholdSearch(Wire):
    """Which households are asked for: by their references, or by their ids."""

    references: Sequence[str] = ()
    household_ids: Sequence[UUID] = ()


class Households(Wire):
    """A page of households; without `next_cursor` it is the last."""

    items: list[Household]
    next_cursor: str | None = None
