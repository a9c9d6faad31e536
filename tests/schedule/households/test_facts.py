"""Facts are corrected by new facts, once and with a reason, and never edited."""

import pytest

from services.errors import InvalidInput
from services.ids import SeededIds
from services.schedule.households.facts import (
    Fact,
    FactStands,
    FactWasCorrected,
    Statement,
    changes,
    recorded,
    standing,
)
from tests.schedule.households.builders import B12, NOW, RENT, content, facts_of, statement

_ids = SeededIds("more facts")


def record(known: list[Fact], *statements: Statement) -> list[Fact]:
    return [*known, *recorded(known, statements, "bram", NOW, lambda: _ids.new_id(NOW))]


def test_facts_are_numbered_in_the_order_of_recording() -> None:
    facts = record(facts_of(RENT), statement(B12))
    assert [(fact.sequence, fact.kind, fact.about) for fact in facts] == [
        (1, "cost_contracted", "rent"),
        (2, "b12_received", ""),
    ]


def test_a_correction_takes_the_place_of_what_it_corrects_and_says_why() -> None:
    known = facts_of(RENT)
    facts = record(known, statement(RENT | {"amount": 64000}, known[0], "misread the contract"))
    assert standing(facts) == {("cost_contracted", "rent"): facts[1]}
    assert (facts[1].corrects, facts[1].reason, facts[1].recorded_by) == (1, "misread the contract", "bram")
    assert facts[0] == known[0]


def test_a_retraction_leaves_nothing_standing() -> None:
    known = facts_of(B12)
    facts = record(known, Statement(None, known[0].id, "it was another household's"))
    assert standing(facts) == {}
    assert (facts[1].kind, facts[1].content, facts[1].holds_from) == ("retraction", None, known[0].holds_from)


def test_after_a_retraction_the_same_can_be_stated_anew() -> None:
    known = facts_of(B12)
    facts = record(record(known, Statement(None, known[0].id, "wrong day")), statement(B12 | {"on": "2026-02-17"}))
    assert standing(facts) == {("b12_received", ""): facts[2]}


def test_a_correction_may_be_about_another_month() -> None:
    paid = {"kind": "benefit_paid", "month": "2026-03", "amount": 98000}
    known = facts_of(paid)
    facts = record(known, statement(paid | {"month": "2026-04"}, known[0], "it was April's"))
    assert list(standing(facts)) == [("benefit_paid", "2026-04")]


def test_what_is_known_already_is_not_stated_again() -> None:
    known = facts_of(RENT, B12)
    with pytest.raises(FactStands, match=f"cost_contracted rent \\(fact {known[0].id}\\)"):
        record(known, statement(RENT | {"amount": 64000}))


def test_a_fact_is_corrected_once() -> None:
    known = facts_of(B12)
    facts = record(known, statement(B12 | {"on": "2026-02-16"}, known[0], "wrong day"))
    with pytest.raises(FactWasCorrected, match=str(known[0].id)):
        record(facts, statement(B12 | {"on": "2026-02-17"}, known[0], "wrong day again"))


def test_a_correction_cannot_push_another_fact_aside() -> None:
    march = {"kind": "benefit_paid", "month": "2026-03", "amount": 98000}
    known = facts_of(march, march | {"month": "2026-04"})
    with pytest.raises(FactStands):
        record(known, statement(march | {"month": "2026-04", "amount": 1}, known[0], "it was April's"))


def test_a_fact_of_another_kind_takes_no_place() -> None:
    known = facts_of(B12)
    with pytest.raises(InvalidInput, match="a cost_contracted cannot take the place of a b12_received"):
        record(known, Statement(content(RENT), known[0].id, "a slip", "corrections[0]"))


def test_an_unknown_fact_cannot_be_corrected() -> None:
    with pytest.raises(InvalidInput, match="is no fact of this household"):
        record(facts_of(B12), Statement(content(B12), _ids.new_id(NOW), "a slip", "corrections[0]"))


def test_the_same_is_not_stated_twice_at_once() -> None:
    with pytest.raises(InvalidInput, match="the same is stated twice at once"):
        record([], statement(B12), statement(B12 | {"on": "2026-02-16"}))


def test_a_second_bill_of_a_kind_is_not_lost_but_sent_to_another_kind() -> None:
    """A month is paid once by the kind of cost, so a second rent beside the first would never be paid."""
    garage = RENT | {"amount": 7500, "dueDay": 15}
    advice = "; a second bill of this kind is stated under another kind, such as other, with its own payee"
    with pytest.raises(InvalidInput) as at_once:
        record([], statement(RENT), statement(garage))
    assert [fault.cure for fault in at_once.value.faults] == [f"leave one of them out{advice}"]
    with pytest.raises(FactStands, match="; a second bill of this kind is stated under another"):
        record(facts_of(RENT), statement(garage))


def test_only_news_becomes_a_statement() -> None:
    known = facts_of(RENT, B12)
    wanted = [content(RENT), content(B12 | {"on": "2026-02-16"}), content({"kind": "relief_ends", "on": "2026-08-07"})]
    assert changes(standing(known), wanted, "caseload") == [
        Statement(wanted[1], known[1].id, "caseload"),
        Statement(wanted[2]),
    ]
