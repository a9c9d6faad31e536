"""The bijstand: what each month is worth, what is deducted and kept back, and on which day it is paid.

Rules 1 to 4 of the plan. Participatiewet art. 19-24 (norms), 31 (COA's allowance is income), 44 and 45 (right from a
day, fixed and paid per calendar month, holiday allowance in June).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from services import banking_days
from services.money import half_up
from services.months import Month, day_in, days_in, last_day, month_of
from services.schedule.planning.case import Benefit, Case, CoaTreatment, PayoutDay, in_force
from services.schedule.planning.norms import NormBook, holiday_allowance

_JUNE = 5
_RELIEF_MONTHS = 6


class BenefitMonth(NamedTuple):
    """One month of benefit as first paid, all amounts in cents.

    `gross` is the norm for the days with a right; `coa_deducted` what the overlap with COA took off;
    `holiday_allowance` what is kept back; `payable` what is paid on `paid_on`.
    """

    month: Month
    days: int
    gross: int
    coa_deducted: int
    holiday_allowance: int
    payable: int
    paid_on: date


class Payout(NamedTuple):
    """One payment of benefit in cents: its months, what a B12 restored in it, the holiday allowance June added."""

    on: date
    months: tuple[BenefitMonth, ...]
    restored: int
    holiday_addition: int

    @property
    def payable(self) -> int:
        """Everything that is paid out that day, in cents."""
        return sum([month.payable for month in self.months]) + self.restored + self.holiday_addition


@dataclass(frozen=True, slots=True)
class BenefitPlan:
    """All payouts of the relief, and the COA deductions (cents) that no payout restored: paid twice by the client."""

    payouts: tuple[Payout, ...]
    paid_twice: int


def relief_end(starts_on: date) -> date:
    """The last day of six months of relief (Participatiewet art. 56a): the day before the same number six months on."""
    month = month_of(starts_on) + _RELIEF_MONTHS
    if starts_on.day > days_in(month):
        return day_in(month, starts_on.day)
    return day_in(month, starts_on.day) - timedelta(days=1)


def payout_day(payout: PayoutDay, month: Month) -> date:
    """The bank day on which a month's benefit is paid."""
    return banking_days.before(day_in(month + payout.month_offset, payout.day))


def last_month_paid(payout: PayoutDay, until: date) -> Month:
    """The last month that is paid on or before a day, or that day's own: a payout day may lie before its month."""
    month = month_of(until)
    while payout_day(payout, month + 1) <= until:
        month += 1
    return month


def first_payout_on(benefit: Benefit) -> date:
    """The day of the first payout, also where it lies beyond the relief."""
    not_before, month = max(benefit.starts_on, benefit.decided_on), month_of(benefit.starts_on)
    while (on := payout_day(benefit.payout, month)) < not_before:
        month += 1
    return on


def days_with_right(starts_on: date, month: Month) -> int:
    """Days of the month on or after the first day of the right."""
    if month_of(starts_on) < month:
        return days_in(month)
    return (last_day(month) - starts_on).days + 1


@lru_cache(maxsize=65536)
def _benefit_month(norms: NormBook, kind: str, month: Month, days: int, coa: int, on: date) -> BenefitMonth:
    """So many days of a month at a norm, less at most `coa` cents for the overlap with COA, paid on a day."""
    gross = half_up(norms.amount(kind, month) * days, days_in(month))
    deducted = min(coa, gross)
    kept = holiday_allowance(norms.set_in(month), gross - deducted)
    return BenefitMonth(month, days, gross, deducted, kept, gross - deducted - kept, on)


def benefit_plan(case: Case, norms: NormBook, processed_on: date | None) -> BenefitPlan:
    """Every payout on or before the end of relief. `processed_on` is the B12's processing day, None without a B12."""
    accrual = _Accrual(case, norms, processed_on)
    payouts = [accrual.pay(on, months) for on, months in payout_days(case)]
    return BenefitPlan(tuple(payouts), accrual.paid_twice())


def payout_days(case: Case) -> list[tuple[date, list[Month]]]:
    """The payout days of the relief, each with the months it pays; the first carries those whose own day has passed."""
    benefit = case.benefit
    not_before = max(benefit.starts_on, benefit.decided_on)
    months: list[Month] = []
    days = []
    for on, month in _payouts_by_month(benefit.payout, month_of(benefit.starts_on), case.relief_ends_on):
        months.append(month)
        if on >= not_before:
            days.append((on, months))
            months = []
    return days


@lru_cache(maxsize=16384)
def _payouts_by_month(payout: PayoutDay, month: Month, until: date) -> tuple[tuple[date, Month], ...]:
    """From a month on, the payout day of each month up to and including a day: the same for a whole town."""
    days = []
    while (on := payout_day(payout, month)) <= until:
        days.append((on, month))
        month += 1
    return tuple(days)


class _Accrual:
    """What is deducted and kept back so far, as the payouts come by in order."""

    def __init__(self, case: Case, norms: NormBook, processed_on: date | None) -> None:
        self._benefit = case.benefit
        self._first_month = month_of(case.benefit.starts_on)
        self._norms = norms
        self._processed_on = processed_on
        self._daily_coa = case.coa.daily_amount if case.coa.treatment is CoaTreatment.INCOME else 0
        self._kept_back: dict[Month, int] = {}
        self._cut: list[tuple[BenefitMonth, BenefitMonth]] = []

    def paid_twice(self) -> int:
        """COA deductions in cents that no payout has restored."""
        return sum(paid.coa_deducted for paid, _ in self._cut)

    def pay(self, on: date, months: list[Month]) -> Payout:
        is_processed = self._processed_on is not None and on >= self._processed_on
        restored = self._restore() if is_processed and self._cut else 0
        paid = [self._month(month, on, is_processed) for month in months]
        for one in paid:
            self._kept_back[one.month] = self._kept_back.get(one.month, 0) + one.holiday_allowance
        return Payout(on, tuple(paid), restored, self._june_addition(months))

    def _month(self, month: Month, on: date, is_processed: bool) -> BenefitMonth:
        """The month as it is paid on this day, remembering the uncut month where COA's days are taken off."""
        is_whole = month > self._first_month
        days = days_in(month) if is_whole else days_with_right(self._benefit.starts_on, month)
        uncut = self._paid(month, days, 0, on)
        actual = self._benefit.actual.get(month)
        if actual is not None:
            return uncut._replace(payable=actual)
        if is_processed or not self._daily_coa:
            return uncut
        cut = self._paid(month, days, days * self._daily_coa, on)
        if cut.coa_deducted:
            self._cut.append((cut, uncut))
        return cut

    def _paid(self, month: Month, days: int, coa: int, on: date) -> BenefitMonth:
        norm = in_force(self._benefit.norms, month)
        if norm is None:
            return BenefitMonth(month, days, 0, 0, 0, 0, on)
        return _benefit_month(self._norms, norm.kind, month, days, coa, on)

    def _restore(self) -> int:
        """What the cut months would have paid, less what they did; the holiday allowance of it is kept back too."""
        restored = 0
        for cut, uncut in self._cut:
            restored += uncut.payable - cut.payable
            more_kept = uncut.holiday_allowance - cut.holiday_allowance
            self._kept_back[cut.month] = self._kept_back.get(cut.month, 0) + more_kept
        self._cut.clear()
        return restored

    def _june_addition(self, months: list[Month]) -> int:
        """A payout that holds a June month adds what was kept back before it (of two, before the later)."""
        junes = [month for month in months if month % 12 == _JUNE]
        if not junes:
            return 0
        return sum(self._kept_back.pop(month) for month in sorted(self._kept_back) if month < junes[-1])
