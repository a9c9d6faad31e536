"""The payer of record: who pays a cost of a household in a month. Exactly one, from the first row on (I23). Pure.

Rows are only added. In a month the row with the greatest `from_month` up to it holds, the newest of those with the
same. A change counts from its month on, so it is also written at each later month in which an older row of the same
arrangement would have begun.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict
from services.mandate_events import Payer
from services.months import Month

OURS = frozenset({Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.SUPPLIER_PULLS})
"""The money comes from the organisation's hands, whoever moves it."""

SENT_BY_US = frozenset({Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS})
"""The supplier waits for money that is sent, and should draw none."""


class NothingChanges(Conflict):
    """This is who pays already in that month."""


class Cause(StrEnum):
    """Why somebody became the payer: it was so when the cost was arranged or imported, the supplier answered (or a
    person went on without that), or a person decided it.
    """

    INITIAL = "initial"
    IMPORT = "import"
    HANDSHAKE = "handshake"
    DECISION = "decision"


class PayerChange(NamedTuple):
    """From a month on somebody pays a cost, and why; `direct_debit_id` is the mandate by which a supplier pulls."""

    payer: Payer
    from_month: Month
    cause: Cause
    handshake_id: UUID | None = None
    direct_debit_id: UUID | None = None
    reason: str | None = None


class PayerEntry(NamedTuple):
    """A row of record: the change, of which cost, under which arrangement, and who wrote it when."""

    household_id: UUID
    cost: str
    sequence: int
    arrangement_id: UUID
    supplier_id: UUID
    change: PayerChange
    at: datetime
    by: str

    @property
    def since(self) -> Month:
        """The first month of this payer."""
        return self.change.from_month

    @property
    def payer(self) -> Payer:
        return self.change.payer


class PayerMonth(NamedTuple):
    """Who pays a cost of a household in a month."""

    month: Month
    entry: PayerEntry

    @property
    def payer(self) -> Payer:
        return self.entry.payer


def holds_in(entries: Iterable[PayerEntry], month: Month) -> PayerEntry | None:
    """Of the rows of one cost the one that holds in a month; None before the first."""
    begun = [one for one in entries if one.since <= month]
    return max(begun, key=lambda one: (one.since, one.sequence), default=None)


def payers_in(entries: Sequence[PayerEntry], first: Month, last: Month) -> list[PayerMonth]:
    """Who pays what in the months from `first` to `last`, by cost and month; a cost begins with its first row.

    The rows are of one household.
    """
    return [
        PayerMonth(month, held)
        for _, of_cost in sorted(by_cost(entries).items())
        for month in range(first, last + 1)
        if (held := holds_in(of_cost, month))
    ]


def by_cost(entries: Iterable[PayerEntry]) -> Mapping[str, list[PayerEntry]]:
    """The rows of one household by cost."""
    found = defaultdict(list)
    for entry in entries:
        found[entry.cost].append(entry)
    return found


def written_at(entries: Iterable[PayerEntry], first: Month, until: Month | None) -> list[Month]:
    """The months at which a change from `first` on is written, so that no older row of that cost outlives it.

    `until` is the month in which another arrangement begins, which the change leaves alone.
    """
    later = {one.since for one in entries if one.since > first and (until is None or one.since < until)}
    return [first, *sorted(later)]


def carried_over(entries: Sequence[PayerEntry], first: Month, until: Month | None) -> Iterator[PayerChange]:
    """Who pays from `first` on, as it stands, to be written anew under the arrangement that takes over there."""
    for month in written_at(entries, first, until):
        held = holds_in(entries, month)
        if held is not None:
            yield held.change._replace(from_month=month)
