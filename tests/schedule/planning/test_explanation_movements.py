"""Why leefgeld, costs, bridging and repayments are what they are, in the words that a client hears."""

from services.schedule.norms import norm_book
from services.schedule.planning.explanation import explain
from tests.schedule.planning.builders import (
    ON_FIRST_TOESLAGEN,
    a_case,
    a_cost,
    a_debt,
    a_flow,
    a_grant,
    a_loan,
    a_toeslag,
    an_advance,
    instalments,
    monthly,
    planned,
    weekly,
)
from tests.schedule.planning.sentences import entry_of, said

_PREMIUM = a_cost("health_premium", 15900)
_COSTS = [a_cost(), a_cost("energy", 11000, day=15), a_cost("water", 1500, day=20), _PREMIUM]


def test_what_is_left_of_a_payout_names_what_was_withheld() -> None:
    case = a_case("inhouding", costs=[a_cost(), a_cost("health_premium", 14449)])
    assert said(case, entry_of(case, "leefgeld", "client", nth=1)) == (
        "On Tuesday 31 March 2026 €566.93 of the benefit is paid to live on: "
        "benefit €1,331.42, minus rent €620.00, minus health insurance premium €144.49.",
        "Op dinsdag 31 maart 2026 komt er € 566,93 van de uitkering om van te leven: "
        "uitkering € 1.331,42, min huur € 620,00, min zorgpremie € 144,49.",
    )


def test_a_payout_filled_up_with_bridging_money_says_so() -> None:
    case = a_case("inhouding", costs=_COSTS, floor=40000, bridging=[a_grant(90000)])
    assert said(case, entry_of(case, "leefgeld", "client")) == (
        "On Friday 27 February 2026 €400.00 of the benefit is paid to live on: benefit €998.57, minus rent €620.00, "
        "plus bridging money €305.43, minus health insurance premium €159.00 and 2 smaller ones, -€125.00 together.",
        "Op vrijdag 27 februari 2026 komt er € 400,00 van de uitkering om van te leven: uitkering € 998,57, "
        "min huur € 620,00, plus overbruggingsgeld € 305,43, min zorgpremie € 159,00 en 2 kleinere bedragen, "
        "samen € -125,00.",
    )


def test_a_cost_that_is_due_on_a_sunday_is_paid_on_friday() -> None:
    case = a_case(costs=[a_cost()])
    assert said(case, entry_of(case, "rent", field="on")) == (
        "The payment for the rent of March 2026 leaves on Friday 27 February 2026, the last bank day before it is due "
        "on Sunday 1 March 2026.",
        "De betaling voor huur van maart 2026 gaat weg op vrijdag 27 februari 2026, de laatste bankdag voordat het op "
        "zondag 1 maart 2026 betaald moet zijn.",
    )


def test_a_cost_says_from_when_its_amount_holds() -> None:
    case = a_case(costs=[a_cost(amounts=[("2026-03", 62000), ("2026-07", 64500)])])
    assert said(case, entry_of(case, "rent", nth=-1)) == (
        "On Friday 31 July 2026 €645.00 leaves the budget account for the rent of August 2026: "
        "the agreed amount from July 2026 on.",
        "Op vrijdag 31 juli 2026 gaat er € 645,00 van de budgetrekening voor huur van augustus 2026: "
        "het afgesproken bedrag vanaf juli 2026.",
    )


def test_a_cost_handed_back_is_the_household_s_own_and_comes_as_money() -> None:
    case = a_case(costs=[a_cost(handed_back="2026-07")])
    assert said(case, "/leftWithClient/0/amount") == (
        "The household itself pays €620.00 for the rent of July 2026, because this cost is the household’s own again "
        "from July 2026 on.",
        "Het huishouden betaalt zelf € 620,00 voor huur van juli 2026, omdat deze kosten vanaf juli 2026 weer van het "
        "huishouden zelf zijn.",
    )
    assert said(case, entry_of(case, "handed_back", "client")) == (
        "On Wednesday 1 July 2026 €620.00 goes to the household’s own account, because from July 2026 on the household "
        "itself pays rent, here the rent of July 2026.",
        "Op woensdag 1 juli 2026 gaat er € 620,00 naar de eigen rekening, omdat het huishouden vanaf juli 2026 zelf "
        "huur betaalt, hier huur van juli 2026.",
    )


def test_a_month_of_an_interlude_tells_when_that_began() -> None:
    case = a_case(costs=[a_cost(interludes=[("2026-05", "2026-07")])])
    assert said(case, "/leftWithClient/1/amount") == (
        "The household itself pays €620.00 for the rent of June 2026, because this cost is the household’s own again "
        "from May 2026 on.",
        "Het huishouden betaalt zelf € 620,00 voor huur van juni 2026, omdat deze kosten vanaf mei 2026 weer van het "
        "huishouden zelf zijn.",
    )


def test_leefgeld_is_fixed_whatever_the_balance() -> None:
    case = a_case(periods=[weekly(9200)])
    assert said(case, entry_of(case, "leefgeld")) == (
        "On Friday 13 February 2026 €92.00 of leefgeld goes to the household’s own account, the fixed amount a week, "
        "whatever the balance of the budget account.",
        "Op vrijdag 13 februari 2026 gaat er € 92,00 leefgeld naar de eigen rekening, het vaste bedrag per week, "
        "hoeveel er ook op de budgetrekening staat.",
    )


def test_leefgeld_ahead_counts_the_days_until_the_first() -> None:
    case = a_case(periods=[monthly(40000)])
    assert said(case, entry_of(case, "leefgeld_advance", "client")) == (
        "On Tuesday 10 February 2026 €300.00 of leefgeld is paid ahead for the 21 days from Sunday 8 February 2026 "
        "until the first leefgeld on Sunday 1 March 2026: €400.00 a month, counted over 28 days.",
        "Op dinsdag 10 februari 2026 komt er € 300,00 leefgeld vooraf voor de 21 dagen van zondag 8 februari 2026 "
        "tot het eerste leefgeld op zondag 1 maart 2026: € 400,00 per maand, gerekend over 28 dagen.",
    )


def test_a_loan_says_how_it_goes_back_and_an_instalment_which_it_is() -> None:
    case = a_case(bridging=[a_loan(60000, instalments(3))])
    assert said(case, entry_of(case, "loan")) == (
        "On Monday 9 February 2026 a loan of €600.00 comes in on the budget account; it goes back in 3 instalments.",
        "Op maandag 9 februari 2026 komt er een lening van € 600,00 binnen op de budgetrekening; "
        "die gaat terug in 3 termijnen.",
    )
    assert said(case, entry_of(case, "loan_repayment", nth=1)) == (
        "On Tuesday 31 March 2026 €200.00 of the loan of €600.00 is paid back: instalment 2 of 3.",
        "Op dinsdag 31 maart 2026 wordt € 200,00 terugbetaald van de lening van € 600,00: termijn 2 van 3.",
    )


def test_a_loan_can_go_back_whole_from_the_first_toeslagen() -> None:
    case = a_case(bridging=[a_loan(60000, ON_FIRST_TOESLAGEN)], toeslagen=[a_toeslag()])
    assert said(case, entry_of(case, "loan_repayment")) == (
        "On Monday 20 April 2026 €600.00 of the loan of €600.00 is paid back: "
        "the whole of it, out of the first toeslagen.",
        "Op maandag 20 april 2026 wordt € 600,00 terugbetaald van de lening van € 600,00: "
        "het hele bedrag, uit de eerste toeslagen.",
    )


def test_an_advance_takes_all_that_a_payout_holds() -> None:
    case = a_case(bridging=[an_advance(110000)])
    assert said(case, entry_of(case, "advance_setoff")) == (
        "On Friday 27 February 2026 €998.57 of the advance of €1,100.00 is paid back: all that the payout still held.",
        "Op vrijdag 27 februari 2026 wordt € 998,57 terugbetaald van het voorschot van € 1.100,00: "
        "alles wat er nog over was van de uitkering.",
    )


def test_a_debt_is_called_by_its_name_and_tells_what_is_open() -> None:
    case = a_case(debts=[a_debt(150000, 5000, kind="azc_debt")])
    assert said(case, entry_of(case, "azc_debt")) == (
        "On Friday 27 February 2026 €50.00 of the debt of €1,500.00 (azc debt) is paid back: the agreed instalment.",
        "Op vrijdag 27 februari 2026 wordt € 50,00 terugbetaald van de schuld van € 1.500,00 (azc debt): "
        "het afgesproken bedrag per keer.",
    )
    assert said(case, "/closing/openDebts") == (
        "At the end €1,200.00 of debts is still open: azc debt €1,500.00, minus repaid on the azc debt €300.00.",
        "Aan het eind staat er nog € 1.200,00 open aan schulden: azc debt € 1.500,00, "
        "min terugbetaald van azc debt € 300,00.",
    )


def test_other_money_is_said_to_be_reported() -> None:
    case = a_case(flows=[a_flow("2026-03-10", -7500, "client", "fine")])
    assert said(case, entry_of(case, "fine", "client")) == (
        "On Tuesday 10 March 2026 €75.00 leaves the household’s own account for fine, as was reported for this "
        "household.",
        "Op dinsdag 10 maart 2026 gaat er € 75,00 van de eigen rekening voor boete, zoals voor dit huishouden is "
        "doorgegeven.",
    )


def test_the_rest_of_a_payout_comes_on_its_day() -> None:
    case = a_case("inhouding")
    assert said(case, entry_of(case, "leefgeld", "client", "on")) == (
        "What is left to live on comes on Friday 27 February 2026, the day on which the benefit is paid.",
        "Het geld om van te leven komt op vrijdag 27 februari 2026, de dag waarop de uitkering wordt betaald.",
    )


def test_a_cost_before_the_first_payout_is_paid_from_bridging_money() -> None:
    case = a_case("inhouding", costs=[a_cost(since="2026-02", day=20)], bridging=[a_grant(90000)])
    assert said(case, entry_of(case, "rent")) == (
        "On Friday 20 February 2026 €620.00 is paid for the rent of February 2026 from the bridging money: "
        "the agreed amount from February 2026 on.",
        "Op vrijdag 20 februari 2026 wordt € 620,00 betaald voor huur van februari 2026 uit het overbruggingsgeld: "
        "het afgesproken bedrag vanaf februari 2026.",
    )


def test_a_late_cost_waits_for_a_payout_that_can_carry_it() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=120000)])
    assert said(case, entry_of(case, "rent", field="on")) == (
        "The payment for the rent of March 2026 leaves on Tuesday 31 March 2026, the first payout that can carry it "
        "after it was due on Sunday 1 March 2026.",
        "De betaling voor huur van maart 2026 gaat weg op dinsdag 31 maart 2026, de eerste betaling van de uitkering "
        "die dit kan dragen, nadat het op zondag 1 maart 2026 betaald had moeten zijn.",
    )


def test_a_cost_from_before_the_right_is_paid_on_its_first_bank_day() -> None:
    case = a_case(costs=[a_cost(first=("2026-02-05", 30000))])
    assert said(case, entry_of(case, "rent", field="on")) == (
        "The payment for the rent of the first part month leaves on Monday 9 February 2026, the first bank day of the "
        "right to benefit from Sunday 8 February 2026, because it was due on Thursday 5 February 2026 already.",
        "De betaling voor huur van het eerste deel van een maand gaat weg op maandag 9 februari 2026, de eerste "
        "bankdag van het recht op uitkering vanaf zondag 8 februari 2026, omdat het al op donderdag 5 februari 2026 "
        "betaald moest zijn.",
    )
    assert said(case, entry_of(case, "rent")).en == (
        "On Monday 9 February 2026 €300.00 leaves the budget account for the rent of the first part month: "
        "the amount agreed for that part."
    )


def test_a_cost_that_does_not_fit_says_what_it_would_leave() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=110000, route="if_it_fits")], floor=40000)
    assert said(case, "/leftWithClient/0/amount") == (
        "The household itself pays €1,100.00 for the rent of March 2026, because paying it from the benefit of "
        "Friday 27 February 2026 would leave less than €400.00 to live on.",
        "Het huishouden betaalt zelf € 1.100,00 voor huur van maart 2026, omdat er anders van de uitkering van "
        "vrijdag 27 februari 2026 minder dan € 400,00 overblijft om van te leven.",
    )


def test_a_cost_that_the_municipality_never_pays_has_no_article() -> None:
    case = a_case(costs=[a_cost(route="never", deferrals=[("2026-03", "2026-03-20")])])
    assert said(case, "/leftWithClient/0/amount") == (
        "The household itself pays €620.00 for the rent of March 2026, because the municipality does not pay this "
        "cost.",
        "Het huishouden betaalt zelf € 620,00 voor huur van maart 2026, omdat de gemeente deze kosten niet betaalt.",
    )
    assert said(case, "/leftWithClient/0/due") == (
        "The household itself pays the rent of March 2026, due on Friday 20 March 2026, the day until which the "
        "supplier waits.",
        "Het huishouden betaalt zelf huur van maart 2026, uiterlijk op vrijdag 20 maart 2026, de dag tot wanneer de "
        "leverancier wacht.",
    )
    assert explain(planned(case), "/leftWithClient/0/amount", norm_book()).articles == ()


def test_leefgeld_comes_on_the_first_day_that_it_can() -> None:
    case = a_case(periods=[monthly(40000, day=9)])
    assert said(case, entry_of(case, "leefgeld", "client", "on")) == (
        "Leefgeld comes on Tuesday 10 February 2026, the first day on which it can be paid, because its fixed day, "
        "Monday 9 February 2026, was earlier.",
        "Het leefgeld komt op dinsdag 10 februari 2026, de eerste dag waarop dat kan, omdat de vaste dag, "
        "maandag 9 februari 2026, eerder was.",
    )


def test_leefgeld_ahead_is_never_more_than_a_month() -> None:
    case = a_case(periods=[monthly(40000, since="2026-03-20")])
    assert said(case, entry_of(case, "leefgeld_advance", "client")) == (
        "On Tuesday 10 February 2026 €400.00 of leefgeld is paid ahead for the 52 days from Sunday 8 February 2026 "
        "until the first leefgeld on Wednesday 1 April 2026: €400.00 a month, counted over 28 days, "
        "and never more than a whole month.",
        "Op dinsdag 10 februari 2026 komt er € 400,00 leefgeld vooraf voor de 52 dagen van zondag 8 februari 2026 "
        "tot het eerste leefgeld op woensdag 1 april 2026: € 400,00 per maand, gerekend over 28 dagen, "
        "en nooit meer dan een hele maand.",
    )


def test_bridging_money_comes_on_the_bank_day_after_the_agreed_day() -> None:
    case = a_case(bridging=[a_grant(50000, on="2026-02-14", to="client")])
    assert said(case, entry_of(case, "grant", "client", "on")) == (
        "On Monday 16 February 2026 a grant of €500.00 comes in, on the first bank day after the agreed day, "
        "Saturday 14 February 2026.",
        "Op maandag 16 februari 2026 komt er € 500,00 bijzondere bijstand binnen, op de eerste bankdag na de "
        "afgesproken dag, zaterdag 14 februari 2026.",
    )


def test_a_loan_that_comes_after_the_first_toeslagen_goes_back_at_once() -> None:
    loan = a_loan(60000, ON_FIRST_TOESLAGEN, on="2026-05-04")
    case = a_case(bridging=[loan], toeslagen=[a_toeslag()])
    assert said(case, entry_of(case, "loan_repayment", field="on")) == (
        "On Monday 4 May 2026, the day it arrived, because the first toeslagen came before it, €600.00 of the loan of "
        "€600.00 is paid back.",
        "Op maandag 4 mei 2026, de dag waarop die kwam, omdat de eerste toeslagen er al waren, wordt € 600,00 "
        "terugbetaald van de lening van € 600,00.",
    )


def test_a_loan_that_nobody_repays_stays_open() -> None:
    case = a_case(bridging=[a_loan(60000), an_advance(20000)])
    assert said(case, entry_of(case, "loan")).en == (
        "On Monday 9 February 2026 a loan of €600.00 comes in on the budget account; this plan does not pay it back."
    )
    assert said(case, "/closing/openLoans") == (
        "At the end €600.00 of loans and advances is still open: loan €600.00, plus advance on the benefit €200.00, "
        "minus set-off of the advance €200.00.",
        "Aan het eind staat er nog € 600,00 open aan leningen en voorschotten: lening € 600,00, plus voorschot op de "
        "uitkering € 200,00, min verrekening van het voorschot € 200,00.",
    )


def test_what_was_decided_after_31_october_says_that_it_is_all_of_the_year() -> None:
    case = a_case(toeslagen=[a_toeslag(decided="2026-11-10", since="2026-10")], ends_on="2027-02-28")
    assert said(case, entry_of(case, "huurtoeslag", field="on")) == (
        "€1,122.00 of huurtoeslag comes on Friday 20 November 2026, all that is left of 2026 in one sum, for the "
        "decision of Tuesday 10 November 2026 came after 31 October.",
        "Op vrijdag 20 november 2026 komt er € 1.122,00 huurtoeslag, alles wat er van 2026 nog komt in één keer, want "
        "de beschikking van dinsdag 10 november 2026 kwam na 31 oktober.",
    )
