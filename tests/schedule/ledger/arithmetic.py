"""The ledger as a page of arithmetic: what a booking comes to, told and kept, written down as plainly as can be."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from services.schedule.ledger.accounts import Account
from services.schedule.ledger.entry import OF_ORGANISATION, AccountKind, Entry, Stage
from services.schedule.ledger.posting import AlreadyBooked, NothingToFollow, Shortage

HOLDS = (AccountKind.BUDGET, AccountKind.LEEFGELD, AccountKind.ARRIVED, AccountKind.SENT_BACK)
BOUNDLESS = (AccountKind.CLEARING, *(OF_ORGANISATION - {AccountKind.SENT_BACK}))

Told = list[Shortage] | type[AlreadyBooked] | type[NothingToFollow]


class Arithmetic:
    """All entries that were booked, and the approved minstands; everything else is added up when asked."""

    def __init__(self) -> None:
        self.booked: list[Entry] = []
        self.caps: dict[UUID, int] = {}

    def post(self, entries: Sequence[Entry]) -> Told:
        """What booking these tells; and book what fits."""
        if any(not self._has_something_to_follow(entry) for entry in entries):
            return NothingToFollow
        if {_key(entry) for entry in entries} & {_key(entry) for entry in self.booked}:
            return AlreadyBooked
        told = [
            Shortage(book, kind, missing)
            for book in sorted({entry.book_id for entry in entries})
            for kind in sorted(_touched(entries, book))
            if (missing := self._missing(book, kind, [*self.booked, *entries])) > 0
        ]
        short = {shortage.book_id for shortage in told}
        self.booked += [entry for entry in entries if entry.book_id not in short]
        return told

    def account(self, book: UUID, kind: AccountKind) -> Account:
        cap = self.caps.get(book, 0) if kind is AccountKind.MINSTAND else None
        return Account(*_counted(book, kind, self.booked), cap)

    def _has_something_to_follow(self, new: Entry) -> bool:
        if new.corrects is not None:
            moved = (Stage.POSTED, Stage.EXECUTED)
            found = [old for old in self.booked if old.subject == new.corrects and old.stage in moved]
            return any((old.book_id, old.debit, old.amount) == (new.book_id, new.credit, new.amount) for old in found)
        if new.stage.resolves:
            found = [old for old in self.booked if old.subject == new.subject and old.stage is Stage.PENDING]
            return any((old.book_id, old.debit, old.amount) == (new.book_id, new.debit, new.amount) for old in found)
        return True

    def _missing(self, book: UUID, kind: AccountKind, entries: Sequence[Entry]) -> int:
        going_out, coming_in, went_out, came_in = _counted(book, kind, entries)
        if kind in BOUNDLESS:
            return 0
        if kind in HOLDS:
            return went_out + going_out - came_in
        given_back = came_in + coming_in - went_out
        if kind is AccountKind.MINSTAND:
            return max(given_back, went_out + going_out - came_in - self.caps.get(book, 0))
        return given_back


def _key(entry: Entry) -> tuple[UUID, str, bool]:
    return entry.book_id, entry.subject, entry.stage.resolves


def _touched(entries: Sequence[Entry], book: UUID) -> set[AccountKind]:
    return {kind for entry in entries if entry.book_id == book for kind in (entry.debit, entry.credit)}


def _counted(book: UUID, kind: AccountKind, entries: Sequence[Entry]) -> tuple[int, int, int, int]:
    counted: Counter[str] = Counter()
    for entry in entries:
        if entry.book_id == book and kind in (entry.debit, entry.credit):
            side = "debits" if entry.debit is kind else "credits"
            counted[f"{side}_pending"] += {Stage.PENDING: 1, Stage.POSTED: 0}.get(entry.stage, -1) * entry.amount
            counted[side] += entry.amount if entry.stage in (Stage.POSTED, Stage.EXECUTED) else 0
    return counted["debits_pending"], counted["credits_pending"], counted["debits"], counted["credits"]
