"""Rule 9: what comes in on the sub-account and goes out of it, the minstand, and what is left at the end.

The relief of these households ends on Friday 7 August 2026; it is settled on Monday the 10th.
"""

from tests.schedule.planning.builders import (
    a_case,
    a_cost,
    a_flow,
    a_grant,
    a_minstand,
    a_toeslag,
    entries,
    monthly,
    planned,
    shortfalls,
)

BENEFIT = 99857 + 3 * 133142 + 159422 + 135133
"""All payouts of the relief together."""


def test_at_the_end_what_is_left_goes_to_the_client() -> None:
    made = planned(a_case(costs=[a_cost()], periods=[monthly(40000)]))
    left = BENEFIT - 6 * 62000 - 6 * 40000 - 30000  # six rents, six times leefgeld, one advance
    assert entries(made, "settlement", "client") == [("2026-08-10", left)]
    assert entries(made, "settlement", "budget") == [("2026-08-10", -left)]
    assert (made.closing.settlement, made.closing.budget) == (left, 0)


def test_money_that_comes_on_the_day_of_settlement_is_settled_too() -> None:
    made = planned(a_case(flows=[a_flow("2026-08-10", 5000)]))
    assert made.closing.settlement == BENEFIT + 5000


def test_the_settlement_waits_for_a_bank_day() -> None:
    """Relief up to and including Thursday 2 April 2026: Good Friday and the weekend of Easter come between."""
    made = planned(a_case(ends_on="2026-04-02"))
    assert made.settles_on.isoformat() == "2026-04-07"


def test_nothing_left_is_no_settlement() -> None:
    made = planned(a_case(flows=[a_flow("2026-08-07", -BENEFIT)]))
    assert entries(made, "settlement") == []
    assert shortfalls(made) == []


def test_a_balance_below_zero_stays_and_is_said() -> None:
    """Allowed as it is by the minstand, it has to be recovered by the end."""
    made = planned(a_case(flows=[a_flow("2026-08-07", -BENEFIT - 700)], bridging=[a_minstand(100000)]))
    assert shortfalls(made) == [("2026-08-10", None, 700)]
    assert made.shortfalls[0].kind == "not_recovered_at_end"
    assert (made.closing.settlement, made.closing.budget) == (0, -700)
    assert entries(made, "settlement") == []


class TestTheMinstand:
    def test_each_new_record_depth_below_the_cap_is_a_shortfall_of_the_further_depth(self) -> None:
        """−300.00, −500.00, −100.00, −450.00 and −560.00 with a cap of 250.00: 50.00, then 200.00, then 60.00."""
        flows = [
            a_flow("2026-02-10", -30000),
            a_flow("2026-02-11", -20000),
            a_flow("2026-02-12", 40000),
            a_flow("2026-02-13", -35000),
            a_flow("2026-02-16", -11000),
        ]
        made = planned(a_case(flows=flows, bridging=[a_minstand(25000)]))
        assert shortfalls(made, "below_minstand_cap") == [
            ("2026-02-10", None, 5000),
            ("2026-02-11", None, 20000),
            ("2026-02-16", None, 6000),
        ]

    def test_to_the_cap_itself_it_may_go(self) -> None:
        assert shortfalls(planned(a_case(flows=[a_flow("2026-02-10", -25000)], bridging=[a_minstand(25000)]))) == []

    def test_without_the_instrument_no_cent_below_zero_is_allowed(self) -> None:
        assert shortfalls(planned(a_case(flows=[a_flow("2026-02-10", -1)]))) == [("2026-02-10", None, 1)]

    def test_what_is_made_good_on_the_same_day_is_no_depth(self) -> None:
        """Balances are read at the end of a day: the payout of the 27th comes on the day of the rent."""
        assert shortfalls(planned(a_case(costs=[a_cost()]))) == []


def test_a_cost_is_paid_whatever_the_balance() -> None:
    made = planned(a_case(costs=[a_cost(amounts=500000)]))
    assert len(entries(made, "rent")) == 6


def test_routed_toeslagen_and_bridging_come_in_and_the_clients_own_do_not() -> None:
    toeslagen = [a_toeslag(), a_toeslag(12900, to="client", kind="zorgtoeslag")]
    made = planned(a_case(toeslagen=toeslagen, bridging=[a_grant(10000)]))
    assert made.closing.settlement == BENEFIT + 10000 + 3 * 37400 + 3 * 37400  # three at once, then May, June, July
    assert len(entries(made, "zorgtoeslag", "client")) == 4
