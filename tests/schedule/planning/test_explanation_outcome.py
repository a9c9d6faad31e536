"""Why balances, shortfalls and what is left to live on are what they are, in the words that a client hears."""

from tests.schedule.planning.builders import a_case, a_cost, a_flow, a_grant, a_minstand, a_toeslag, monthly
from tests.schedule.planning.sentences import said

_COSTS = [
    a_cost(),
    a_cost("energy", 11000, day=15),
    a_cost("water", 1500, day=20),
    a_cost("health_premium", 15900),
]
_TOO_DEAR = a_cost(amounts=190000)


def test_a_month_end_is_told_from_the_one_before() -> None:
    case = a_case(costs=_COSTS, periods=[monthly(40000)])
    assert said(case, "/monthEnds/3/balance") == (
        "At the end of May 2026 the budget account stands at €780.83: benefit €1,331.42, minus shortage at the end of "
        "April 2026 €425.59, minus energy €110.00, minus water €15.00.",
        "Aan het eind van mei 2026 staat er € 780,83 op de budgetrekening: uitkering € 1.331,42, min tekort aan het "
        "eind van april 2026 € 425,59, min energie € 110,00, min water € 15,00.",
    )


def test_what_was_below_zero_before_is_called_a_shortage() -> None:
    case = a_case(costs=_COSTS, periods=[monthly(40000)], flows=[a_flow("2026-02-12", -5000)])
    assert said(case, "/gaps/0/to") == (
        "On Tuesday 31 March 2026 the budget account is no longer below zero: benefit €1,331.42, "
        "minus shortage before Tuesday 31 March 2026 €655.43.",
        "Op dinsdag 31 maart 2026 staat de budgetrekening niet meer onder nul: uitkering € 1.331,42, "
        "min tekort vóór dinsdag 31 maart 2026 € 655,43.",
    )


def test_a_gap_is_told_from_the_day_before_it() -> None:
    assert said(a_case(costs=[_TOO_DEAR]), "/gaps/0/deepest") == (
        "The budget account is at its lowest on Friday 27 February 2026, at -€901.43: minus rent €1,900.00, "
        "plus benefit €998.57.",
        "De budgetrekening staat het laagst op vrijdag 27 februari 2026, op € -901,43: min huur € 1.900,00, "
        "plus uitkering € 998,57.",
    )


def test_a_gap_that_never_ends_says_so() -> None:
    case = a_case(costs=[_TOO_DEAR], ends_on="2026-03-20")
    assert said(case, "/gaps/0/to") == (
        "The budget account stays below zero from Friday 27 February 2026 until the end of the plan.",
        "De budgetrekening blijft onder nul van vrijdag 27 februari 2026 tot het eind van het plan.",
    )


def test_the_settlement_sums_up_the_whole_relief() -> None:
    case = a_case(costs=_COSTS, periods=[monthly(40000)], toeslagen=[a_toeslag()])
    assert said(case, "/closing/settlement") == (
        "On Monday 10 August 2026 the €2,183.38 that is left on the budget account goes to the household’s own "
        "account: benefit €7,938.38, minus rent €3,720.00, minus leefgeld €2,400.00, plus huurtoeslag €2,244.00 "
        "and 4 smaller ones, -€1,879.00 together.",
        "Op maandag 10 augustus 2026 gaat de € 2.183,38 die over is op de budgetrekening naar de eigen rekening: "
        "uitkering € 7.938,38, min huur € 3.720,00, min leefgeld € 2.400,00, plus huurtoeslag € 2.244,00 "
        "en 4 kleinere bedragen, samen € -1.879,00.",
    )


def test_an_account_below_zero_has_nothing_to_settle() -> None:
    case = a_case(costs=[_TOO_DEAR])
    assert said(case, "/closing/settlement") == (
        "There is no final payment, because on Monday 10 August 2026 the budget account stands at -€3,461.62.",
        "Er is geen slotbetaling, omdat er op maandag 10 augustus 2026 € -3.461,62 op de budgetrekening staat.",
    )
    assert said(case, "/closing/budget") == (
        "After Monday 10 August 2026 the budget account stands at -€3,461.62: minus rent €11,400.00, "
        "plus benefit €7,938.38.",
        "Na maandag 10 augustus 2026 staat er € -3.461,62 op de budgetrekening: min huur € 11.400,00, "
        "plus uitkering € 7.938,38.",
    )


def test_bridging_money_that_was_never_needed_stays() -> None:
    case = a_case("inhouding", costs=[a_cost()], floor=40000, bridging=[a_grant(90000)])
    assert said(case, "/closing/unusedBridging") == (
        "At the end €878.57 of bridging money is not used: grant €900.00, minus top-up of the benefit of "
        "Friday 27 February 2026 €21.43.",
        "Aan het eind is € 878,57 van het overbruggingsgeld niet gebruikt: bijzondere bijstand € 900,00, "
        "min aanvulling bij de uitkering van vrijdag 27 februari 2026 € 21,43.",
    )


def test_too_little_to_live_on_says_what_was_needed() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=110000)], floor=40000)
    assert said(case, "/shortfalls/1/amount") == (
        "From Tuesday 31 March 2026 up to and including Wednesday 29 April 2026 there is €168.58 too little to live "
        "on: €400.00 is needed and €231.42 is left.",
        "Van dinsdag 31 maart 2026 tot en met woensdag 29 april 2026 is er € 168,58 te weinig om van te leven: "
        "er is € 400,00 nodig en er blijft € 231,42 over.",
    )


def test_own_costs_can_take_more_than_comes_in() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=150000, route="never")], floor=20000)
    assert said(case, "/leftToLiveOn/1/rest") == (
        "From Tuesday 31 March 2026 up to and including Wednesday 29 April 2026 the household is €168.58 short, "
        "with nothing to live on: minus rent €1,500.00, plus leefgeld €1,331.42.",
        "Van dinsdag 31 maart 2026 tot en met woensdag 29 april 2026 komt het huishouden € 168,58 tekort, "
        "zonder geld om van te leven: min huur € 1.500,00, plus leefgeld € 1.331,42.",
    )
    assert said(case, "/shortfalls/1/amount") == (
        "From Tuesday 31 March 2026 up to and including Wednesday 29 April 2026 there is €368.58 too little to live "
        "on: €200.00 is needed and the costs alone are €168.58 too high.",
        "Van dinsdag 31 maart 2026 tot en met woensdag 29 april 2026 is er € 368,58 te weinig om van te leven: "
        "er is € 200,00 nodig en de kosten alleen al zijn € 168,58 te hoog.",
    )


def test_a_late_cost_says_why_and_when_it_is_paid() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=120000)])
    assert said(case, "/shortfalls/0/amount") == (
        "The payment of €1,200.00 for the rent of March 2026, due on Sunday 1 March 2026, is late from "
        "Friday 27 February 2026, because the benefit of Friday 27 February 2026 does not suffice; "
        "it is paid on Tuesday 31 March 2026.",
        "De betaling van € 1.200,00 voor huur van maart 2026, die er op zondag 1 maart 2026 moest zijn, is te laat "
        "vanaf vrijdag 27 februari 2026, omdat de uitkering van vrijdag 27 februari 2026 niet genoeg is; "
        "het wordt betaald op dinsdag 31 maart 2026.",
    )


def test_what_stays_late_is_listed_by_month() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=140000)], ends_on="2026-04-30")
    assert said(case, "/closing/stillLate") == (
        "At the end €2,800.00 of costs is late and not paid: the rent of March 2026 €1,400.00, "
        "plus the rent of April 2026 €1,400.00.",
        "Aan het eind is er € 2.800,00 aan kosten te laat en niet betaald: huur van maart 2026 € 1.400,00, "
        "plus huur van april 2026 € 1.400,00.",
    )


def test_below_the_minstand_says_what_is_allowed_and_then_what_was_lowest() -> None:
    case = a_case(costs=[a_cost()], periods=[monthly(40000)], bridging=[a_minstand(20000)])
    assert said(case, "/shortfalls/0/amount") == (
        "On Tuesday 10 February 2026 the budget account stands at -€300.00, €100.00 deeper than the €200.00 below zero "
        "that is allowed.",
        "Op dinsdag 10 februari 2026 staat er € -300,00 op de budgetrekening, € 100,00 dieper dan de € 200,00 onder "
        "nul die mag.",
    )
    assert said(case, "/shortfalls/1/amount") == (
        "On Friday 27 February 2026 the budget account stands at -€321.43, €21.43 deeper than the earlier lowest "
        "balance of -€300.00.",
        "Op vrijdag 27 februari 2026 staat er € -321,43 op de budgetrekening, € 21,43 dieper dan het eerdere laagste "
        "saldo van € -300,00.",
    )


def test_without_a_minstand_nothing_below_zero_is_allowed() -> None:
    assert said(a_case(periods=[monthly(40000)]), "/shortfalls/0/amount") == (
        "On Tuesday 10 February 2026 the budget account stands at -€300.00, €300.00 below zero, which is not allowed "
        "here.",
        "Op dinsdag 10 februari 2026 staat er € -300,00 op de budgetrekening, € 300,00 onder nul, en dat mag hier "
        "niet.",
    )


def test_days_without_money_run_from_the_departure_to_the_first_money() -> None:
    assert said(a_case(periods=[monthly(40000)]), "/daysWithoutMoney") == (
        "The household has 7 days without money: from the departure on Tuesday 3 February 2026 until leefgeld paid "
        "ahead comes on Tuesday 10 February 2026.",
        "Het huishouden heeft 7 dagen geen geld: van het vertrek op dinsdag 3 februari 2026 tot er op "
        "dinsdag 10 februari 2026 leefgeld vooraf komt.",
    )


def test_one_day_without_money_is_one_day() -> None:
    case = a_case(left="2026-02-09", starts_on="2026-02-09", flows=[a_flow("2026-02-10", 5000, "client", "wages")])
    assert said(case, "/daysWithoutMoney") == (
        "The household has 1 day without money: from the departure on Monday 9 February 2026 until wages comes on "
        "Tuesday 10 February 2026.",
        "Het huishouden heeft 1 dag geen geld: van het vertrek op maandag 9 februari 2026 tot er op "
        "dinsdag 10 februari 2026 loon komt.",
    )


def test_money_on_the_day_of_the_departure_leaves_no_day_without() -> None:
    case = a_case(flows=[a_flow("2026-02-03", 5000, "client", "refund")])
    assert said(case, "/daysWithoutMoney") == (
        "There is no day without money after the departure on Tuesday 3 February 2026, because refund comes on "
        "Tuesday 3 February 2026.",
        "Er is geen dag zonder geld na het vertrek op dinsdag 3 februari 2026, omdat er op dinsdag 3 februari 2026 "
        "teruggaaf komt.",
    )


def test_without_any_money_there_is_no_first_day() -> None:
    assert said(a_case(costs=[_TOO_DEAR]), "/firstMoneyOn") == (
        "In this plan no money comes in on the household’s own account.",
        "In dit plan komt er geen geld binnen op de eigen rekening.",
    )


def test_the_relief_lasts_six_months() -> None:
    assert said(a_case(), "/reliefEndsOn") == (
        "The relief ends on Friday 7 August 2026, six months from the first day of the right on "
        "Sunday 8 February 2026.",
        "Het ontzorgen stopt na vrijdag 7 augustus 2026, zes maanden vanaf de eerste dag van het recht op "
        "zondag 8 februari 2026.",
    )


def test_a_longer_relief_was_decided() -> None:
    assert said(a_case(ends_on="2026-11-07"), "/reliefEndsOn") == (
        "The relief ends on Saturday 7 November 2026, as was decided for this household, and not after six months on "
        "Friday 7 August 2026.",
        "Het ontzorgen stopt na zaterdag 7 november 2026, zoals voor dit huishouden is besloten, en niet na zes "
        "maanden op vrijdag 7 augustus 2026.",
    )


def test_the_sustainable_leefgeld_says_what_one_euro_more_would_do() -> None:
    case = a_case(costs=_COSTS, periods=[monthly(40000)], toeslagen=[a_toeslag()], bridging=[a_minstand(100000)])
    assert said(case, "/sustainableLeefgeld") == (
        "€558.00 is the highest leefgeld a month in whole euros that the budget account can bear: with one euro more "
        "it would be €0.26 lower on Wednesday 15 April 2026 than is allowed.",
        "€ 558,00 is het hoogste leefgeld per maand in hele euro’s dat de budgetrekening kan dragen: met één euro meer "
        "zou die op woensdag 15 april 2026 € 0,26 lager staan dan is toegestaan.",
    )


def test_where_no_leefgeld_is_borne_the_costs_alone_are_too_much() -> None:
    case = a_case(costs=[_TOO_DEAR], periods=[monthly(40000)])
    assert said(case, "/sustainableLeefgeld") == (
        "The budget account cannot bear any leefgeld: even without it, it would be €901.43 lower on "
        "Friday 27 February 2026 than is allowed.",
        "De budgetrekening kan geen leefgeld dragen: ook zonder leefgeld zou die op vrijdag 27 februari 2026 € 901,43 "
        "lager staan dan is toegestaan.",
    )
