"""Money that households' plans expect on their budget accounts, and what of it came. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.months import Month
from services.schedule.matching.drawn import Bill
from services.schedule.matching.verdict import Share
from services.schedule.wanted.claim_back import claim_named


class Awaited(NamedTuple):
    """Money that a household's plan expects on its budget account, in cents, and what of it came; `account` is ours."""

    household_id: UUID
    month: Month
    subject: str
    amount: int
    received: int
    expected_on: date
    account: str

    @property
    def key(self) -> Bill:
        """Of whom, of which month, for what."""
        return (self.household_id, self.month, self.subject)

    @property
    def kind(self) -> str:
        """What it is: `benefit`, a toeslag, a grant; the subject begins with it."""
        return self.subject.partition("/")[0]

    @property
    def is_of_claim(self) -> bool:
        """Whether it comes back of toeslag that came to the client's own account."""
        return claim_named(self.kind) is not None

    @property
    def left(self) -> int:
        """What is still to come."""
        return self.amount - self.received


class AwaitedMoney:
    """What is awaited, found by whose it is or by what is still to come: a batch asks for one household's, hundreds of
    times, among that of hundreds."""

    def __init__(self, awaited: Iterable[Awaited] = ()) -> None:
        self._all: dict[Bill, Awaited] = {}
        self._of: dict[tuple[UUID, str], set[Bill]] = defaultdict(set)
        self._left: dict[tuple[int, str], set[Bill]] = defaultdict(set)
        for one in awaited:
            self._put(one)

    def of(self, household_id: UUID, account: str) -> list[Awaited]:
        """A household's on an account of ours."""
        return [self._all[key] for key in self._of.get((household_id, account), ())]

    def of_amount(self, left: int, account: str) -> list[Awaited]:
        """Everybody's of which just so many cents are still to come on an account of ours."""
        return [self._all[key] for key in self._left.get((left, account), ())]

    def note(self, share: Share, booked_on: date, account: str) -> None:
        """This came, or was awaited and came at once."""
        key = (share.household_id, share.month, share.subject)
        was = self._all.get(key)
        if was is None:
            return self._put(Awaited(*key, share.amount, share.amount, booked_on, account))
        self._left[was.left, was.account].discard(key)
        return self._put(was._replace(received=was.received + share.amount))

    def _put(self, one: Awaited) -> None:
        self._all[one.key] = one
        self._of[one.household_id, one.account].add(one.key)
        self._left[one.left, one.account].add(one.key)
