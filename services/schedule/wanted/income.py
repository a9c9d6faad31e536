"""What a plan expects on the budget account that is no payment of ours: the other side of what a month can pay.

The municipality's own benefit, toeslagen that were decided and bridging that was granted are claims of the household
from the day the plan has them come in; the ledger holds them as such, and the bank's statement settles them. What the
benefit system keeps to itself never comes in: under inhouding the rest that it pays to the client, instalments of
debts, and what it sets off because it had paid that to the client ahead. Other money that leaves by somebody else's
hand is booked when the bank shows it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services import banking_days
from services.months import Month, month_of, month_text
from services.schedule.ledger.entry import Movement
from services.schedule.planning.benefit import Payout
from services.schedule.planning.bridging import ADVANCE_SET_OFF, LOAN_REPAYMENT, Arrival, Repaid
from services.schedule.planning.case import Account, Advance, Flow, Loan
from services.schedule.planning.entries import Entry, Turn
from services.schedule.planning.explanation.repayment import repaid_of
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment
from services.schedule.planning.plan import Plan
from services.schedule.planning.toeslagen import ToeslagPayment
from services.schedule.wanted.claim_back import claim_named


class Happening(StrEnum):
    """What happens, and so which way the money goes in the ledger."""

    BENEFIT = "benefit"
    TOESLAGEN = "toeslagen"
    GRANT = "grant"
    LOAN = "loan"
    ADVANCE = "advance"
    OTHER = "other"
    REPAYMENT = "repayment"

    @property
    def movement(self) -> Movement:
        """The way of the money; an advance (art. 52) is owed back like a loan."""
        return _MOVEMENTS[self]

    @property
    def comes_in(self) -> bool:
        """Whether the budget account grows by it."""
        return self is not Happening.REPAYMENT


_MOVEMENTS = {
    Happening.BENEFIT: Movement.BENEFIT_COMES_IN,
    Happening.TOESLAGEN: Movement.TOESLAGEN_COME_IN,
    Happening.GRANT: Movement.GRANT_COMES_IN,
    Happening.LOAN: Movement.LOAN_COMES_IN,
    Happening.ADVANCE: Movement.LOAN_COMES_IN,
    Happening.OTHER: Movement.OTHER_MONEY_COMES_IN,
    Happening.REPAYMENT: Movement.LOAN_IS_REPAID,
}

_LENT = (Happening.LOAN, Happening.ADVANCE)
_PAID_BY_US = (CostMonth, LeefgeldPayment)
_STAYS = (Payout, Repaid)


class Expectation(NamedTuple):
    """Money (cents) on the budget account on a day. `month` and `subject` are its key within the household.

    The key says what the money is for (`benefit/2026-02`), so that a day or an amount that moves makes no second one.
    """

    month: Month
    subject: str
    happening: Happening
    amount: int
    on: date


def expectations(plan: Plan) -> list[Expectation]:
    """Everything that the plan expects, in order of day."""
    budget = Account.BUDGET
    entries = [entry for entry in plan.entries if entry.account is budget and not isinstance(entry.source, _PAID_BY_US)]
    found = list(_numbered(entries))
    given = list(_given(plan))
    return sorted([*found, *given], key=lambda one: one.on) if given else found


def _given(plan: Plan) -> Iterator[Expectation]:
    """What was lent to the budget account and given on a day: a grant that pays it back, and no money moves."""
    number: dict[Month, int] = {}
    for one in plan.case.bridging:
        if not isinstance(one, Loan | Advance) or one.given_on is None or one.to is not Account.BUDGET:
            continue
        still_open = one.amount - repaid_of(plan, one)
        if banking_days.after(one.on or plan.case.benefit.starts_on) > plan.case.relief_ends_on or not still_open:
            continue
        month = month_of(one.given_on)
        number[month] = number.get(month, 0) + 1
        behind = "" if number[month] == 1 else f":{number[month]}"
        subjects = {Happening.GRANT: "given", Happening.REPAYMENT: "given_back"}
        for happening, subject in subjects.items():
            yield Expectation(month, f"{subject}/{month_text(month)}{behind}", happening, still_open, one.given_on)


def _numbered(entries: Sequence[Entry]) -> Iterator[Expectation]:
    """What these entries of the budget account let expect; a second for the same thing in a month gets a number."""
    given_back = _given_back(entries)
    kept_back = _kept_by_benefit_system(entries, given_back)
    seen: dict[tuple[Month, str], int] = {}
    for entry, back in zip(entries, given_back, strict=True):
        one = _expectation(entry, kept_back, back)
        if one is None or one.amount <= 0:
            continue
        number = seen[one.month, one.subject] = seen.get((one.month, one.subject), 0) + 1
        yield one if number == 1 else one._replace(subject=f"{one.subject}:{number}")


def _expectation(entry: Entry, kept_back: dict[date, int], given_back: int) -> Expectation | None:
    source, month = entry.source, month_of(entry.on)
    if isinstance(source, Payout) and entry.turn is Turn.IN:
        month = source.months[0].month
        amount = entry.amount - kept_back.get(entry.on, 0)
        return Expectation(month, f"benefit/{month_text(month)}", Happening.BENEFIT, amount, entry.on)
    if isinstance(source, ToeslagPayment):
        subject = f"{entry.kind}/{month_text(source.first)}"
        return Expectation(source.first, subject, Happening.TOESLAGEN, entry.amount, entry.on)
    if isinstance(source, Arrival):
        subject = f"{source.kind}/{month_text(month)}"
        return Expectation(month, subject, Happening(source.kind), entry.amount, entry.on)
    if isinstance(source, Flow) and entry.amount > 0:
        word = entry.kind if claim_named(entry.kind) else Happening.OTHER
        return Expectation(month, f"{word}/{month_text(month)}", Happening.OTHER, entry.amount, entry.on)
    if given_back:
        return Expectation(month, f"repayment/{month_text(month)}", Happening.REPAYMENT, given_back, entry.on)
    return None


def _given_back(entries: Iterable[Entry]) -> list[int]:
    """For each entry how many cents of a loan or an advance it gives back, of those that came to the budget account.

    What came to the client's own account is no claim in the household's book: whoever paid it out sets it off.
    """
    open_here, found = 0, []
    for entry in entries:
        source, back = entry.source, 0
        if isinstance(source, Arrival) and source.kind in _LENT:
            open_here += entry.amount
        elif isinstance(source, Repaid) and _is_of_loan(source):
            back = min(-entry.amount, open_here)
            open_here -= back
        found.append(back)
    return found


def _kept_by_benefit_system(entries: Iterable[Entry], given_back: Iterable[int]) -> dict[date, int]:
    """What never leaves the benefit system, in cents by payout day."""
    kept: dict[date, int] = {}
    for entry, back in zip(entries, given_back, strict=True):
        if entry.amount < 0 and isinstance(entry.source, _STAYS):
            kept[entry.on] = kept.get(entry.on, 0) - entry.amount - back
    return kept


def _is_of_loan(repaid: Repaid) -> bool:
    return repaid.kind in (LOAN_REPAYMENT, ADVANCE_SET_OFF)
