"""Rules 9 and 11: bridging money that arrives, and what goes back out of payouts and out of the first toeslagen.

Payouts of these households: 998.57 on 27 February, then 1331.42 on 31 March, 30 April and 29 May, 1594.22 on 30 June
and 1351.33 on 31 July 2026.
"""

from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.plan import Plan
from tests.schedule.planning.builders import (
    ON_FIRST_TOESLAGEN,
    Raw,
    a_case,
    a_debt,
    a_grant,
    a_loan,
    a_minstand,
    a_toeslag,
    an_advance,
    entries,
    instalments,
    planned,
)


def bridged(*bridging: Raw, debts: tuple[Raw, ...] = (), **case: object) -> Plan:
    return planned(a_case(bridging=bridging, debts=debts) | case)


class TestArrival:
    def test_money_comes_on_the_first_bank_day_on_or_after_its_day(self) -> None:
        """The 3rd of April is Good Friday."""
        assert entries(bridged(a_grant(50000, on="2026-04-03")), "grant") == [("2026-04-07", 50000)]

    def test_without_a_day_it_comes_when_the_right_starts(self) -> None:
        """On 8 February, a Sunday."""
        assert entries(bridged(a_grant(50000)), "grant") == [("2026-02-09", 50000)]

    def test_it_may_come_before_the_right_starts(self) -> None:
        assert entries(bridged(a_grant(50000, on="2026-02-05")), "grant") == [("2026-02-05", 50000)]

    def test_living_money_goes_to_the_client(self) -> None:
        made = bridged(a_grant(50000, to="client"))
        assert entries(made, "grant", "client") == [("2026-02-09", 50000)]
        assert entries(made, "grant", "budget") == []

    def test_what_would_arrive_after_the_relief_does_not_come_and_is_no_loan(self) -> None:
        """Relief ends on 7 August; for a Saturday, the 6th of June, Monday the 8th counts."""
        made = bridged(a_loan(50000, on="2026-08-08"), an_advance(50000, on="2026-08-10"))
        assert made.closing.open_loans == 0
        assert [one.kind for one in made.entries if one.kind in ("loan", "advance")] == []
        short = planned(a_case(bridging=[a_loan(50000, on="2026-06-06")], ends_on="2026-06-07"))
        assert short.closing.open_loans == 0

    def test_on_the_last_day_of_relief_it_still_comes(self) -> None:
        assert entries(bridged(a_grant(50000, on="2026-08-07")), "grant") == [("2026-08-07", 50000)]

    def test_the_caps_of_minstand_add_up_and_none_is_nought(self) -> None:
        assert minstand_cap(bridged(a_minstand(100000), a_minstand(50000)).case) == 150000
        assert minstand_cap(bridged().case) == 0


class TestTheAdvance:
    def test_it_is_set_off_whole_from_the_next_payout(self) -> None:
        made = bridged(an_advance(95000, on="2026-02-16"))
        assert entries(made, "advance_setoff") == [("2026-02-27", -95000)]
        assert made.closing.open_loans == 0

    def test_one_larger_than_a_payout_takes_the_whole_of_it_and_waits_for_the_next(self) -> None:
        """1500.00: 998.57 of February's, then 501.43."""
        made = bridged(an_advance(150000, on="2026-02-16"))
        assert entries(made, "advance_setoff") == [("2026-02-27", -99857), ("2026-03-31", -50143)]

    def test_a_payout_on_the_day_it_arrives_is_spared(self) -> None:
        assert entries(bridged(an_advance(50000, on="2026-02-27")), "advance_setoff") == [("2026-03-31", -50000)]

    def test_one_to_the_client_is_set_off_from_the_payout_all_the_same(self) -> None:
        made = bridged(an_advance(50000, to="client"))
        assert entries(made, "advance_setoff", "budget") == [("2026-02-27", -50000)]
        assert entries(made, "advance_setoff", "client") == []

    def test_what_no_payout_set_off_stays_open(self) -> None:
        """After the last payout of 31 July."""
        assert bridged(an_advance(50000, on="2026-08-03")).closing.open_loans == 50000


class TestALoanInInstalments:
    def test_it_begins_with_the_payout_that_was_agreed(self) -> None:
        """1000.00 in three from the second payout: 333.33, 333.33 and all that is left."""
        made = bridged(a_loan(100000, instalments(3, from_payout=2)))
        assert entries(made, "loan_repayment") == [
            ("2026-03-31", -33333),
            ("2026-04-30", -33333),
            ("2026-05-29", -33334),
        ]

    def test_instalments_rounded_up_leave_less_for_the_last(self) -> None:
        """200.00 in three is 66.67."""
        made = bridged(a_loan(20000, instalments(3)))
        assert [amount for _, amount in entries(made, "loan_repayment")] == [-6667, -6667, -6666]

    def test_a_payout_that_cannot_bear_it_leaves_it_to_the_last_and_those_after(self) -> None:
        """Two instalments of 600.00 from the first payout, but February pays 100.00: the second takes the 1100.00."""
        made = planned(a_case(bridging=[a_loan(120000, instalments(2))], actual=[("2026-02", 10000)]))
        assert entries(made, "loan_repayment") == [("2026-02-27", -10000), ("2026-03-31", -110000)]

    def test_one_that_arrives_late_has_its_last_on_the_same_number(self) -> None:
        """Two from the first payout, arrived on the day of the second: the third payout, past the last, clears it."""
        made = bridged(a_loan(50000, instalments(2), on="2026-03-31"))
        assert entries(made, "loan_repayment") == [("2026-04-30", -50000)]

    def test_instalments_beyond_the_plan_stay_open(self) -> None:
        """36 instalments of 27.78 from the third payout: the plan knows four."""
        made = bridged(a_loan(100000, instalments(36, from_payout=3)))
        assert [amount for _, amount in entries(made, "loan_repayment")] == [-2778] * 4
        assert made.closing.open_loans == 100000 - 4 * 2778

    def test_one_to_the_client_is_repaid_from_the_payouts(self) -> None:
        made = bridged(a_loan(20000, instalments(1), to="client"))
        assert entries(made, "loan_repayment", "budget") == [("2026-02-27", -20000)]


class TestALoanOnTheFirstToeslagen:
    def test_it_goes_back_whole_from_the_account_that_got_them(self) -> None:
        made = bridged(a_loan(80000, ON_FIRST_TOESLAGEN), toeslagen=[a_toeslag(to="client")])
        assert entries(made, "loan_repayment", "client") == [("2026-04-20", -80000)]
        assert entries(made, "loan_repayment", "budget") == []
        assert made.closing.open_loans == 0

    def test_of_two_accounts_on_that_day_the_budget_account_comes_first(self) -> None:
        toeslagen = [a_toeslag(to="client"), a_toeslag(12900, to="budget", kind="zorgtoeslag")]
        made = bridged(a_loan(80000, ON_FIRST_TOESLAGEN), toeslagen=toeslagen)
        assert entries(made, "loan_repayment", "budget") == [("2026-04-20", -80000)]

    def test_an_earlier_toeslag_on_the_other_account_decides(self) -> None:
        toeslagen = [a_toeslag(to="budget"), a_toeslag(12900, "2026-03-10", to="client", kind="zorgtoeslag")]
        made = bridged(a_loan(80000, ON_FIRST_TOESLAGEN), toeslagen=toeslagen)
        assert entries(made, "loan_repayment", "client") == [("2026-03-20", -80000)]

    def test_one_that_arrives_later_goes_back_on_the_day_it_arrives(self) -> None:
        made = bridged(a_loan(80000, ON_FIRST_TOESLAGEN, on="2026-06-06"), toeslagen=[a_toeslag()])
        assert entries(made, "loan") == [("2026-06-08", 80000)]
        assert entries(made, "loan_repayment") == [("2026-06-08", -80000)]

    def test_several_go_back_each_in_its_own_time(self) -> None:
        loans = [a_loan(80000, ON_FIRST_TOESLAGEN), a_loan(30000, ON_FIRST_TOESLAGEN, on="2026-05-05")]
        made = bridged(*loans, toeslagen=[a_toeslag()])
        assert entries(made, "loan_repayment") == [("2026-04-20", -80000), ("2026-05-05", -30000)]

    def test_without_toeslagen_it_stays_open(self) -> None:
        made = bridged(a_loan(80000, ON_FIRST_TOESLAGEN), toeslagen=[a_toeslag(decided="2026-09-01")])
        assert made.closing.open_loans == 80000


def test_a_loan_that_the_plan_does_not_repay_stays_open() -> None:
    made = bridged(a_loan(80000))
    assert entries(made, "loan_repayment") == []
    assert made.closing.open_loans == 80000


class TestDebts:
    def test_a_debt_is_repaid_from_its_day_on_until_nothing_is_open(self) -> None:
        made = bridged(debts=(a_debt(25000, 10000, since="2026-03-31"),))
        assert entries(made, "furnishing_credit") == [
            ("2026-03-31", -10000),
            ("2026-04-30", -10000),
            ("2026-05-29", -5000),
        ]
        assert made.closing.open_debts == 0

    def test_what_is_not_repaid_by_the_end_stays_open(self) -> None:
        made = bridged(debts=(a_debt(100000, 10000),))
        assert made.closing.open_debts == 40000  # six payouts


class TestTheOrder:
    def test_advances_come_before_loans_and_loans_before_debts(self) -> None:
        """Of 998.57 the advance takes 900.00, the loan 98.57 of its 250.00, and the debt gets nothing."""
        made = bridged(a_loan(50000, instalments(2)), an_advance(90000), debts=(a_debt(30000, 10000),))
        assert entries(made, "advance_setoff")[0] == ("2026-02-27", -90000)
        assert entries(made, "loan_repayment") == [("2026-02-27", -9857), ("2026-03-31", -40143)]
        assert entries(made, "furnishing_credit")[0] == ("2026-03-31", -10000)

    def test_loans_among_themselves_come_as_they_are_listed(self) -> None:
        """998.57: the first loan's 600.00 whole, 398.57 for the second."""
        made = bridged(a_loan(60000, instalments(1)), a_loan(60000, instalments(1)))
        assert sorted(entries(made, "loan_repayment")) == [
            ("2026-02-27", -60000),
            ("2026-02-27", -39857),
            ("2026-03-31", -20143),
        ]

    def test_debts_among_themselves_come_as_they_are_listed(self) -> None:
        debts = (a_debt(90000, 90000, kind="fine"), a_debt(90000, 90000))
        made = bridged(debts=debts)
        assert entries(made, "fine") == [("2026-02-27", -90000)]
        assert entries(made, "furnishing_credit") == [("2026-02-27", -9857), ("2026-03-31", -80143)]
