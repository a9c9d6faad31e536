"""What closes a gap: the smallest whole-euro amount of each instrument of the policy, found with the planner itself."""

from datetime import date

import pytest
from hypothesis import assume, given

from services.schedule.bridging.gap import lacking
from services.schedule.bridging.proposal import Bill, Means, Proposal
from services.schedule.bridging.proposals import proposals
from services.schedule.bridging.saying import articles, sentence
from services.schedule.bridging.trying import Trying
from services.schedule.households.contents import BridgingDecided, Instrument
from services.schedule.planning.case import Account
from tests.schedule.bridging.gaps import NO_GRANT, NO_LOAN, NO_MINSTAND, TODAY, decided, households, trying
from tests.schedule.planning.strategies import FAST


def of(household: Trying, today: date = TODAY) -> dict[Means, Proposal]:
    return {one.means: one for one in proposals(household, today).items}


def test_without_a_gap_nothing_is_proposed() -> None:
    found = proposals(trying("den-haag"), TODAY)
    assert (found.needed_on, found.gap, found.items) == (None, (), ())


def test_each_instrument_of_the_policy_is_proposed_in_its_order() -> None:
    found = proposals(trying("statutory", NO_MINSTAND), TODAY)
    assert found.needed_on == date(2026, 2, 10)
    assert [(one.means, one.amount, one.on, one.account) for one in found.items] == [
        (Means.MINSTAND, 75400, date(2026, 2, 10), None),
        (Means.GRANT, 75400, date(2026, 2, 10), Account.BUDGET),
    ]


def test_the_rests_are_those_of_the_plan_with_it() -> None:
    one = of(trying("den-haag", NO_MINSTAND))[Means.MINSTAND]
    assert [rest.rest for rest in one.rests] == [30000, *[40000] * 6]
    assert (one.open_at_end, one.remains) == (0, ())


def test_a_loan_says_what_is_still_owed_at_the_end() -> None:
    one = of(trying("dongemond", NO_LOAN))[Means.LOAN]
    assert one.repay is not None
    assert (one.amount, one.repay.count, one.open_at_end) == (75400, 36, 67024)


def test_what_the_policy_foresees_and_what_would_be_more_is_told() -> None:
    """Den Haag has one and a half months of costs, € 1,400, of minstand; a dearer household needs more."""
    assert of(trying("den-haag", NO_MINSTAND))[Means.MINSTAND].foreseen == 140000
    grant = of(trying("statutory", NO_MINSTAND))[Means.GRANT]
    assert (grant.foreseen, grant.beyond_policy) == (0, True)


def test_of_what_is_lived_on_the_money_comes_to_the_client_where_only_that_helps() -> None:
    """Zuidplas pays grants to the pot, from which the client's own water bill cannot be paid."""
    one = of(trying("zuidplas", NO_GRANT))[Means.GRANT]
    assert (one.account, one.amount, one.on) == (Account.CLIENT, 45400, date(2026, 2, 27))


def test_suppliers_who_wait_may_not_be_enough() -> None:
    one = of(trying("edam-volendam", NO_GRANT, NO_LOAN))[Means.DEFERRAL]
    assert one.amount is None
    assert one.bills == (Bill("health_premium", 2026 * 12 + 2, date(2026, 3, 1), 15900),)
    assert [(short.on, short.amount) for short in one.remains] == [(date(2026, 2, 27), 29407)]


def test_as_few_bills_as_are_enough_wait_until_the_first_toeslagen() -> None:
    """A grant of € 310 leaves € 143.07 short, less than the premium of March."""
    one = of(trying("edam-volendam", decided("grant", 31000, "2026-02-09"), NO_LOAN))[Means.DEFERRAL]
    assert (one.amount, one.until, len(one.bills)) == (15900, date(2026, 5, 20), 1)


def test_what_has_come_already_is_not_undone_by_a_decision_on_more() -> None:
    """Capelle's grant of one rent came on 9 February; what is short is proposed on top of it."""
    household = trying("capelle")
    one = of(household)[Means.GRANT]
    assert (one.amount, one.foreseen, one.beyond_policy) == (43200, 62000, True)


def test_after_the_relief_nothing_is_proposed() -> None:
    refused = [{"kind": "toeslag_decided", "toeslag": one, "on": "2026-03-02", "granted": False}
               for one in ("huurtoeslag", "zorgtoeslag")]  # fmt: skip
    assert proposals(trying("den-haag", *refused), date(2026, 8, 8)).items == ()


def test_money_comes_before_the_relief_ends_for_a_minus_at_its_end() -> None:
    refused = [{"kind": "toeslag_decided", "toeslag": one, "on": "2026-03-02", "granted": False}
               for one in ("huurtoeslag", "zorgtoeslag")]  # fmt: skip
    minstand = decided("minstand", 500_000)
    found = proposals(trying("statutory", minstand, NO_GRANT, *refused), TODAY)
    (grant,) = [one for one in found.items if one.means is Means.GRANT]
    assert [str(one.kind) for one in found.gap] == ["not_recovered_at_end"]
    assert grant.on == date(2026, 8, 7)
    assert grant.amount is not None
    assert 0 <= grant.amount - found.gap[0].amount < 100


@FAST
@given(households(("den-haag", "statutory", "dongemond", "zuidplas", "capelle")))
def test_the_amount_closes_the_gap_and_a_euro_less_does_not(household: Trying) -> None:
    found = proposals(household, TODAY)
    assume(found.items)
    for one in found.items:
        if one.amount and one.means is not Means.DEFERRAL:
            assert lacking(household.plan(as_fact(one, one.amount)), TODAY) == ()
            assert lacking(household.plan(as_fact(one, one.amount - 100)), TODAY) != ()


def as_fact(one: Proposal, amount: int) -> BridgingDecided:
    if one.account is None:
        return BridgingDecided(instrument=Instrument(one.means), decided_on=TODAY, amount=amount)
    return BridgingDecided(
        instrument=Instrument(one.means), decided_on=TODAY, on=one.on, to=one.account, repay=one.repay, amount=amount
    )


@pytest.mark.parametrize(
    ("policy", "facts", "means", "said"),
    [
        (
            "den-haag", [NO_MINSTAND], Means.MINSTAND,
            "If the budget account may stand €754.00 below zero from Tuesday 10 February 2026 at the latest, the gap "
            "is closed; at the end nothing is owed.",
        ),
        (
            "dongemond", [NO_LOAN], Means.LOAN,
            "With a loan of €754.00 on Tuesday 10 February 2026 the gap is closed; it goes back in 36 instalments; at "
            "the end €670.24 is owed.",
        ),
        (
            "edam-volendam", [NO_GRANT, NO_LOAN], Means.DEFERRAL,
            "With suppliers who wait alone the gap is not closed: from Friday 27 February 2026 there is €294.07 too "
            "little to live on.",
        ),
    ],
)  # fmt: skip
def test_a_case_manager_can_say_it(policy: str, facts: list[dict[str, object]], means: Means, said: str) -> None:
    assert sentence(of(trying(policy, *facts))[means]).en == said


def test_each_instrument_names_the_articles_that_carry_it() -> None:
    assert articles(Means.GRANT) == ["Participatiewet art. 35"]
    assert articles(Means.MINSTAND) == ["Participatiewet art. 56a", "Participatiewet art. 48"]
    assert articles(Means.DEFERRAL) == []
