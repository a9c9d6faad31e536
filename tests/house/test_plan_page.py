"""The page of a plan: what a case manager reads off it."""

import re

from house.plan_page import page, printable
from tests.schedule.planning.builders import (
    Raw,
    a_case,
    a_coa,
    a_cost,
    a_debt,
    a_flow,
    a_grant,
    a_loan,
    a_minstand,
    a_toeslag,
    monthly,
    planned,
    weekly,
)


def lines(case: Raw, width: int = 80) -> list[str]:
    return ["".join(text for text, _ in line) for line in page(planned(case | {"caseId": "H1"}), width)]


def months(case: Raw) -> dict[str, list[str]]:
    """The cells of each month's row, by its name."""
    return {line[:3]: line.split()[2:] for line in lines(case) if re.match(r"[A-Z][a-z]{2} 2026 ", line)}


def styles(case: Raw, word: str) -> set[str]:
    """The styles of the lines that hold this word."""
    return {style for line in page(planned(case), 80) for text, style in line if word in text}


class TestTheOpening:
    def test_it_says_who_how_and_how_long(self) -> None:
        assert lines(a_case(periods=[monthly(40000)]) | {"title": "Gezin Voorbeeld"})[:3] == [
            "H1: Gezin Voorbeeld",
            "Budgetbeheer from 8 Feb 2026 up to and including 7 Aug 2026. Left the azc on 3",
            "Feb 2026; first money on 10 Feb 2026, 7 days after that.",
        ]

    def test_a_household_that_never_gets_any_money_is_told_so(self) -> None:
        assert "2026; no money reaches the client." in lines(a_case("inhouding", ends_on="2026-02-20"))


class TestTheMonths:
    def test_a_row_has_what_came_what_went_and_what_is_left(self) -> None:
        """February leaves 998.57 − 300.00 − 400.00 − 620.00 = −321.43; March's rent and leefgeld were paid in it."""
        case = a_case(costs=[a_cost()], periods=[monthly(40000)], floor=40000, flows=[a_flow("2026-03-09", -95000)])
        assert months(case)["Feb"] == ["998.57", "–", "620.00", "700.00", "–", "-321.43", "300.00", "300.00"]
        assert months(case)["Mar"] == ["1,331.42", "–", "–", "–", "-950.00", "59.99", "400.00", "400.00"]

    def test_every_month_from_the_departure_to_the_settlement_has_one(self) -> None:
        found = months(a_case(left="2026-01-30", starts_on="2026-02-01"))
        assert list(found) == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]

    def test_too_little_to_live_on_is_marked(self) -> None:
        case = a_case(periods=[monthly(39999)], floor=40000)
        assert months(case)["Mar"][-2:] == ["399.99", "400.00!"]
        assert "! less than the floor is left to live on" in lines(case)
        assert styles(case, "Apr 2026 1,331.42") == {"red"}

    def test_a_month_that_is_not_tested_has_no_floor(self) -> None:
        assert months(a_case(floor=40000, periods=[monthly(40000)]))["Aug"][-2:] == ["400.00", "–"]

    def test_a_second_payout_in_a_month_gets_a_second_row(self) -> None:
        """Paid on the 1st of the next month: June on 1 July, and July on the 31st, for 1 August is a Saturday."""
        found = lines(a_case("inhouding", payout=(1, 1), floor=40000))
        at = next(index for index, line in enumerate(found) if line.startswith("Jul 2026"))
        assert found[at].split()[-2:] == ["1,594.22", "400.00"]
        assert found[at + 1].split() == ["1,351.33", "–"]

    def test_toeslagen_that_go_to_the_client_are_said_beside_it(self) -> None:
        case = a_case(toeslagen=[a_toeslag(to="client"), a_toeslag(12900, kind="zorgtoeslag")])
        assert (
            "On the client's own account come toeslagen: huurtoeslag €2,244.00 (20 Apr 2026 to 20 Jul 2026)."
            in lines(case, width=120)
        )
        assert months(case)["Apr"][1] == "387.00"

    def test_a_toeslag_that_goes_back_to_the_client_before_the_end_is_said_with_its_days(self) -> None:
        """July's payment is the first after the change; the picture marks what comes on the budget account."""
        case = a_case(toeslagen=[a_toeslag(to=[(None, "budget"), ("2026-07-01", "client")])])
        assert "On the client's own account come toeslagen: huurtoeslag €374.00 (20 Jul 2026)." in lines(case)
        assert [months(case)[name][1] for name in ("Jun", "Jul")] == ["374.00", "–"]
        (marks,) = [line for line in lines(case) if line.startswith("toeslagen ")]
        assert marks.count("▲") == 3

    def test_leefgeld_that_is_paid_in_another_month_than_it_is_meant_for_is_said(self) -> None:
        """1 March and 1 August are Sunday and Saturday, 1 May is closed; 1 April, June and July are bank days."""
        said = lines(a_case(periods=[monthly(40000)]), width=200)
        assert (
            "Leefgeld in another month's row: of 1 Mar 2026 on 27 Feb 2026, of 1 May 2026 on 30 Apr 2026, "
            "of 1 Aug 2026 on 31 Jul 2026. Left to live on counts it where it is meant." in said
        )

    def test_an_advance_that_comes_in_the_month_after_the_start_is_said_too(self) -> None:
        """The right starts on Friday 27 February: two days later it is Sunday, and the advance comes on 2 March."""
        said = lines(a_case(starts_on="2026-02-27", periods=[monthly(40000, day=5)]), width=200)
        assert (
            "Leefgeld in another month's row: of 27 Feb 2026 on 2 Mar 2026. "
            "Left to live on counts it where it is meant." in said
        )

    def test_where_leefgeld_is_paid_in_its_own_month_there_is_nothing_to_say(self) -> None:
        assert not any(line.startswith("Leefgeld in") for line in lines(a_case(periods=[monthly(40000, day=15)])))


class TestWhatFallsShort:
    def test_each_kind_is_said_in_plain_words(self) -> None:
        case = a_case(
            flows=[a_flow("2026-02-12", -30000), a_flow("2026-08-07", -9_000_000)], bridging=[a_minstand(25000)]
        )
        found = lines(case)
        assert "  12 Feb 2026: the account goes €50.00 deeper below zero than is allowed." in found
        assert "  10 Aug 2026: €82,361.62 below zero is not recovered when the relief ends." in found
        withheld = lines(a_case("inhouding", costs=[a_cost(amounts=140000)], floor=40000))
        assert "  27 Feb 2026: rent of €1,400.00 cannot be paid in time." in withheld

    def test_too_little_to_live_on_is_said_with_its_day(self) -> None:
        found = lines(a_case(periods=[monthly(39999)], floor=40000))
        assert "  1 Mar 2026: €0.01 too little is left to live on in the stretch that begins" in found

    def test_a_plan_that_carries_itself_says_so(self) -> None:
        assert "Nothing falls short." in lines(a_case())

    def test_no_benefit_within_the_relief_is_said_even_where_nothing_else_falls_short(self) -> None:
        """February is paid on the 27th; a decision on 1 December moves the first payout to the 31st."""
        found = lines(a_case("inhouding", ends_on="2026-02-26"))
        assert "  No benefit is paid within the relief: it first comes on 27 Feb 2026." in found
        assert "Nothing falls short." not in found
        late = lines(a_case(decided_on="2026-12-01"))
        assert "  No benefit is paid within the relief: it first comes on 31 Dec 2026." in late

    def test_a_gap_has_its_days_and_its_depth(self) -> None:
        found = lines(a_case(flows=[a_flow("2026-02-12", -30000)]))
        assert "Below zero from 12 Feb 2026 until 27 Feb 2026; deepest -€300.00 on 12 Feb 2026." in found


class TestCoa:
    def test_a_b12_has_the_day_it_came_the_day_it_counts_and_what_coa_wants_back(self) -> None:
        found = "\n".join(lines(a_case(coa=a_coa(1426, b12="2026-02-15")), width=200))
        assert (
            "The B12 came on 15 Feb 2026 and counts from 16 Feb 2026: "
            "COA pays 13 days too long and wants €185.38 back." in found
        )

    def test_one_that_came_in_time_costs_nothing(self) -> None:
        assert "The B12 came on 3 Feb 2026: COA pays no day too long." in lines(
            a_case(coa=a_coa(1426, b12="2026-02-03"))
        )

    def test_without_one_the_client_pays_twice(self) -> None:
        found = lines(a_case(coa=a_coa(1000)))
        assert "No B12 has come: COA pays 186 days too long and wants €1,860.00 back." in found
        assert "For the same days the benefit is cut by €1,740.00: the client pays twice." in found


class TestWhatIsLeftWithTheClient:
    def test_each_cost_is_said_once_with_its_days_its_sum_and_why(self) -> None:
        costs = [a_cost(route="never"), a_cost("water", 1500, since="2026-07", handed_back="2026-08")]
        found = lines(a_case(costs=costs), width=100)
        at = found.index("Left with the client to pay")
        assert found[at + 1 : at + 3] == [
            "  rent: 6 times, 1 Mar 2026 to 1 Aug 2026, €3,720.00 in all (the policy leaves it to the client)",
            "  water: 1 Aug 2026, €15.00 in all (handed back)",
        ]

    def test_where_nothing_is_left_it_is_not_mentioned(self) -> None:
        assert "Left with the client to pay" not in lines(a_case(costs=[a_cost()]))


class TestTheEnd:
    def test_what_is_settled_and_what_stays_open(self) -> None:
        case = a_case(bridging=[a_loan(50000)], debts=[a_debt(100000, 10000)])
        assert (
            "At the end: €7,838.38 goes to the client on 10 Aug 2026; €500.00 of loans and advances is still open; "
            "€400.00 of debts is still open." in lines(case, width=200)
        )

    def test_under_inhouding_the_pot_that_was_not_used(self) -> None:
        assert "At the end: €5.00 of bridging money is not used." in lines(a_case("inhouding", bridging=[a_grant(500)]))

    def test_the_leefgeld_that_the_account_bears_stands_beside_the_floor(self) -> None:
        case = a_case(periods=[monthly(40000)], floor=40000, bridging=[a_grant(50000)])
        assert "The account bears €666.00 of leefgeld a month; the floor is €400.00." in lines(case)

    def test_an_account_that_bears_no_leefgeld_at_all_says_so(self) -> None:
        said = "The account cannot bear even €0.00 of leefgeld: it falls short without any; the floor is €400.00."
        case = a_case(periods=[monthly(40000)], floor=40000, flows=[a_flow("2026-02-09", -1)])
        assert said in lines(case, width=100)
        assert "The account bears €0.00 of leefgeld a month; the floor is €400.00." in lines(case | {"otherFlows": []})

    def test_where_leefgeld_is_no_sum_a_month_nothing_is_said_of_it(self) -> None:
        for case in (a_case("inhouding"), a_case(periods=[weekly(9000)]), a_case()):
            assert not any(
                line.startswith("The account ") for line in lines(case | {"otherFlows": [a_flow("2026-02-09", -1)]})
            )


def test_no_line_is_wider_than_was_asked() -> None:
    case = a_case(costs=[a_cost(), a_cost("energy", route="never")], periods=[monthly(40000)], toeslagen=[a_toeslag()])
    for width in (80, 110):
        assert max(map(len, lines(case | {"title": "woord " * 60}, width))) <= width


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    assert (
        printable("a\x1b[31mb\ud800\tc")
        == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}c"
    )
    assert printable("€ – ’ 👪 é") == "€ – ’ 👪 é"
