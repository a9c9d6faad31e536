"""What would be owed at the end is decided before it: a task with a named day, and the decision that ends it."""

from datetime import date

import pytest

from services.errors import InvalidInput
from services.schedule.bridging.decision import weighed
from services.schedule.bridging.owed import Owed, undecided_at_end
from services.schedule.bridging.trying import Trying
from services.schedule.households.contents import Instrument, Repayment
from services.schedule.households.contents.means import RepayMode
from services.schedule.households.tasks import Task, TaskKind, tasks_for
from tests.schedule.bridging.gaps import NO_GRANT, NO_LOAN, decided, trying
from tests.schedule.bridging.test_decision import wanted
from tests.schedule.households.builders import B12, PAPERS, Raw, a_dossier, a_plan

REFUSED: list[Raw] = [
    {"kind": "toeslag_decided", "toeslag": one, "on": "2026-03-02", "granted": False}
    for one in ("huurtoeslag", "zorgtoeslag")
]
"""Without toeslagen the account of the single adult ends below zero."""
IN_JUNE = date(2026, 6, 1)


def owed(household: Trying) -> list[Owed]:
    return undecided_at_end(household.dossier, household.plan(), household.policy)


def owed_tasks(policy: str, *facts: Raw) -> list[Task]:
    papers = (*PAPERS, B12, *facts)
    tasks = tasks_for(a_dossier(*papers), a_plan(*papers, policy=policy), (), date(2026, 1, 5))
    return [one for one in tasks if one.kind is TaskKind.OWED_AT_END]


def test_a_minus_that_remains_is_asked_about_eight_weeks_before_the_end() -> None:
    minus = -trying("den-haag", *REFUSED).plan().closing.budget
    assert minus > 0
    assert owed_tasks("den-haag", *REFUSED) == [
        Task(TaskKind.OWED_AT_END, "minstand", date(2026, 6, 12), done=False, amount=minus)
    ]


def test_where_nothing_is_owed_nobody_is_asked() -> None:
    assert owed_tasks("den-haag") == []


def test_a_grant_that_only_the_policy_foresees_for_the_minus_is_still_to_be_decided() -> None:
    household = trying("statutory", *REFUSED)
    assert household.plan().closing.budget == 0
    (one,) = owed(household)
    assert one.instrument is Instrument.MINSTAND
    given = weighed(household, wanted(Instrument.GRANT, one.amount, date(2026, 8, 7)), IN_JUNE)
    assert not given.needs_second
    assert (
        undecided_at_end(household.dossier.assuming(given.facts), household.plan(*given.facts), household.policy) == []
    )


@pytest.mark.parametrize("instrument", [Instrument.GRANT, Instrument.LOAN])
def test_the_minus_becomes_a_grant_or_a_loan_by_a_decision_before_the_end(instrument: Instrument) -> None:
    household = trying("den-haag", *REFUSED)
    (one,) = owed(household)
    repay = None
    if instrument is Instrument.LOAN:
        repay = Repayment(mode=RepayMode.INSTALMENTS, count=36, from_payout=7)
    decision = wanted(instrument, one.amount, date(2026, 8, 3), repay=repay, beyond_policy=True)
    found = weighed(household, decision, IN_JUNE)
    assert found.needs_second
    after = household.plan(*found.facts)
    assert after.closing.budget == 0
    assert undecided_at_end(household.dossier.assuming(found.facts), after, household.policy) == []


def test_after_the_end_it_is_too_late_to_decide() -> None:
    decision = wanted(Instrument.GRANT, 10000, date(2026, 8, 10), beyond_policy=True)
    with pytest.raises(InvalidInput, match="the relief ended on 2026-08-07"):
        weighed(trying("den-haag", *REFUSED), decision, date(2026, 8, 10))


def test_a_loan_that_nobody_decided_on_or_that_nothing_repays_is_asked_about() -> None:
    foreseen = trying("dongemond")
    assert owed(foreseen) == [Owed(Instrument.LOAN, foreseen.plan().closing.open_loans)]
    never = trying("dongemond", decided("loan", 75400, "2026-02-20", repay={"mode": "none"}))
    assert owed(never) == [Owed(Instrument.LOAN, 75400)]
    goes_on = {"mode": "instalments", "count": 36, "fromPayout": 3}
    assert owed(trying("dongemond", decided("loan", 75400, "2026-02-20", repay=goes_on))) == []


def test_toeslagen_that_never_came_leave_their_loan_open() -> None:
    loan = decided("loan", 75400, "2026-02-20", repay={"mode": "on_first_toeslagen"})
    found = owed(trying("edam-volendam", NO_GRANT, loan, *REFUSED))
    assert found == [Owed(Instrument.LOAN, 75400)]


def test_how_a_loan_that_came_goes_back_is_decided_anew_before_the_end() -> None:
    loan = decided("loan", 75400, "2026-02-20", repay={"mode": "none"})
    household = trying("dongemond", loan)
    repay = Repayment(mode=RepayMode.INSTALMENTS, count=36, from_payout=6)
    found = weighed(household, wanted(Instrument.LOAN, 75400, date(2026, 2, 20), repay=repay), IN_JUNE)
    assert found.needs_second
    after = household.plan(*found.facts)
    assert undecided_at_end(household.dossier.assuming(found.facts), after, household.policy) == []


def test_what_went_back_already_is_not_decided_away() -> None:
    goes_on = {"mode": "instalments", "count": 36, "fromPayout": 3}
    household = trying("dongemond", decided("loan", 72000, "2026-02-20", repay=goes_on))
    repay = Repayment(mode=RepayMode.INSTALMENTS, count=2, from_payout=6)
    with pytest.raises(InvalidInput, match=r"€20\.00 of this loan went back already"):
        weighed(household, wanted(Instrument.LOAN, 72000, date(2026, 2, 20), repay=repay), date(2026, 5, 20))


def test_another_sum_of_a_day_that_is_over_is_no_such_loan() -> None:
    loan = decided("loan", 75400, "2026-02-20", repay={"mode": "none"})
    repay = Repayment(mode=RepayMode.NONE)
    with pytest.raises(InvalidInput, match="2026-02-20 is over"):
        weighed(
            trying("dongemond", loan, NO_LOAN), wanted(Instrument.LOAN, 50000, date(2026, 2, 20), repay=repay), IN_JUNE
        )
