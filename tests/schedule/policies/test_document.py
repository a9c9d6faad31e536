"""Every fact of a policy says where it comes from, or why it was inferred."""

from services.schedule.planning.policy import Source
from services.schedule.policies.document import parse
from tests.schedule.policies.files import WHOLE, changed, faults_of


def test_the_evidence_of_a_section_is_that_of_each_fact_in_it() -> None:
    document, faults = parse("nergenshuizen", WHOLE)

    assert faults == []
    assert document is not None
    assert document.sources["routes.energy"] == Source(
        "nergenshuizen", ("policy rules of Nergenshuizen, art. 2",), None
    )
    assert document.facts["routes"] == {"rent": "always", "energy": "never"}, "the evidence is no route"


def test_an_inferred_figure_has_its_reason_and_no_evidence() -> None:
    text = changed(
        'evidence = ["policy rules of Nergenshuizen, art. 4"]',
        'evidence = ["policy rules of Nergenshuizen, art. 4"]\ninferred.floor = "as elsewhere in the region"',
    )
    document, faults = parse("nergenshuizen", text)

    assert faults == []
    assert document is not None
    assert document.sources["leefgeld.floor"] == Source("nergenshuizen", (), "as elsewhere in the region")


def test_a_reason_for_a_table_is_the_reason_for_all_in_it() -> None:
    by_type = "floor = { single = 40000, couple = 55000, youth = 25000, youth_couple = 40000 }\ninferred.floor = 'so'"
    document, _ = parse("nergenshuizen", changed("floor = 40000", by_type))

    assert document is not None
    assert document.sources["leefgeld.floor.youth"].inferred == "so"


def test_a_fact_of_which_nothing_says_whence_it_comes_is_a_fault() -> None:
    text = changed('evidence = ["policy rules of Nergenshuizen, art. 3"]\n', 'inferred.day = "as most do"\n')

    assert faults_of(nergenshuizen=text) == [
        "nergenshuizen.toml, line 15: payout.month_offset: nothing says where this comes from "
        "(name its source in evidence of this section, or the reason for the figure in inferred)"
    ]


def test_a_title_needs_no_source() -> None:
    text = changed('evidence = ["policy rules of Nergenshuizen, art. 1"]\n', "")

    assert [fault.split(": ")[1] for fault in faults_of(nergenshuizen=text)] == [
        "executor",
        "method",
        "coa_treatment",
        "cost_order",
    ]


def test_a_reason_for_what_does_not_stand_there_is_a_fault() -> None:
    text = changed("floor = 40000", 'floor = 40000\ninferred.flour = "as elsewhere"')

    assert faults_of(nergenshuizen=text) == [
        "nergenshuizen.toml, line 20: leefgeld.inferred: 'flour' does not stand in this section (one of: floor)"
    ]


def test_evidence_is_a_list_of_texts_and_a_reason_is_a_text() -> None:
    text = changed('evidence = ["policy rules of Nergenshuizen, art. 4"]', 'evidence = "art. 4"\ninferred.floor = 4')

    assert faults_of(nergenshuizen=text) == [
        "nergenshuizen.toml, line 20: leefgeld.evidence: a list belongs here, not the text 'art. 4'",
        "nergenshuizen.toml, line 21: leefgeld.inferred.floor: a text that is not empty belongs here, not 4",
    ]
