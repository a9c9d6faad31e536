"""What was lent and is given after all: nothing goes back from that day on, and a grant stands in its place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.schedule.bridging.decision import Wanted, weighed
from services.schedule.bridging.legal_basis import LegalBasis
from services.schedule.bridging.owed import undecided_at_end
from services.schedule.bridging.trying import Trying
from services.schedule.households.contents import Instrument, Repayment
from services.schedule.households.contents.means import RepayMode
from services.schedule.norms import norm_book
from services.schedule.planning.case import Account
from services.schedule.planning.case_document import case_document, written_case
from services.schedule.planning.explanation import explain
from services.schedule.wanted.income import Happening, expectations
from tests.schedule.bridging.gaps import NO_MINSTAND, decided, trying
from tests.schedule.bridging.test_decision import wanted
from tests.schedule.planning.strategies import FAST

INSTALMENTS = {"mode": "instalments", "count": 36, "fromPayout": 3}
THIRTY_SIX = Repayment(mode=RepayMode.INSTALMENTS, count=36, from_payout=3)
LENT_ON, GIVEN_ON, TODAY = date(2026, 2, 20), date(2026, 7, 15), date(2026, 6, 20)


def lent(**other: Any) -> Trying:
    """€ 720 that goes back in parts of € 20 from the payout of 30 April on; two went back by 15 June."""
    return trying("dongemond", decided("loan", 72000, "2026-02-20", repay=INSTALMENTS, **other))


def gift(**other: Any) -> Wanted:
    values: dict[str, Any] = {"repay": THIRTY_SIX, "basis": LegalBasis.ARTICLE_35, "given_on": GIVEN_ON}
    return wanted(Instrument.LOAN, 72000, LENT_ON, **(values | other))


def faults(decision: Wanted, household: Trying | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        weighed(household or lent(), decision, TODAY)
    return [(fault.where, fault.what) for fault in refusal.value.faults]


def test_nothing_goes_back_any_more_and_what_went_back_stays() -> None:
    before, after = lent().plan(), lent(givenOn="2026-07-15").plan()
    assert (before.closing.open_loans, after.closing.open_loans) == (64000, 0)
    back = [(str(entry.on), entry.amount) for entry in after.entries if entry.kind == "loan_repayment"]
    assert back == [("2026-04-30", -2000), ("2026-05-29", -2000), ("2026-06-30", -2000)]


def test_in_the_ledger_a_grant_of_that_day_pays_back_what_is_open() -> None:
    found = [one for one in expectations(lent(givenOn="2026-07-15").plan()) if one.on == GIVEN_ON]
    assert [(one.subject, one.happening, one.amount) for one in found] == [
        ("given/2026-07", Happening.GRANT, 66000),
        ("given_back/2026-07", Happening.REPAYMENT, 66000),
    ]


def test_what_came_to_the_clients_own_account_is_in_no_book_of_ours() -> None:
    household = trying("zuidplas", decided("advance", 20000, "2026-02-27", to="client", givenOn="2026-02-27"))
    made = household.plan()
    assert made.closing.open_loans == 0
    assert not [entry for entry in made.entries if entry.kind == "advance_setoff"]
    assert not [one for one in expectations(made) if one.subject.startswith("given")]


def test_the_case_is_kept_with_it_and_that_of_all_others_as_before() -> None:
    with_it, without = lent(givenOn="2026-07-15").plan().case, lent().plan().case
    assert written_case(case_document(with_it)) == with_it
    assert "givenOn" not in str(case_document(without))


def test_why_nothing_is_open_adds_up_to_the_cent() -> None:
    explained = explain(lent(givenOn="2026-07-15").plan(), "/closing/openLoans", norm_book())
    parts = [one.value for one in explained.inputs if one.is_part]
    assert (len(parts) > 1, sum(int(part) for part in parts)) == (True, 0)
    assert explained.figure == 0


def test_it_takes_two_people_and_nobody_is_asked_about_it_any_more() -> None:
    household = trying("dongemond", decided("loan", 72000, "2026-02-20", repay={"mode": "none"}))
    found = weighed(household, gift(repay=Repayment(mode=RepayMode.NONE)), TODAY)
    assert found.needs_second
    after = household.plan(*found.facts)
    assert undecided_at_end(household.dossier.assuming(found.facts), after, household.policy) == []


def test_what_is_given_was_lent_and_is_given_on_art_35_before_the_end() -> None:
    assert faults(gift(basis=LegalBasis.ARTICLE_48)) == [("legalBasis", "does not carry this instrument, loan")]
    assert faults(gift(given_on=date(2026, 8, 8))) == [
        ("givenOn", "2026-08-08 is after the last day of the relief, 2026-08-07")
    ]
    assert faults(gift(given_on=date(2026, 6, 1))) == [("givenOn", "2026-06-01 is over")]
    another_sum = wanted(
        Instrument.LOAN, 50000, LENT_ON, repay=THIRTY_SIX, basis=LegalBasis.ARTICLE_35, given_on=GIVEN_ON
    )
    assert ("givenOn", "nothing like this was lent") in faults(another_sum)
    assert ("givenOn", "nothing like this was lent") in faults(
        wanted(Instrument.GRANT, 50000, date(2026, 7, 1), given_on=GIVEN_ON), trying("den-haag", NO_MINSTAND)
    )


@FAST
@given(st.integers(1, 200_000), st.integers(1, 8), st.integers(1, 6), st.dates(date(2026, 2, 23), date(2026, 8, 7)))
def test_what_came_is_what_went_back_and_what_was_given(amount: int, count: int, first: int, day: date) -> None:
    repay = {"mode": "instalments", "count": count, "fromPayout": first}
    loan = decided("loan", amount, "2026-02-20", repay=repay, givenOn=str(day))
    made = trying("dongemond", loan).plan()
    income = expectations(made)
    came = sum(one.amount for one in income if one.happening is Happening.LOAN)
    back = sum(one.amount for one in income if one.happening is Happening.REPAYMENT)
    gave = sum(one.amount for one in income if one.happening is Happening.GRANT)
    assert came == back == amount
    went_back = -sum(entry.amount for entry in made.entries if entry.kind == "loan_repayment")
    assert gave == amount - went_back
    assert sum(entry.amount for entry in made.entries if entry.account is Account.BUDGET) == made.closing.budget
