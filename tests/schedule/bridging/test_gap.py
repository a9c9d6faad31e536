"""What a plan lacks from a day on, and what money in it does to that."""

from datetime import date

from services.schedule.bridging.gap import judged, lacking
from services.schedule.planning.plan import Shortfall, ShortfallKind
from tests.schedule.bridging.gaps import NO_GRANT, NO_MINSTAND, TODAY, decided, trying
from tests.schedule.households.builders import content

BELOW, NOT_RECOVERED = ShortfallKind.BELOW_MINSTAND_CAP, ShortfallKind.NOT_RECOVERED_AT_END
CANNOT_LIVE_ON = ShortfallKind.CANNOT_LIVE_ON


def test_a_gap_that_the_minstand_carries_is_none() -> None:
    assert lacking(trying("den-haag").plan(), TODAY) == ()


def test_of_the_account_the_first_day_and_the_deepest_figure_are_told() -> None:
    gap = lacking(trying("den-haag", NO_MINSTAND).plan(), TODAY)
    assert gap == (Shortfall(date(2026, 2, 10), BELOW, None, 75307),)


def test_what_is_over_is_not_lacking_any_more() -> None:
    made = trying("den-haag", NO_MINSTAND).plan()
    assert lacking(made, date(2026, 5, 20)) == ()


def test_a_month_that_has_begun_counts_until_it_is_over() -> None:
    made = trying("zuidplas", NO_GRANT).plan()
    first = Shortfall(date(2026, 2, 27), CANNOT_LIVE_ON, None, 45307)
    assert lacking(made, date(2026, 3, 30)) == (first,)
    assert lacking(made, date(2026, 3, 31)) == ()


def test_money_that_is_too_little_leaves_the_gap_unsolved_and_harms_nothing() -> None:
    household = trying("den-haag", NO_MINSTAND)
    with_less = household.plan(content(decided("grant", 75300, "2026-02-10")))
    verdict = judged(with_less, household.plan(), TODAY)
    assert verdict.unsolved == (Shortfall(date(2026, 3, 20), BELOW, None, 7),)
    assert verdict.harmed == ()


def test_a_loan_that_goes_back_too_early_harms_what_was_whole() -> None:
    household = trying("den-haag", NO_MINSTAND)
    repay = {"mode": "instalments", "count": 1, "fromPayout": 2}
    with_loan = household.plan(content(decided("loan", 75400, "2026-02-10", repay=repay)))
    verdict = judged(with_loan, household.plan(), TODAY)
    assert not verdict.is_whole
    assert verdict.remains == tuple(sorted((*verdict.unsolved, *verdict.harmed), key=lambda one: one.on))


def test_a_minus_at_the_end_is_lacking_too() -> None:
    refused = [{"kind": "toeslag_decided", "toeslag": one, "on": "2026-03-02", "granted": False}
               for one in ("huurtoeslag", "zorgtoeslag")]  # fmt: skip
    gap = lacking(trying("den-haag", *refused).plan(), TODAY)
    assert [(one.on, one.kind) for one in gap][-1] == (date(2026, 8, 10), NOT_RECOVERED)
