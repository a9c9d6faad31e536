"""Rule 10: costs are withheld from each benefit, bridging money helps out, and what neither can carry is late.

Payouts of these households: 998.57 on 27 February, then 1331.42 on 31 March, 30 April and 29 May, 1594.22 on 30 June
and 1351.33 on 31 July 2026; relief ends on 7 August. `pot` is a grant that lies ready when the right starts.
"""

from collections.abc import Sequence

from services.schedule.planning.plan import Plan
from tests.schedule.planning.builders import (
    ON_FIRST_TOESLAGEN,
    Raw,
    a_case,
    a_cost,
    a_debt,
    a_flow,
    a_grant,
    a_loan,
    a_toeslag,
    an_advance,
    client_costs,
    entries,
    planned,
    shortfalls,
)


def withheld(
    costs: Sequence[Raw], pot: int = 0, floor: int = 0, order: Sequence[str] | None = None, **case: object
) -> Plan:
    bridging = [a_grant(pot)] if pot else []
    return planned(a_case("inhouding", costs=costs, floor=floor, order=order, bridging=bridging) | case)


def leefgeld(made: Plan) -> list[int]:
    return [amount for _, amount in entries(made, "leefgeld", "client")]


class TestBeforeTheFirstPayout:
    def test_the_pot_pays_what_falls_due_before_any_benefit(self) -> None:
        made = withheld([a_cost(day=20, since="2026-02")], pot=62000)
        assert entries(made, "rent")[0] == ("2026-02-20", -62000)
        assert shortfalls(made) == []

    def test_what_the_pot_cannot_pay_whole_is_late(self) -> None:
        """A cent short; the first payout pays it, and it stays said that it was late."""
        made = withheld([a_cost(day=20, since="2026-02")], pot=61999)
        assert shortfalls(made, "late") == [("2026-02-20", "rent", 62000)]
        assert entries(made, "rent")[0] == ("2026-02-27", -62000)
        assert made.closing.still_late == 0

    def test_the_pot_pays_in_the_order_of_days_before_that_of_costs(self) -> None:
        """Water is last in the order but first in time, and leaves 1 cent too little for the rent."""
        costs = [a_cost(day=20, since="2026-02"), a_cost("water", 1500, day=12, since="2026-02")]
        made = withheld(costs, pot=63499, order=["rent", "water"])
        assert entries(made, "water")[0] == ("2026-02-12", -1500)
        assert shortfalls(made, "late") == [("2026-02-20", "rent", 62000)]

    def test_on_one_day_it_pays_in_the_order_of_costs(self) -> None:
        """Due on Saturday the 21st and Friday the 20th, both are executed on the 20th: rent is first in the order."""
        costs = [a_cost("water", 1500, day=20, since="2026-02"), a_cost(day=21, since="2026-02")]
        made = withheld(costs, pot=62000, order=["rent", "water"])
        assert entries(made, "rent")[0] == ("2026-02-20", -62000)
        assert shortfalls(made, "late") == [("2026-02-20", "water", 1500)]

    def test_money_that_comes_later_does_not_help(self) -> None:
        made = withheld([a_cost(day=20, since="2026-02")], bridging=[a_grant(62000, on="2026-02-23")])
        assert shortfalls(made, "late") == [("2026-02-20", "rent", 62000)]

    def test_money_of_the_day_itself_does(self) -> None:
        made = withheld([a_cost(day=20, since="2026-02")], bridging=[a_grant(62000, on="2026-02-20")])
        assert shortfalls(made, "late") == []

    def test_living_money_of_the_client_is_no_pot(self) -> None:
        made = withheld([a_cost(day=20, since="2026-02")], bridging=[a_grant(62000, to="client")])
        assert shortfalls(made, "late")[0] == ("2026-02-20", "rent", 62000)

    def test_other_money_on_the_budget_account_is_no_pot(self) -> None:
        made = withheld([a_cost(day=20, since="2026-02")], otherFlows=[a_flow("2026-02-10", 62000)])
        assert shortfalls(made, "late")[0] == ("2026-02-20", "rent", 62000)
        assert made.closing.budget == 62000
        assert made.closing.unused_bridging == 0

    def test_a_cost_due_on_the_day_of_the_first_payout_is_for_the_pot(self) -> None:
        made = withheld([a_cost(day=27, since="2026-02")])
        assert shortfalls(made, "late")[0] == ("2026-02-27", "rent", 62000)

    def test_one_that_should_fit_counts_as_one_that_must_be_paid(self) -> None:
        made = withheld([a_cost(day=20, since="2026-02", route="if_it_fits")], floor=100000)
        assert shortfalls(made, "late") == [("2026-02-20", "rent", 62000)]
        assert entries(made, "rent")[0] == ("2026-02-27", -62000)  # a late one is paid, whatever is left

    def test_without_any_payout_the_pot_is_all_there_is(self) -> None:
        made = withheld([a_cost(day=15, since="2026-02")], pot=70000, reliefEndsOn="2026-02-26")
        assert entries(made, "rent") == [("2026-02-13", -62000)]
        assert made.closing.unused_bridging == 8000
        broke = withheld([a_cost(day=15, since="2026-02")], reliefEndsOn="2026-02-26")
        assert (broke.closing.still_late, shortfalls(broke, "late")) == (62000, [("2026-02-13", "rent", 62000)])


class TestAPayout:
    def test_it_carries_what_falls_due_after_it_up_to_and_including_the_next(self) -> None:
        """Due on 31 March, 30 April, 31 May and 30 June: the last two both by the payout of 29 May, none by April's."""
        made = withheld([a_cost(day=31, since="2026-03")])
        assert leefgeld(made)[:4] == [99857 - 62000, 133142 - 62000, 133142, 133142 - 2 * 62000]
        assert [on for on, _ in entries(made, "rent")] == [
            "2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30", "2026-07-31",
        ]  # fmt: skip

    def test_the_last_carries_up_to_the_end_of_relief(self) -> None:
        made = withheld([a_cost("rent", day=7, since="2026-08"), a_cost("water", 1500, day=8, since="2026-08")])
        assert entries(made, "rent") == [("2026-08-07", -62000)]
        assert entries(made, "water") == []
        assert leefgeld(made)[-1] == 135133 - 62000

    def test_a_cost_that_must_be_paid_may_take_the_last_cent(self) -> None:
        made = withheld([a_cost(amounts=99857)], floor=40000)
        assert entries(made, "rent")[0] == ("2026-02-27", -99857)
        assert entries(made, "leefgeld", "client")[0] == ("2026-03-31", 133142 - 99857)  # nothing is no payment
        assert made.shortfalls[0].kind == "cannot_live_on"

    def test_one_cent_more_is_late_and_waits_for_the_next_payout(self) -> None:
        """Due on Sunday 1 March, so executed on the 27th of February, the day of the payout that fails it."""
        made = withheld([a_cost(amounts=[("2026-03", 99858), ("2026-04", 10000)])])
        assert shortfalls(made, "late") == [("2026-02-27", "rent", 99858)]
        assert entries(made, "rent")[:2] == [("2026-03-31", -99858), ("2026-04-01", -10000)]
        assert leefgeld(made)[:2] == [99857, 133142 - 99858 - 10000]

    def test_late_on_its_own_day_where_that_is_after_the_payout(self) -> None:
        made = withheld([a_cost(amounts=[("2026-03", 200000), ("2026-04", 0)], day=16)])
        assert shortfalls(made, "late") == [("2026-03-16", "rent", 200000)]

    def test_a_late_one_may_take_the_last_cent_of_the_next(self) -> None:
        made = withheld([a_cost(amounts=[("2026-03", 133142), ("2026-04", 0)])], floor=40000)
        assert shortfalls(made, "late") == [("2026-02-27", "rent", 133142)]
        assert entries(made, "rent") == [("2026-03-31", -133142)]

    def test_a_cost_is_late_only_once_however_long_it_waits(self) -> None:
        made = withheld([a_cost(amounts=[("2026-03", 500000), ("2026-04", 0)])])
        assert shortfalls(made, "late") == [("2026-02-27", "rent", 500000)]
        assert made.closing.still_late == 500000

    def test_one_that_is_not_paid_is_passed_over(self) -> None:
        """998.57 cannot carry the rent of 990.00 behind the energy of 200.00, but the water behind it."""
        costs = [
            a_cost("energy", 20000, since="2026-03"),
            a_cost("rent", 99000, since="2026-03"),
            a_cost("water", 1500, since="2026-03"),
        ]
        made = withheld(costs)
        assert shortfalls(made, "late")[0] == ("2026-02-27", "rent", 99000)
        assert entries(made, "water")[0] == ("2026-02-27", -1500)
        assert leefgeld(made)[0] == 99857 - 20000 - 1500

    def test_late_ones_come_first_whatever_their_place_in_the_order(self) -> None:
        """The energy of March (late) is paid on 31 March before April's rent, which no longer can be."""
        costs = [a_cost(amounts=90000, since="2026-04"), a_cost("energy", 120000, since="2026-03", day=2)]
        costs[1]["amounts"].append({"from": "2026-04", "amount": 0})
        made = withheld(costs, order=["rent", "energy"])
        assert entries(made, "energy") == [("2026-03-31", -120000)]
        assert shortfalls(made, "late")[:2] == [("2026-03-02", "energy", 120000), ("2026-04-01", "rent", 90000)]

    def test_a_part_month_comes_before_the_whole_one_of_that_day(self) -> None:
        """1000.00 is too much for 998.57, the 900.00 behind it is not."""
        made = withheld([a_cost(amounts=90000, first=("2026-03-01", 100000))])
        assert shortfalls(made, "late")[0] == ("2026-02-27", "rent", 100000)
        assert entries(made, "rent")[0] == ("2026-02-27", -90000)


class TestIfItFits:
    def test_it_is_paid_where_the_floor_is_left(self) -> None:
        """998.57 − 598.57 = 400.00."""
        made = withheld([a_cost("energy", 59857, route="if_it_fits")], floor=40000)
        assert entries(made, "energy")[0] == ("2026-02-27", -59857)

    def test_one_cent_short_of_the_floor_it_is_left_with_the_client(self) -> None:
        made = withheld([a_cost("energy", [("2026-03", 59858), ("2026-04", 0)], route="if_it_fits")], floor=40000)
        assert entries(made, "energy") == []
        assert client_costs(made)[0] == ("2026-03-01", "energy", 59858, "did_not_fit")
        assert shortfalls(made, "late") == []

    def test_the_pot_counts_for_it(self) -> None:
        made = withheld([a_cost("energy", 59858, route="if_it_fits")], floor=40000, pot=1)
        assert entries(made, "energy")[0] == ("2026-02-27", -59858)
        assert leefgeld(made)[0] == 40000

    def test_the_next_month_is_another_chance(self) -> None:
        made = withheld([a_cost("energy", 59858, route="if_it_fits")], floor=40000)
        assert entries(made, "energy")[0] == ("2026-04-01", -59858)

    def test_what_comes_later_in_the_order_may_fit_where_this_did_not(self) -> None:
        costs = [
            a_cost("energy", 59858, since="2026-08", day=3, route="if_it_fits"),
            a_cost("water", 1500, since="2026-08", day=3, route="if_it_fits"),
        ]
        made = withheld(costs, floor=80000)
        assert client_costs(made) == [("2026-08-03", "energy", 59858, "did_not_fit")]
        assert entries(made, "water") == [("2026-08-03", -1500)]


class TestTheRest:
    def test_the_rest_is_the_clients_on_the_day_of_the_payout(self) -> None:
        made = withheld([a_cost()])
        assert entries(made, "leefgeld", "client")[:2] == [("2026-02-27", 37857), ("2026-03-31", 71142)]

    def test_the_pot_fills_it_up_to_the_floor(self) -> None:
        """378.57 + 21.43 = 400.00, and the rest of the pot waits."""
        made = withheld([a_cost()], floor=40000, pot=5000)
        assert leefgeld(made)[0] == 40000
        assert made.closing.unused_bridging == 5000 - 2143

    def test_a_pot_that_does_not_reach_gives_what_it_has(self) -> None:
        made = withheld([a_cost()], floor=40000, pot=1000)
        assert leefgeld(made)[0] == 38857
        assert shortfalls(made, "cannot_live_on") == [("2026-02-27", None, 1143)]

    def test_a_cost_that_the_payout_alone_could_not_carry_is_carried_with_the_pot(self) -> None:
        """998.57 − 1100.00 + 150.00 = 48.57, less than the floor, all of it the client's."""
        made = withheld([a_cost(amounts=[("2026-03", 110000), ("2026-04", 0)])], floor=40000, pot=15000)
        assert entries(made, "rent") == [("2026-02-27", -110000)]
        assert leefgeld(made)[0] == 4857
        assert made.closing.unused_bridging == 0

    def test_above_the_floor_the_pot_is_not_touched(self) -> None:
        made = withheld([a_cost()], floor=30000, pot=5000)
        assert leefgeld(made)[0] == 37857
        assert made.closing.unused_bridging == 5000
        assert made.closing.budget == 5000

    def test_money_for_the_pot_that_comes_with_the_payout_counts_in_it(self) -> None:
        made = withheld([a_cost()], floor=40000, bridging=[a_grant(5000, on="2026-02-27")])
        assert leefgeld(made)[0] == 40000

    def test_there_is_no_settlement(self) -> None:
        made = withheld([a_cost()], pot=500)
        assert entries(made, "settlement") == []
        assert made.closing.settlement == 0


class TestRepayments:
    def test_they_come_off_the_payout_before_any_cost(self) -> None:
        """998.57 − 300.00 − 100.00 leaves 598.57: too little for the rent of 620.00."""
        made = withheld([a_cost()], bridging=[an_advance(30000, to="client")], debts=[a_debt(100000, 10000)])
        assert shortfalls(made, "late")[0] == ("2026-02-27", "rent", 62000)
        assert leefgeld(made)[0] == 59857

    def test_an_advance_of_a_whole_payout_leaves_nothing_of_it(self) -> None:
        made = withheld([], bridging=[an_advance(99857, on="2026-02-10", to="client")])
        assert entries(made, "leefgeld", "client")[0] == ("2026-03-31", 133142)

    def test_a_loan_in_the_pot_is_repaid_by_the_client_from_the_first_toeslagen(self) -> None:
        made = withheld([], bridging=[a_loan(50000, ON_FIRST_TOESLAGEN)], toeslagen=[a_toeslag(to="client")])
        assert entries(made, "loan_repayment", "client") == [("2026-04-20", -50000)]
        assert made.closing.unused_bridging == 50000


def test_a_cost_that_was_handed_back_is_listed_and_nothing_moves_for_it() -> None:
    made = withheld([a_cost(since="2026-07", handed_back="2026-08")])
    assert client_costs(made) == [("2026-08-01", "rent", 62000, "handed_back")]
    assert entries(made, "handed_back") == []
    assert entries(made, "rent") == [("2026-07-01", -62000)]


def test_until_it_is_due_a_withheld_cost_lies_on_the_budget_account() -> None:
    """The rent of 1 April is withheld on 31 March."""
    made = withheld([a_cost(since="2026-04")])
    march = next(one for one in made.month_ends if one.month == 2026 * 12 + 2)
    assert march.balance == 62000
    assert made.gaps == []
