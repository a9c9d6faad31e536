"""Asking a plan why: by place, by amount, and what comes with the sentence."""

from dataclasses import replace

import pytest

from services.errors import NotFound
from services.schedule.norms import norm_book
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.explanation import NoSuchFigure, Text, Unit, explain, explanations, why
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import plan
from tests.schedule.planning.builders import (
    Raw,
    a_case,
    a_coa,
    a_cost,
    a_debt,
    a_grant,
    a_toeslag,
    an_advance,
    monthly,
    planned,
)

_WITHHELD = a_case("inhouding", costs=[a_cost(), a_cost("health_premium", 14449)])
_MANAGED = a_case(
    coa=a_coa(1000, "2026-02-15"),
    costs=[a_cost(), a_cost("phone", 2000)],
    floor=40000,
    periods=[monthly(40000)],
    toeslagen=[a_toeslag(), a_toeslag(9000, kind="kinderbijslag")],
    bridging=[a_grant(50000), an_advance(20000)],
    debts=[a_debt(10000, 5000)],
)


def test_why_566_93_is_answered_in_one_call_with_what_people_can_touch_first() -> None:
    answers = why(planned(_WITHHELD), 56693, norm_book())
    assert [one.path for one in answers[:3]] == ["/entries/6/amount", "/entries/7/amount", "/entries/11/amount"]
    assert [one.path for one in answers[6:]] == [
        "/leftToLiveOn/1/received",
        "/leftToLiveOn/1/rest",
        "/leftToLiveOn/2/received",
        "/leftToLiveOn/2/rest",
        "/leftToLiveOn/3/received",
        "/leftToLiveOn/3/rest",
    ]
    assert answers[0].sentence.en == (
        "On Tuesday 31 March 2026 €566.93 of the benefit is paid to live on: "
        "benefit €1,331.42, minus rent €620.00, minus health insurance premium €144.49."
    )


def test_an_amount_is_found_with_either_sign() -> None:
    made = planned(_WITHHELD)
    assert why(made, -56693, norm_book()) == why(made, 56693, norm_book())
    assert {one.figure for one in why(made, 56693, norm_book())} == {56693, -56693}


def test_an_amount_that_the_plan_does_not_have_has_no_reasons() -> None:
    assert why(planned(_WITHHELD), 12345, norm_book()) == []


def test_days_are_no_cents() -> None:
    made = planned(a_case(coa=a_coa(1000, "2026-02-15")))
    assert explain(made, "/coaDebt/days", norm_book()).figure == 13
    assert why(made, 13, norm_book()) == []


def test_the_money_that_leaves_and_the_money_that_arrives_are_explained_alike() -> None:
    arrives, leaves = (explain(planned(_WITHHELD), f"/entries/{index}/amount", norm_book()) for index in (6, 7))
    assert (arrives.figure, leaves.figure) == (56693, -56693)
    assert arrives.sentence == leaves.sentence
    assert [part.value for part in arrives.parts] == [133142, -14449, -62000]
    assert [part.value for part in leaves.parts] == [-133142, 14449, 62000]


def test_each_part_leads_on_to_the_figures_that_it_is() -> None:
    made = planned(_WITHHELD)
    rest = explain(made, "/entries/6/amount", norm_book())
    assert [part.figures for part in rest.parts] == [
        ("/payouts/1/payable",),
        ("/entries/8/amount",),
        ("/entries/9/amount",),
    ]
    benefit = explain(made, rest.parts[0].figures[0], norm_book())
    assert [(part.name.en, part.value, part.figures) for part in benefit.parts] == [
        ("norm for the whole month", 140150, ("/benefitMonths/1/gross",)),
        ("deduction for COA", 0, ("/benefitMonths/1/coaDeducted",)),
        ("holiday allowance", -7008, ("/benefitMonths/1/holidayAllowance",)),
    ]


def test_a_norm_brings_its_source_and_whether_it_was_verified() -> None:
    norm = explain(planned(_WITHHELD), "/benefitMonths/1/gross", norm_book()).inputs[0]
    assert norm.name == Text("norm a month", "norm per maand")
    assert (norm.value, norm.unit, norm.source, norm.verified) == (
        140150,
        Unit.CENTS,
        "SZW normenbrief 1 January 2026",
        True,
    )


def test_a_norm_that_nobody_verified_says_so() -> None:
    doubtful = NormBook([replace(one, verified=False) for one in norm_book().sets])
    made = plan(read_case(_WITHHELD, doubtful), doubtful)
    gross = explain(made, "/benefitMonths/1/gross", doubtful)
    assert gross.sentence.en == (
        "The benefit for March 2026 before deductions is €1,401.50, the norm for a single adult, "
        "a figure that nobody has verified yet."
    )
    assert gross.sentence.nl.endswith("de norm voor een alleenstaande, een bedrag dat nog niemand heeft gecontroleerd.")
    assert gross.inputs[0].verified is False
    kept = explain(made, "/benefitMonths/1/holidayAllowance", doubtful)
    assert kept.sentence.en.endswith("5% of €1,401.50, a figure that nobody has verified yet.")
    assert kept.inputs[0].verified is False


@pytest.mark.parametrize(
    ("kind", "also"),
    [("cost_sharer_3", [200213]), ("youth_with_top_up", [34599, 74645, 140150])],
)
def test_a_norm_that_no_table_lists_names_what_it_follows_from(kind: str, also: list[int]) -> None:
    found = explain(planned(a_case(norms=[("2026-01", kind)])), "/benefitMonths/1/gross", norm_book()).inputs
    assert [one.value for one in found[1:-2]] == also
    assert all(one.source == "SZW normenbrief 1 January 2026" for one in found[:-2])


@pytest.mark.parametrize(
    ("path", "rule", "articles"),
    [
        ("/benefitMonths/0/days", 1, ("Participatiewet art. 44",)),
        ("/benefitMonths/0/gross", 1, ("Participatiewet art. 21", "Participatiewet art. 45")),
        ("/benefitMonths/0/coaDeducted", 2, ("Participatiewet art. 31",)),
        ("/benefitMonths/0/holidayAllowance", 3, ("Participatiewet art. 19", "Participatiewet art. 45")),
        ("/payouts/0/payable", 3, ("Participatiewet art. 45",)),
        ("/payouts/0/on", 4, ("Participatiewet art. 45",)),
        ("/coaDebt/amount", 5, ("Rva 2005 art. 14",)),
        ("/monthEnds/0/balance", 13, ()),
        ("/leftToLiveOn/0/rest", 14, ()),
        ("/reliefEndsOn", 12, ("Participatiewet art. 56a",)),
        ("/closing/settlement", 9, ()),
        ("/closing/openDebts", 11, ()),
        ("/firstMoneyOn", 8, ("Participatiewet art. 45",)),
        ("/sustainableLeefgeld", "solver", ()),
    ],
)
def test_a_figure_names_its_rule_and_its_law(path: str, rule: int | str, articles: tuple[str, ...]) -> None:
    found = explain(planned(_MANAGED), path, norm_book())
    assert (found.rule, found.articles) == (rule, articles)


@pytest.mark.parametrize(
    ("kind", "rule", "articles"),
    [
        ("huurtoeslag", 6, ("Awir art. 22", "Awir art. 25")),
        ("kinderbijslag", 6, ("AKW art. 12",)),
        ("rent", 7, ("Participatiewet art. 56a",)),
        ("phone", 7, ()),
        ("leefgeld", 8, ("Participatiewet art. 45",)),
        ("grant", 9, ("Participatiewet art. 35",)),
        ("advance", 9, ("Participatiewet art. 52",)),
        ("advance_setoff", 11, ("Participatiewet art. 52", "Participatiewet art. 60")),
        ("furnishing_credit", 11, ()),
    ],
)
def test_an_entry_names_the_rule_and_the_law_of_what_it_comes_from(
    kind: str, rule: int, articles: tuple[str, ...]
) -> None:
    made = planned(_MANAGED)
    index = next(index for index, entry in enumerate(made.entries) if entry.kind == kind)
    found = explain(made, f"/entries/{index}/amount", norm_book())
    assert (found.rule, found.articles) == (rule, articles)


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        ("single_parent", "Participatiewet art. 21"),
        ("couple", "Participatiewet art. 21"),
        ("youth", "Participatiewet art. 20"),
        ("mixed_couple_children", "Participatiewet art. 20"),
        ("aow_single", "Participatiewet art. 22"),
        ("cost_sharer_2", "Participatiewet art. 22a"),
        ("institution_couple", "Participatiewet art. 23"),
    ],
)
def test_each_kind_of_norm_has_its_article(kind: str, article: str) -> None:
    found = explain(planned(a_case(norms=[("2026-01", kind)])), "/benefitMonths/0/gross", norm_book())
    assert found.articles[0] == article


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (
            "/closing/left",
            "there is nothing at ‘/closing/left’; /closing has budget, settlement, unusedBridging, stillLate, "
            "openLoans, openDebts",
        ),
        ("/closing", "/closing is no single figure; it has budget, settlement, unusedBridging, stillLate, openLoans, "
                     "openDebts"),
        ("/entries/5/amount", "there is nothing at ‘/entries/5/amount’; /entries has the items 0 to 4"),
        ("/entries/01/amount", "there is nothing at ‘/entries/01/amount’; /entries has the items 0 to 4"),
        ("/entries/-1/amount", "there is nothing at ‘/entries/-1/amount’; /entries has the items 0 to 4"),
        ("/entries/²/amount", "there is nothing at ‘/entries/²/amount’; /entries has the items 0 to 4"),
        ("/entries/0/kind", "/entries/0/kind is no single figure; it is 'benefit'"),
        ("/payouts/0/months", "/payouts/0/months is no single figure; it has the items 0 to 0"),
        ("/gaps/0/to", "there is nothing at ‘/gaps/0/to’; /gaps is an empty list"),
        ("/reliefEndsOn/day", "there is nothing at ‘/reliefEndsOn/day’; /reliefEndsOn is '2026-04-30'"),
    ],
)  # fmt: skip
def test_a_pointer_to_no_figure_is_told_what_is_there(path: str, answer: str) -> None:
    made = planned(a_case(ends_on="2026-04-30"))
    with pytest.raises(NoSuchFigure) as refused:
        explain(made, path, norm_book())
    assert refused.value.detail == answer
    assert isinstance(refused.value, NotFound)
    assert refused.value.code == "no-such-figure"


def test_what_is_no_pointer_is_told_how_to_write_one() -> None:
    with pytest.raises(NoSuchFigure) as refused:
        explain(planned(_WITHHELD), "rent", norm_book())
    assert refused.value.detail == (
        "‘rent’ is no pointer into the plan; write it as /closing/settlement. The plan has caseId, title, method, "
        "payouts, benefitMonths, entries, monthEnds, gaps, coaDebt, paidTwice, shortfalls, leftWithClient, "
        "leftToLiveOn, firstMoneyOn, daysWithoutMoney, reliefEndsOn, closing, sustainableLeefgeld"
    )


def test_asking_for_all_gives_what_asking_one_by_one_gives() -> None:
    made = planned(_MANAGED)
    assert [explain(made, one.path, norm_book()) for one in explanations(made, norm_book())] == list(
        explanations(made, norm_book())
    )


def test_two_debts_that_are_alike_are_repaid_each_for_itself() -> None:
    case: Raw = a_case(debts=[a_debt(10000, 6000), a_debt(10000, 6000)])
    made = planned(case)
    places = [f"/entries/{i}/amount" for i, entry in enumerate(made.entries) if entry.kind == "furnishing_credit"]
    found = [explain(made, place, norm_book()) for place in places]
    assert [one.figure for one in found] == [-6000, -6000, -4000, -4000]
    assert [one.inputs[1].value for one in found] == [10000, 10000, 4000, 4000]
