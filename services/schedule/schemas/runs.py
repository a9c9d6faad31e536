"""Payment runs, as others ask for them and read them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.events import HoldReason, Month, RunKind
from services.schedule.payments.run import PaymentState, RunState, What
from services.wire import Instant, Money, Wire


class NewRun(Wire):
    """A run to be put together."""

    month: Month
    kind: RunKind = RunKind.MONTHLY
    number: int = 1
    pays_from: date | None = None


class Approval(Wire):
    """What an approver looked at."""

    content_hash: str


class Run(Wire):
    """A payment run; `content_hash` stands once it is proposed, and is what an approver names."""

    id: UUID
    month: Month
    kind: RunKind
    number: int
    state: RunState
    pays_from: date
    pays_until: date
    proposed_by: str
    proposed_at: Instant
    approved_by: str | None
    approved_at: Instant | None
    filed_at: Instant | None
    content_hash: Annotated[str | None, Field(description="SHA-256 over every payment, in hexadecimal")]


class Runs(Wire):
    """A page of runs, those of the newest month first; without `next_cursor` it is the last."""

    items: list[Run]
    next_cursor: str | None


class DetailTotal(Wire):
    """How many payments of a run are held with this detail of the reason."""

    detail: str
    count: int


class StateTotal(Wire):
    """How many payments of a run are in a state, for one reason, and their sum; `details` are the most frequent ones
    that the registry gave with the reason."""

    state: PaymentState
    reason: HoldReason | None
    count: int
    sum: Money
    details: Sequence[DetailTotal] = ()


class OlderHeld(Wire):
    """What waits and was due before all that a run looks at."""

    count: int
    sum: Money


class RunReport(Run):
    """A run with its sums by state.

    `left_out` households cannot be planned, and get nothing; `new_since` payments came into plans after the proposal,
    and wait for the next run; `older_held` are payments of long ago that no run looks at any more.
    """

    left_out: int
    new_since: int
    older_held: OlderHeld
    totals: list[StateTotal]


class DifferencePart(Wire):
    """How many households differ in this way for a purpose, and the sums of the month before and of the run."""

    what: What
    purpose: str
    count: int
    before: Money
    now: Money


class Difference(Wire):
    """What is different from the month before."""

    margin: int
    parts: list[DifferencePart]
