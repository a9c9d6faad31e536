"""What toeslagen that came do to the bridging: to the minstand, to the loan that waits for them, and what stays.

Counted by the plan, on the day on which the money came: the minus of the day before is what the minstand is owed, and a
loan that is repaid from the first toeslagen goes back whole. Pure; amounts are cents.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from services import banking_days
from services.months import Month
from services.schedule.bridging.proposal import Means
from services.schedule.planning.case import Account, Loan, OnFirstToeslagen
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation.repayment import repayments
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, listed, say
from services.schedule.planning.plan import Plan
from services.schedule.planning.policy import BridgingRule, LoanRule, MinstandRule
from services.schedule.planning.toeslagen import ToeslagPayment


class CameIn(NamedTuple):
    """Money of a toeslag that came on a day, for the months `first` up to and including `last`."""

    toeslag: str
    on: date
    amount: int
    account: Account
    first: Month
    last: Month


class Part(NamedTuple):
    """What of it went to an instrument; negative where the minstand had to help the loan back."""

    means: Means
    amount: int


class Clearing(NamedTuple):
    """Money that came, what it cleared in the order of the policy, and what stays of it."""

    came: CameIn
    parts: tuple[Part, ...]
    stays: int

    @property
    def cleared(self) -> bool:
        """Whether anything went back."""
        return any(part.amount > 0 for part in self.parts)


def clearings(
    made: Plan, rules: Sequence[BridgingRule], arrivals: Iterable[CameIn], *, has_come: bool = False
) -> list[Clearing]:
    """What each arrival of a household did, by day; the first of all repays the loans that wait for it.

    `has_come` says that others came before these.
    """
    found: list[Clearing] = []
    for came in sorted(arrivals, key=lambda one: one.on):
        is_first = not found and not has_come
        to_loans = _loans_due(made, came.on) if is_first else 0
        same_day = sum(one.stays + _of(one, Means.MINSTAND) for one in found if _is_same(one.came, came))
        found.append(_clearing(came, _stood_before(made, came, is_first) + same_day, to_loans, _order(rules)))
    return found


def _clearing(came: CameIn, stood: int, to_loans: int, order: Sequence[Means]) -> Clearing:
    to_minstand = 0
    if came.account is Account.BUDGET:
        to_minstand = max(-stood, 0) - max(-(stood + came.amount - to_loans), 0)
    amounts = {Means.MINSTAND: to_minstand, Means.LOAN: to_loans}
    parts = tuple(Part(means, amounts[means]) for means in order if amounts[means])
    return Clearing(came, parts, came.amount - to_minstand - to_loans)


def _stood_before(made: Plan, came: CameIn, is_first: bool) -> int:
    """The budget account (cents) at the end of the day before, as if nothing of this money had come or gone yet."""
    places = repayments(made).items() if is_first else ()
    from_toeslagen = {place for place, repayment in places if repayment.payout_number is None}
    return sum(
        entry.amount
        for place, entry in enumerate(made.entries)
        if entry.account is Account.BUDGET
        and entry.on < came.on
        and place not in from_toeslagen
        and not _pays_for_the_same(entry, came)
    )


def _pays_for_the_same(entry: Entry, came: CameIn) -> bool:
    source = entry.source
    if not isinstance(source, ToeslagPayment) or source.kind != came.toeslag:
        return False
    return source.first <= came.last and came.first <= source.last


def _loans_due(made: Plan, on: date) -> int:
    starts_on = made.case.benefit.starts_on
    return sum(
        one.amount
        for one in made.case.bridging
        if isinstance(one, Loan)
        and isinstance(one.repay, OnFirstToeslagen)
        and banking_days.after(one.on or starts_on) <= on
    )


def _is_same(one: CameIn, other: CameIn) -> bool:
    return one.on == other.on and one.account is other.account is Account.BUDGET


def _of(one: Clearing, means: Means) -> int:
    return sum(part.amount for part in one.parts if part.means is means)


def _order(rules: Sequence[BridgingRule]) -> Sequence[Means]:
    """The minstand and the loan as the policy lists them; the minstand first where it does not say."""
    listed_as = {MinstandRule: Means.MINSTAND, LoanRule: Means.LOAN}
    found = [listed_as[type(rule)] for rule in rules if type(rule) in listed_as]
    return tuple(dict.fromkeys((*found, Means.MINSTAND, Means.LOAN)))


_TO = {
    Means.MINSTAND: Text("{amount} to the minstand", "{amount} naar de minstand"),
    Means.LOAN: Text("{amount} to the loan", "{amount} naar de lening"),
}
_DEEPER = Text("{amount} more is owed on the minstand", "de minstand is {amount} dieper")


def sentence(one: Clearing) -> Text:
    """What came and where it went, as it can be told to a client."""
    parts = [_said(part) for part in one.parts]
    if one.stays >= 0:
        parts.append(say("{amount} stays", "{amount} blijft", amount=in_euros(one.stays)))
    else:
        left = Text("{amount} was taken from what stood there", "{amount} kwam uit wat er al stond")
        parts.append(say(left.en, left.nl, amount=in_euros(-one.stays)))
    return say(
        "On {on} {amount} arrived: {parts}.",
        "Op {on} kwam er {amount} binnen: {parts}.",
        on=day_in_full(one.came.on),
        amount=in_euros(one.came.amount),
        parts=listed(parts),
    )


def _said(part: Part) -> Text:
    template = _TO[part.means] if part.amount > 0 else _DEEPER
    return say(template.en, template.nl, amount=in_euros(abs(part.amount)))
