"""What may be decided to bridge a gap: every fault at once, and nobody pays back what he lives on."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.schedule.bridging.decision import Wanted, Weighed, weighed
from services.schedule.bridging.gap import measured
from services.schedule.bridging.legal_basis import CARRIES, LegalBasis
from services.schedule.bridging.trying import Trying
from services.schedule.households.contents import BridgingDecided, Instrument, Repayment
from services.schedule.households.contents.means import RepayMode
from services.schedule.planning.case import Account
from tests.schedule.bridging.gaps import NO_LOAN, NO_MINSTAND, TODAY, decided, households, trying
from tests.schedule.planning.strategies import FAST

NEVER = Repayment(mode=RepayMode.NONE)


def wanted(instrument: Instrument, amount: int, on: date | None = None, **other: Any) -> Wanted:
    values = {"to": Account.BUDGET, "repay": None, "basis": CARRIES[instrument][0], "beyond_policy": False}
    return Wanted(instrument, amount, on, **(values | other))


def faults(household: Trying, decision: Wanted, today: date = TODAY) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        weighed(household, decision, today)
    return [(fault.where, fault.what) for fault in refusal.value.faults]


def test_a_minstand_within_the_policy_takes_one_person() -> None:
    decision = wanted(Instrument.MINSTAND, 75400)
    assert weighed(trying("den-haag", NO_MINSTAND), decision, TODAY) == Weighed(
        (BridgingDecided(instrument=Instrument.MINSTAND, decided_on=TODAY, amount=75400),), needs_second=False
    )


def test_what_is_more_than_the_policy_has_is_said_and_takes_two() -> None:
    household = trying("den-haag", NO_MINSTAND)
    assert faults(household, wanted(Instrument.MINSTAND, 140100)) == [
        ("amount", "with this there is €1,401.00, and the policy has €1,400.00")
    ]
    assert weighed(household, wanted(Instrument.MINSTAND, 140100, beyond_policy=True), TODAY).needs_second
    assert not weighed(household, wanted(Instrument.MINSTAND, 140000, beyond_policy=True), TODAY).needs_second


def test_a_loan_takes_two_however_small() -> None:
    repay = Repayment(mode=RepayMode.INSTALMENTS, count=36, from_payout=3)
    assert weighed(trying("dongemond", NO_LOAN), wanted(Instrument.LOAN, 75400, TODAY, repay=repay), TODAY).needs_second


def test_a_minstand_that_is_a_loan_in_law_takes_two() -> None:
    household = trying("den-haag", NO_MINSTAND)
    assert weighed(household, wanted(Instrument.MINSTAND, 75400, basis=LegalBasis.ARTICLE_48), TODAY).needs_second


def test_to_refuse_what_the_policy_foresees_takes_one() -> None:
    assert not weighed(trying("dongemond"), wanted(Instrument.LOAN, 0, TODAY, repay=NEVER), TODAY).needs_second


def test_every_fault_is_named_at_once() -> None:
    decision = wanted(Instrument.ADVANCE, 60000, date(2026, 2, 6), basis=LegalBasis.ARTICLE_35, to=Account.CLIENT)
    assert faults(trying("capelle"), decision) == [
        ("legalBasis", "does not carry this instrument, advance"),
        ("on", "2026-02-06 is over"),
        ("amount", "with this there is €600.00, and the policy has €0.00"),
        ("repay", "paying back leaves €433.07 less than must be left to live on from 2026-02-27"),
    ]


@pytest.mark.parametrize(
    ("decision", "where"),
    [
        (wanted(Instrument.GRANT, 100), "on"),
        (wanted(Instrument.MINSTAND, 100, TODAY), "on"),
        (wanted(Instrument.LOAN, 100, TODAY), "repay"),
        (wanted(Instrument.GRANT, 100, TODAY, repay=NEVER), "repay"),
    ],
)
def test_what_does_not_fit_the_instrument_is_refused(decision: Wanted, where: str) -> None:
    assert [place for place, _ in faults(trying("den-haag"), decision)] == [where]


def test_under_inhouding_nothing_can_be_below_zero() -> None:
    assert ("instrument", "under inhouding there is no account that could be below zero") in faults(
        trying("capelle"), wanted(Instrument.MINSTAND, 100)
    )


@pytest.mark.parametrize("on", [date(2026, 8, 8), date(2026, 12, 1)])
def test_nothing_arrives_after_the_end(on: date) -> None:
    assert ("on", f"{on} is after the last day of the relief, 2026-08-07") in faults(
        trying("statutory"), wanted(Instrument.GRANT, 100, on, beyond_policy=True)
    )


def test_after_the_end_nothing_is_decided() -> None:
    found = faults(trying("den-haag"), wanted(Instrument.MINSTAND, 100), date(2026, 8, 10))
    assert found == [("on", "the relief ended on 2026-08-07")]


def test_of_one_kind_one_sum_arrives_a_day() -> None:
    household = trying("zuidplas", decided("grant", 10000, "2026-02-12"))
    assert faults(household, wanted(Instrument.GRANT, 5000, date(2026, 2, 12))) == [
        ("on", "a grant that arrives on 2026-02-12 is decided already")
    ]


def test_a_loan_that_is_paid_back_from_what_is_lived_on_is_refused_month_by_month() -> None:
    repay = Repayment(mode=RepayMode.INSTALMENTS, count=2, from_payout=2)
    decision = wanted(Instrument.LOAN, 43200, date(2026, 2, 27), to=Account.CLIENT, repay=repay, beyond_policy=True)
    assert faults(trying("capelle"), decision) == [
        ("repay", "paying back leaves €188.58 less than must be left to live on from 2026-03-31")
    ]


def test_the_same_loan_paid_back_from_the_first_toeslagen_is_not() -> None:
    decision = wanted(
        Instrument.LOAN,
        43200,
        date(2026, 2, 27),
        to=Account.CLIENT,
        repay=Repayment(mode=RepayMode.ON_FIRST_TOESLAGEN),
        beyond_policy=True,
    )
    assert weighed(trying("capelle"), decision, TODAY).needs_second


@st.composite
def loans(draw: st.DrawFn) -> Wanted:
    """Loans and advances of any sum, to either account, repaid in any way."""
    instrument = draw(st.sampled_from([Instrument.LOAN, Instrument.ADVANCE]))
    repay = None
    if instrument is Instrument.LOAN:
        number, first = draw(st.integers(1, 6)), draw(st.integers(1, 6))
        instalments = Repayment(mode=RepayMode.INSTALMENTS, count=number, from_payout=first)
        repay = draw(st.sampled_from([instalments, Repayment(mode=RepayMode.ON_FIRST_TOESLAGEN), NEVER]))
    on = draw(st.dates(TODAY, date(2026, 7, 31)))
    amount = draw(st.integers(1, 200_000))
    return wanted(instrument, amount, on, to=draw(st.sampled_from(list(Account))), repay=repay, beyond_policy=True)


@FAST
@given(households(("den-haag", "capelle", "zuidplas", "dongemond")), loans())
def test_a_repayment_that_was_decided_never_takes_the_rest_below_the_floor(household: Trying, loan: Wanted) -> None:
    """Where nothing is refused, every month leaves the floor, or no less than if the money were never paid back."""
    try:
        facts = weighed(household, loan, TODAY).facts
    except InvalidInput:
        return
    never = facts[-1].model_copy(update={"instrument": Instrument.LOAN, "repay": NEVER})
    made, given_away = household.plan(*facts), household.plan(*facts[:-1], never)
    for (window, left), (_, kept) in zip(measured(made), measured(given_away), strict=True):
        assert left.rest >= min(window.must_leave or 0, kept.rest)
