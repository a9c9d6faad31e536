"""Why benefit, toeslagen and COA's claim are what they are, in the words that a client hears."""

import pytest

from tests.schedule.planning.builders import a_case, a_coa, a_toeslag
from tests.schedule.planning.sentences import entry_of, said


def test_a_part_month_counts_its_days() -> None:
    assert said(a_case(), "/benefitMonths/0/gross") == (
        "The benefit for February 2026 before deductions is €1,051.13: 21 of 28 days of the norm for a single adult, "
        "€1,401.50 a month.",
        "De uitkering voor februari 2026 is vóór aftrek € 1.051,13: 21 van de 28 dagen van de norm voor een "
        "alleenstaande, € 1.401,50 per maand.",
    )


def test_a_whole_month_is_the_norm() -> None:
    case = a_case(norms=[("2026-01", "cost_sharer_3")])
    assert said(case, "/benefitMonths/1/gross") == (
        "The benefit for March 2026 before deductions is €867.59, the norm for a person who shares a home with "
        "2 other adults.",
        "De uitkering voor maart 2026 is vóór aftrek € 867,59, de norm voor iemand die de woning deelt met "
        "2 andere volwassenen.",
    )


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (
            "2026-02-26",
            (
                "In February 2026 there is a right to benefit for 3 days: from Thursday 26 February 2026 up to and "
                "including Saturday 28 February 2026.",
                "In februari 2026 is er 3 dagen recht op uitkering: van donderdag 26 februari 2026 tot en met "
                "zaterdag 28 februari 2026.",
            ),
        ),
        (
            "2026-02-28",
            (
                "In February 2026 there is a right to benefit for 1 day: Saturday 28 February 2026.",
                "In februari 2026 is er 1 dag recht op uitkering: zaterdag 28 februari 2026.",
            ),
        ),
    ],
)
def test_one_day_is_no_days(starts_on: str, expected: tuple[str, str]) -> None:
    assert said(a_case(starts_on=starts_on), "/benefitMonths/0/days") == expected


def test_the_holiday_allowance_names_the_share_of_its_norm_set() -> None:
    assert said(a_case(), "/benefitMonths/5/holidayAllowance") == (
        "€68.13 of the benefit for July 2026 is kept back as holiday allowance: 4.8% of €1,419.46.",
        "Van de uitkering voor juli 2026 wordt € 68,13 bewaard als vakantietoeslag: 4,8% van € 1.419,46.",
    )


def test_june_brings_the_holiday_allowance_back() -> None:
    assert said(a_case(), "/payouts/4/payable") == (
        "On Tuesday 30 June 2026 €1,594.22 of benefit is paid for June 2026: benefit for June 2026 €1,331.42, "
        "plus holiday allowance kept back so far €262.80.",
        "Op dinsdag 30 juni 2026 wordt € 1.594,22 uitkering betaald voor juni 2026: uitkering voor juni 2026 "
        "€ 1.331,42, plus vakantietoeslag die tot nu toe is bewaard € 262,80.",
    )


def test_what_comes_off_for_coa_says_when_it_is_given_back() -> None:
    assert said(a_case(coa=a_coa(1000, "2026-03-10")), "/benefitMonths/0/coaDeducted") == (
        "€210.00 comes off the benefit for February 2026, because COA paid too: 21 days at €10.00 a day; "
        "it is given back on Tuesday 31 March 2026.",
        "Van de uitkering voor februari 2026 gaat € 210,00 af, omdat COA ook betaalde: 21 dagen van € 10,00; "
        "dat komt terug op dinsdag 31 maart 2026.",
    )


def test_nothing_comes_off_when_the_b12_was_in_time() -> None:
    assert said(a_case(coa=a_coa(1000, "2026-02-15")), "/benefitMonths/0/coaDeducted") == (
        "Nothing comes off the benefit for February 2026 for COA’s allowance, because the B12 was processed on "
        "Monday 16 February 2026, in time for this payout.",
        "Er gaat niets af van de uitkering voor februari 2026 voor het geld van COA, omdat de B12 op "
        "maandag 16 februari 2026 was verwerkt, op tijd voor deze betaling.",
    )


def test_what_the_benefit_system_really_pays_is_said_to_be_that() -> None:
    assert said(a_case(actual=[("2026-03", 121000)]), "/benefitMonths/1/payable") == (
        "For March 2026 €1,210.00 of benefit is paid, because that is what the benefit system really pays.",
        "Voor maart 2026 wordt € 1.210,00 uitkering betaald, omdat de uitkeringsadministratie dat echt betaalt.",
    )


def test_a_month_rides_along_until_the_decision_is_there() -> None:
    assert said(a_case(decided_on="2026-03-05"), "/payouts/0/months/0") == (
        "February 2026 is paid along on Tuesday 31 March 2026, because its own payout day, Friday 27 February 2026, "
        "was before the decision of Thursday 5 March 2026.",
        "Februari 2026 wordt mee betaald op dinsdag 31 maart 2026, omdat de eigen betaaldag, vrijdag 27 februari 2026, "
        "vóór het besluit van donderdag 5 maart 2026 lag.",
    )


def test_coa_wants_back_every_day_until_the_b12_counts() -> None:
    case = a_case(coa=a_coa(1000, "2026-02-15"))
    assert said(case, "/coaDebt/amount") == (
        "COA wants €130.00 back: 13 days at €10.00 a day.",
        "COA wil € 130,00 terug: 13 dagen van € 10,00.",
    )
    assert said(case, "/coaDebt/days") == (
        "COA paid for 13 days too long: from Tuesday 3 February 2026 up to and including Sunday 15 February 2026, "
        "because the B12 counts from Monday 16 February 2026.",
        "COA betaalde 13 dagen te lang: van dinsdag 3 februari 2026 tot en met zondag 15 februari 2026, "
        "omdat de B12 meetelt vanaf maandag 16 februari 2026.",
    )


def test_without_a_b12_the_household_pays_twice() -> None:
    case = a_case(coa=a_coa(1000), ends_on="2026-03-20")
    assert said(case, "/paidTwice") == (
        "€210.00 is paid twice, because it came off the benefit and COA wants it back as well: "
        "deduction in February 2026 €210.00.",
        "€ 210,00 wordt twee keer betaald, omdat het van de uitkering af ging en COA het ook terug wil: "
        "aftrek in februari 2026 € 210,00.",
    )


def test_a_toeslag_names_its_months_and_its_account() -> None:
    case = a_case(toeslagen=[a_toeslag()])
    assert said(case, entry_of(case, "huurtoeslag")) == (
        "On Monday 20 April 2026 €1,122.00 of huurtoeslag comes in on the budget account, for March 2026 up to and "
        "including May 2026: 3 months at €374.00.",
        "Op maandag 20 april 2026 komt er € 1.122,00 huurtoeslag binnen op de budgetrekening, voor maart 2026 tot en "
        "met mei 2026: 3 maanden van € 374,00.",
    )


def test_a_late_decision_moves_the_first_toeslag() -> None:
    case = a_case(toeslagen=[a_toeslag(decided="2026-04-21", to="client")])
    assert said(case, entry_of(case, "huurtoeslag", "client", "on")) == (
        "€1,122.00 of huurtoeslag comes on Tuesday 28 April 2026, the first bank day a week after the decision of "
        "Tuesday 21 April 2026, which came after that month’s pay day.",
        "Op dinsdag 28 april 2026 komt er € 1.122,00 huurtoeslag, de eerste bankdag een week na de beschikking van "
        "dinsdag 21 april 2026, die na de betaaldag van die maand kwam.",
    )


def test_coa_can_take_no_more_than_the_benefit() -> None:
    case = a_case(coa=a_coa(6000), norms=[("2026-01", "youth")])
    assert said(case, "/benefitMonths/0/coaDeducted") == (
        "€259.49 comes off the benefit for February 2026, because COA paid too: 21 days at €60.00 a day, "
        "but never more than the benefit.",
        "Van de uitkering voor februari 2026 gaat € 259,49 af, omdat COA ook betaalde: 21 dagen van € 60,00, "
        "maar nooit meer dan de uitkering.",
    )


def test_where_coa_is_only_a_debt_nothing_comes_off() -> None:
    case = a_case(coa=a_coa(1000, treatment="debt_only"))
    assert said(case, "/benefitMonths/0/coaDeducted") == (
        "Nothing comes off the benefit for February 2026 for COA’s allowance, because here it is only a debt to COA "
        "and no income.",
        "Er gaat niets af van de uitkering voor februari 2026 voor het geld van COA, omdat het hier alleen een schuld "
        "bij COA is en geen inkomen.",
    )


def test_a_b12_before_the_departure_leaves_no_debt() -> None:
    assert said(a_case(coa=a_coa(1000, "2026-02-03")), "/coaDebt/amount") == (
        "COA wants nothing back, because the B12 was there by the departure on Tuesday 3 February 2026.",
        "COA wil niets terug, omdat de B12 er al was bij het vertrek op dinsdag 3 februari 2026.",
    )


def test_one_day_too_long_is_one_day() -> None:
    assert said(a_case(coa=a_coa(1000, "2026-02-04")), "/coaDebt/days") == (
        "COA paid for 1 day too long: Tuesday 3 February 2026, because the B12 counts from Wednesday 4 February 2026.",
        "COA betaalde 1 dag te lang: dinsdag 3 februari 2026, omdat de B12 meetelt vanaf woensdag 4 februari 2026.",
    )


def test_without_a_b12_coa_counts_until_the_end_of_the_relief() -> None:
    assert said(a_case(coa=a_coa(1000), ends_on="2026-03-20"), "/coaDebt/days") == (
        "COA paid for 46 days too long: from Tuesday 3 February 2026 up to and including Friday 20 March 2026, "
        "the last day of the relief, because no B12 has come yet.",
        "COA betaalde 46 dagen te lang: van dinsdag 3 februari 2026 tot en met vrijdag 20 maart 2026, "
        "de laatste dag van het ontzorgen, omdat er nog geen B12 is.",
    )


def test_what_was_given_back_is_not_paid_twice() -> None:
    assert said(a_case(coa=a_coa(1000, "2026-03-10")), "/paidTwice") == (
        "Nothing is paid twice, because what came off the benefit for COA is given back: deduction in February 2026 "
        "€210.00, minus giving back of the deduction in February 2026 €210.00.",
        "Er wordt niets twee keer betaald, omdat de aftrek voor COA terugkomt bij de uitkering: aftrek in februari "
        "2026 € 210,00, min teruggave van de aftrek in februari 2026 € 210,00.",
    )


def test_a_payout_day_on_a_saturday_moves_to_the_bank_day_before() -> None:
    assert said(a_case(), "/payouts/0/on") == (
        "The benefit for February 2026 is paid on Friday 27 February 2026, the last bank day before the fixed payout "
        "day, Saturday 28 February 2026.",
        "De uitkering voor februari 2026 wordt betaald op vrijdag 27 februari 2026, de laatste bankdag vóór de vaste "
        "betaaldag, zaterdag 28 februari 2026.",
    )


def test_months_of_a_toeslag_at_different_amounts_are_named() -> None:
    case = a_case(toeslagen=[a_toeslag([("2026-03", 37400), ("2026-05", 38000)])])
    assert said(case, entry_of(case, "huurtoeslag")) == (
        "On Monday 20 April 2026 €1,128.00 of huurtoeslag comes in on the budget account, for March 2026 up to and "
        "including May 2026: huurtoeslag for May 2026 €380.00, plus huurtoeslag for March 2026 €374.00, "
        "plus huurtoeslag for April 2026 €374.00.",
        "Op maandag 20 april 2026 komt er € 1.128,00 huurtoeslag binnen op de budgetrekening, voor maart 2026 tot en "
        "met mei 2026: huurtoeslag voor mei 2026 € 380,00, plus huurtoeslag voor maart 2026 € 374,00, "
        "plus huurtoeslag voor april 2026 € 374,00.",
    )


def test_later_toeslagen_come_on_the_pay_day_of_the_month_before() -> None:
    case = a_case(toeslagen=[a_toeslag()])
    assert said(case, entry_of(case, "huurtoeslag", field="on", nth=1)) == (
        "€374.00 of huurtoeslag comes on Wednesday 20 May 2026, the fixed pay day in the month before June 2026.",
        "Op woensdag 20 mei 2026 komt er € 374,00 huurtoeslag, de vaste betaaldag in de maand vóór juni 2026.",
    )


def test_a_toeslag_never_comes_before_its_entitlement() -> None:
    case = a_case(toeslagen=[a_toeslag(decided="2026-02-10", since="2026-05")])
    assert said(case, entry_of(case, "huurtoeslag", field="on")) == (
        "€374.00 of huurtoeslag comes on Monday 20 April 2026, the pay day before the first month of the entitlement, "
        "May 2026.",
        "Op maandag 20 april 2026 komt er € 374,00 huurtoeslag, de betaaldag vóór de eerste maand van het recht, "
        "mei 2026.",
    )
