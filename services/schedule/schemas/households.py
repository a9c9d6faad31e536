"""Households, as others read them."""

from uuid import UUID

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


class Households(Wire):
    """A page of households; without `next_cursor` it is the last."""

    items: list[Household]
    next_cursor: str | None = None
