"""Toeslag that came to the client although the budget account was meant: what comes back of it, and when. Pure.

Case manager and client agree on a sum, and the client keeps the rest. It comes back in one transfer or in monthly ones,
from his own account to the budget account, so that the household loses nothing; and never so that in any month less is
left to live on than the floor. Amounts are cents.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from services.errors import Fault
from services.events import ClaimState
from services.machine import Machine
from services.schedule.households.contents import OtherFlow
from services.schedule.households.facts import Fact, Key, Statement, changes
from services.schedule.households.tasks import months_after
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Plan, Shortfall, ShortfallKind
from services.schedule.planning.policy import ToeslagKind
from services.schedule.wanted.claim_back import ClaimName

MOST_INSTALMENTS = 36
"""The three years in which a municipality gets back what it lent."""


class ClaimEvent(StrEnum):
    """What can happen to a claim."""

    AGREE = "agree"
    REPAY = "repay"
    TAKE_BACK = "take_back"
    WAIVE = "waive"


CLAIM: Final = Machine(
    "claim",
    ClaimState.OPEN,
    {
        (ClaimState.OPEN, ClaimEvent.AGREE): ClaimState.AGREED,
        (ClaimState.OPEN, ClaimEvent.WAIVE): ClaimState.WAIVED,
        (ClaimState.AGREED, ClaimEvent.AGREE): ClaimState.AGREED,
        (ClaimState.AGREED, ClaimEvent.REPAY): ClaimState.REPAID,
        (ClaimState.AGREED, ClaimEvent.WAIVE): ClaimState.WAIVED,
        (ClaimState.REPAID, ClaimEvent.TAKE_BACK): ClaimState.AGREED,
    },
)
"""What was agreed can be agreed anew; it is repaid when all of it has come, until a booking of that is taken back."""


class Part(NamedTuple):
    """Money that comes back on a day, or came."""

    on: date
    amount: int


class Agreement(NamedTuple):
    """So much comes back, `instalment` each month from a day on, and the last time what is left."""

    back: int
    instalment: int
    first_on: date

    def faults(self, came: int, repaid: int, today: date, relief_ends_on: date) -> Iterator[Fault]:
        """What cannot be agreed about so much that came, of which so much is back."""
        if not repaid < self.back <= came:
            what = f"{came} came and {repaid} is back"
            yield Fault("back", what, f"agree on more than {repaid} and at most {came} cents")
        if self.instalment > self.back:
            yield Fault("instalment", f"{self.instalment} is more than comes back", f"at most {self.back} cents")
        if self.first_on < today:
            yield Fault("firstOn", f"{self.first_on} is over", f"give {today} or a later day")
        times = -(-(self.back - repaid) // self.instalment)
        if times > MOST_INSTALMENTS:
            yield Fault("instalment", f"it would take {times} months", f"at most {MOST_INSTALMENTS}")
        elif times > 0 and months_after(self.first_on, times - 1) > relief_ends_on:
            what = f"the last would come after {relief_ends_on}, when the budget account is settled"
            yield Fault("instalment", what, "agree on larger ones, on less, or begin sooner")

    def instalments(self, repaid: int) -> list[Part]:
        """What is still to come, in order of day."""
        left = self.back - repaid
        found: list[Part] = []
        while left > 0:
            amount = min(self.instalment, left)
            found.append(Part(months_after(self.first_on, len(found)), amount))
            left -= amount
        return found


def flows(toeslag: ToeslagKind, number: int, parts: Iterable[Part]) -> list[OtherFlow]:
    """What the plan is to know of a claim: what leaves the client's account comes to the budget account that day."""
    by_day: dict[date, int] = {}
    for one in parts:
        by_day[one.on] = by_day.get(one.on, 0) + one.amount
    name = ClaimName(toeslag, number)
    found = []
    for on, amount in by_day.items():
        found.append(OtherFlow(on=on, flow=name.leaves, account=Account.CLIENT, amount=-amount))
        found.append(OtherFlow(on=on, flow=name.comes_back, account=Account.BUDGET, amount=amount))
    return found


def covered(stands: Mapping[Key, Fact], name: ClaimName, repaid: int) -> list[Part]:
    """Of what the plan has come back those parts, the first ones, that so many cents cover; on the days for which they
    were agreed, for by these the bank's bookings were recognised."""
    contents = [fact.content for fact in of_claim(stands, *name).values()]
    known = [one for one in contents if isinstance(one, OtherFlow) and one.flow == name.comes_back]
    found: list[Part] = []
    for one in sorted(known, key=lambda flow: flow.on):
        amount = min(one.amount, repaid)
        repaid -= amount
        found += [Part(one.on, amount)] if amount else []
    return found


def statements(
    stands: Mapping[Key, Fact], toeslag: ToeslagKind, number: int, wanted: Sequence[OtherFlow], reason: str
) -> list[Statement]:
    """Of all that stands of a claim, what is to be stated anew, and what is not so any more."""
    keys = {(one.kind, one.about) for one in wanted}
    gone = [fact for key, fact in of_claim(stands, toeslag, number).items() if key not in keys]
    return [*changes(stands, wanted, reason), *(Statement(None, fact.id, reason) for fact in gone)]


def of_claim(stands: Mapping[Key, Fact], toeslag: ToeslagKind, number: int) -> dict[Key, Fact]:
    """The facts that the plan knows a claim by."""
    name = ClaimName(toeslag, number)
    words = (name.leaves, name.comes_back)
    return {
        key: fact for key, fact in stands.items() if isinstance(fact.content, OtherFlow) and fact.content.flow in words
    }


def too_little_left(before: Plan, after: Plan) -> list[Shortfall]:
    """The months in which less than the floor would be left to live on, and less than before."""
    kind = ShortfallKind.CANNOT_LIVE_ON
    known = {one.on: one.amount for one in before.shortfalls if one.kind is kind}
    return [one for one in after.shortfalls if one.kind is kind and one.amount > known.get(one.on, 0)]
