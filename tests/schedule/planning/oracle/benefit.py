"""Rules 1 to 4, slowly: what each month is worth and which payout brings it."""

from datetime import date
from fractions import Fraction
from typing import Any

from services.schedule.planning.norms import NormBook, NormSet
from tests.schedule.planning.oracle.calendar import (
    after,
    before,
    day,
    days,
    length,
    month,
    months,
    newest,
    numbered,
    rounded,
    shifted,
)


class SlowBenefit:
    """The benefit of one case file."""

    def __init__(self, case: dict[str, Any], norms: NormBook) -> None:
        self.case, self.norms = case, norms
        self.left = day(case["leavesReceptionCentreOn"])
        self.starts = day(case["benefit"]["startsOn"]) if case["benefit"]["startsOn"] else self.left + days(5)
        self.ends = day(case["reliefEndsOn"]) if case["reliefEndsOn"] else self._six_months()
        received = case["coa"]["b12ReceivedOn"]
        self.received = day(received) if received else None
        self.processed = after(self.received) if self.received else None

    def _six_months(self) -> date:
        later = shifted(month(self.starts), 6)
        if self.starts.day > length(later):
            return numbered(later, 31)
        return numbered(later, self.starts.day) - days(1)

    def payouts(self) -> list[tuple[date, list[str]]]:
        benefit = self.case["benefit"]
        number = 31 if benefit["payout"]["day"] == "last" else benefit["payout"]["day"]
        decided = day(benefit["decidedOn"]) if benefit["decidedOn"] else self.starts
        first = month(self.starts)
        paid_on = {
            one: before(numbered(shifted(one, benefit["payout"]["monthOffset"]), number))
            for one in months(first, shifted(month(self.ends), 3))
        }
        wanted = [one for one in paid_on if paid_on[one] >= max(self.starts, decided)]
        carries = {one: months(first if one == wanted[0] else one, one) for one in wanted}
        return [(paid_on[one], carries[one]) for one in wanted if paid_on[one] <= self.ends]

    def right_days(self, one: str) -> int:
        return sum(numbered(one, number) >= self.starts for number in range(1, length(one) + 1))

    def gross(self, one: str) -> int:
        kind = newest(self.case["benefit"]["norms"], one)["kind"]
        return rounded(Fraction(self._norm(kind, one) * self.right_days(one), length(one)))

    def _norm(self, kind: str, one: str) -> int:
        in_force = self._norm_set(one)
        if kind.startswith("cost_sharer_"):
            adults = int(kind.removeprefix("cost_sharer_"))
            return rounded(Fraction(in_force.norms["couple"] * (40 + adults * 30), 100 * adults))
        if kind == "youth_with_top_up":
            assert in_force.youth_top_up is not None
            return min(in_force.norms["youth"] + in_force.youth_top_up, in_force.norms["single"])
        return in_force.norms["single" if kind == "single_parent" else kind]

    def _norm_set(self, one: str) -> NormSet:
        return max((found for found in self.norms.sets if found.starts_on <= day(f"{one}-01")), key=_starts_on)

    def deducted(self, one: str, paid_on: date) -> int:
        overlap = self.case["coa"]["treatment"] == "income" and (self.processed is None or paid_on < self.processed)
        if not overlap or one in self._actual():
            return 0
        daily: int = self.case["coa"]["dailyAmount"]
        return min(self.right_days(one) * daily, self.gross(one))

    def _actual(self) -> dict[str, int]:
        return {one["month"]: one["payable"] for one in self.case["benefit"]["actual"]}

    def kept_back(self, one: str, deducted: int) -> int:
        share = self._norm_set(one).holiday_share
        return rounded(Fraction((self.gross(one) - deducted) * share, 1000))

    def payable(self, one: str, deducted: int) -> int:
        return int(self._actual().get(one, self.gross(one) - deducted - self.kept_back(one, deducted)))

    def restoring(self) -> date | None:
        """The payout that gives back what the overlap took."""
        return next((on for on, _ in self.payouts() if self.processed and on >= self.processed), None)

    def payout_amount(self, on: date, carried: list[str]) -> int:
        amount = sum(self.payable(one, self.deducted(one, on)) for one in carried)
        if on == self.restoring():
            for earlier, cut in self.payouts():
                if earlier < on:
                    amount += sum(self.payable(one, 0) - self.payable(one, self.deducted(one, earlier)) for one in cut)
        return amount + self._june(on, carried)

    def _june(self, on: date, carried: list[str]) -> int:
        junes = [one for one in carried if one.endswith("-06")]
        if not junes:
            return 0
        added = sum(self._june(paid, held) for paid, held in self.payouts() if paid < on)
        return self._kept_so_far(on, junes[-1]) - added

    def _kept_so_far(self, on: date, june: str) -> int:
        restoring = self.restoring()
        given_back = restoring is not None and restoring <= on
        return sum(
            self.kept_back(one, 0 if given_back else self.deducted(one, paid))
            for paid, carried in self.payouts()
            for one in carried
            if paid <= on and one < june
        )


def _starts_on(norms: NormSet) -> date:
    return norms.starts_on
