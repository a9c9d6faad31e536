"""What a message may be made of: names that fit, and words that the other services know."""

from dataclasses import fields
from datetime import date

import pytest
from pydantic import TypeAdapter

from house.messages.invented import INVENTED
from services.errors import InvalidInput
from services.events import PaidCost
from services.notify.messages.facts import EVERY_FACTS, Contact, Facts, LeefgeldComing, WentWrong
from services.notify.messages.kinds import Cost, Kind, Mishap


def test_there_are_facts_for_each_kind_once() -> None:
    assert [facts.kind for facts in EVERY_FACTS] == list(Kind)
    assert {facts.kind for facts in INVENTED.values()} == set(Kind)


def test_a_cost_is_called_as_the_other_services_call_it() -> None:
    assert {cost.value for cost in Cost} == {cost.value for cost in PaidCost}


@pytest.mark.parametrize("facts", INVENTED.values(), ids=INVENTED)
def test_facts_can_be_kept_as_json_and_read_back(facts: Facts) -> None:
    adapter = TypeAdapter(type(facts))
    assert adapter.validate_json(adapter.dump_json(facts)) == facts


def test_all_that_is_wrong_with_a_contact_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        Contact(name="n" * 61, phone="call me")
    assert [fault.where for fault in refused.value.faults] == ["name", "phone"]


@pytest.mark.parametrize("name", ["", "  ", "Noor\nBel 0900", "Noor\u202egnal"])
def test_a_name_cannot_break_a_line_or_turn_the_direction(name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be printed"):
        Contact(name=name, phone="010 123 45 67")


@pytest.mark.parametrize("name", ["J.P. de Vries", "H. van den Berg", "سلمى", "ሰላም"])
def test_a_name_is_in_any_script(name: str) -> None:
    assert Contact(name=name, phone="+31 10 123 45 67").name == name


@pytest.mark.parametrize(
    ("mishap", "cost"),
    [(Mishap.PAYMENT_LATE, None), (Mishap.PAYMENT_CAME_BACK, None), (Mishap.LEEFGELD_LATE, Cost.RENT)],
)
def test_a_payment_that_went_wrong_has_a_cost_and_leefgeld_has_none(mishap: Mishap, cost: Cost | None) -> None:
    every = {field.name: getattr(INVENTED["review"], field.name) for field in fields(Facts)}
    with pytest.raises(InvalidInput, match="does not go with what went wrong"):
        WentWrong(**every, mishap=mishap, cost=cost, amount=100, mended_on=date(2026, 3, 4))


def test_an_organisation_has_a_name_that_fits() -> None:
    known = INVENTED["leefgeld-coming"]
    assert isinstance(known, LeefgeldComing)
    with pytest.raises(InvalidInput, match="write at most 60"):
        LeefgeldComing(organisation="o" * 61, contact=known.contact, ends_on=known.ends_on, leefgeld=known.leefgeld)
