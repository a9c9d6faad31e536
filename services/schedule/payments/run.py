"""A payment run: one month of payments, put together by one person, approved by another, frozen, and filed once.

    proposing → proposed → approved → frozen → filed
        └───────────┴→ withdrawn

A run is known by organisation, month, kind and number; asking for it again gives the same run. Putting together and
freezing go in shards, a range of households each, so that several workers share a run and a crash costs one batch.
"""

from enum import StrEnum
from typing import NamedTuple

from services.errors import Conflict, Refused
from services.events import RunKind
from services.months import Month, month_text


class RunState(StrEnum):
    """Where a run is."""

    PROPOSING = "proposing"
    PROPOSED = "proposed"
    APPROVED = "approved"
    FROZEN = "frozen"
    FILED = "filed"
    WITHDRAWN = "withdrawn"


class PaymentRoute(StrEnum):
    """Who moves the money of a payment, in the registry's words: we, by a bank file; the system that pays the benefit,
    on our instruction; or the supplier, by direct debit."""

    WE_PUSH = "we_push"
    BENEFIT_SYSTEM_WITHHOLDS = "benefit_system_withholds"
    SUPPLIER_PULLS = "supplier_pulls"


class PaymentState(StrEnum):
    """Where a payment is; those behind `executed` are no claim on the key any more.

    The first five follow from its run, the files of that and what the bank said (`payment_of_run`), and stand in no
    row. `expected` is what a supplier is to come for. Executed is what a statement of the bank shows, and nothing else.
    """

    PROPOSED = "proposed"
    READY = "ready"
    SUBMITTED = "submitted"
    EXPECTED = "expected"
    EXECUTED = "executed"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    RETURNED = "returned"


class ShardStage(StrEnum):
    """How far one range of households of a run is."""

    OPEN = "open"
    PROPOSED = "proposed"
    FROZEN = "frozen"


class What(StrEnum):
    """How a household's payments for one purpose compare with those of the month before."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    SAME = "same"
    HELD = "held"


class RunEvent(StrEnum):
    """What can happen to a run."""

    COMPLETE = "complete"
    APPROVE = "approve"
    FREEZE = "freeze"
    FILE = "file"
    WITHDRAW = "withdraw"


_NEXT: dict[tuple[RunState, RunEvent], RunState] = {
    (RunState.PROPOSING, RunEvent.COMPLETE): RunState.PROPOSED,
    (RunState.PROPOSED, RunEvent.APPROVE): RunState.APPROVED,
    (RunState.APPROVED, RunEvent.FREEZE): RunState.FROZEN,
    (RunState.FROZEN, RunEvent.FILE): RunState.FILED,
    (RunState.PROPOSING, RunEvent.WITHDRAW): RunState.WITHDRAWN,
    (RunState.PROPOSED, RunEvent.WITHDRAW): RunState.WITHDRAWN,
}


class RunIsElsewhere(Conflict):
    """The run is not in the state that this needs."""


class SamePerson(Refused):
    """Who proposed a run cannot approve it; ask a colleague."""


class AnotherProposal(Conflict):
    """The run is not the one that was looked at: its content has another hash."""


class RunKey(NamedTuple):
    """What a run is known by within an organisation; numbers of a kind count from 1 a month."""

    month: Month
    kind: RunKind
    number: int

    def __str__(self) -> str:
        return f"{month_text(self.month)} {self.kind} {self.number}"


def after(state: RunState, event: RunEvent) -> RunState:
    """The state that an event leads to; `RunIsElsewhere` if it cannot happen now."""
    try:
        return _NEXT[state, event]
    except KeyError:
        raise RunIsElsewhere(f"a run that is {state} cannot {event}") from None


def check_approval(proposed_by: str, approved_by: str, content_hash: str, seen_hash: str) -> None:
    """Four eyes on what was really looked at: `SamePerson` or `AnotherProposal` if not."""
    if approved_by == proposed_by:
        raise SamePerson()
    if seen_hash != content_hash:
        raise AnotherProposal()
