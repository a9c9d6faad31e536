"""Whether a statement proves itself: what stood on the account, and what was booked, make what stands on it. Pure.

Three things can be said. It closes: opening and entries make the closing balance. It carries no two balances, and so
proves nothing. Or it does not close: then something is missing in it or in our reading of it, and nobody may act on it
until a second person has said why.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from services.schedule.statements.statement import (
    Balance,
    Direction,
    Entry,
    EntryStatus,
    StatementEnd,
    StatementKind,
    Totals,
)


class Proof(StrEnum):
    """What the balances of a statement prove of its entries."""

    CLOSES = "closes"
    UNPROVEN = "unproven"
    DOES_NOT_CLOSE = "does_not_close"


class Doubt(StrEnum):
    """What is odd about a statement beside its balances.

    Its own totals or numbers do not stop it, for banks write totals that are not those of their entries. That it says
    the same as another of its day under another number does, if it has no balances that would show it.
    """

    TOTALS_DIFFER = "totals_differ"
    OTHER_SEQUENCE = "other_sequence"
    SAME_AS_ANOTHER = "same_as_another"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a statement came to: cents that came in and went out, its booked entries, and what its balances prove.

    `difference` is what the closing balance is more than opening and entries, in cents: 0 unless it does not close.
    """

    opening: Balance | None
    closing: Balance | None
    came_in: int
    went_out: int
    booked: int
    entries: int
    proof: Proof
    difference: int = 0
    doubts: tuple[Doubt, ...] = ()

    @property
    def moved(self) -> int:
        """Cents by which the booked entries move the balance."""
        return self.came_in - self.went_out


@dataclass(slots=True)
class Proving:
    """A statement while it is read: each entry is added as it comes, and the end says what they prove.

    Entries that are not booked (pending, information, future) count for nothing but their number.
    """

    kind: StatementKind
    _sums: dict[Direction, int] = field(default_factory=lambda: dict.fromkeys(Direction, 0))
    _numbers: dict[Direction, int] = field(default_factory=lambda: dict.fromkeys(Direction, 0))
    _entries: int = 0

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        self._entries += 1
        if entry.status is EntryStatus.BOOKED:
            self._sums[entry.direction] += entry.amount
            self._numbers[entry.direction] += 1

    def end(self, end: StatementEnd) -> Proven:
        """What all of it proves; a notification proves nothing."""
        opening, closing = end.opening, end.closing
        came_in, went_out = self._sums[Direction.CREDIT], self._sums[Direction.DEBIT]
        proof, difference = Proof.UNPROVEN, 0
        if opening is not None and closing is not None and self.kind is StatementKind.STATEMENT:
            difference = closing.amount - opening.amount - came_in + went_out
            proof = Proof.DOES_NOT_CLOSE if difference else Proof.CLOSES
        doubts = () if self._are(end.totals) else (Doubt.TOTALS_DIFFER,)
        booked = sum(self._numbers.values())
        return Proven(opening, closing, came_in, went_out, booked, self._entries, proof, difference, doubts)

    def _are(self, totals: Totals) -> bool:
        """Whether the bank's own totals are those of its entries, as far as it tells any."""
        found = (
            (totals.entries, sum(self._numbers.values())),
            (totals.credit_entries, self._numbers[Direction.CREDIT]),
            (totals.credit_amount, self._sums[Direction.CREDIT]),
            (totals.debit_entries, self._numbers[Direction.DEBIT]),
            (totals.debit_amount, self._sums[Direction.DEBIT]),
        )
        return all(said is None or said == counted for said, counted in found)
