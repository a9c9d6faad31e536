"""What may leave the house: nothing of a household, and of each type no more than its schema says."""

import pytest

from services.notify.subscriptions.leaving import LEAVING, EventType, schema_of, steps_of


def test_of_every_type_that_can_be_subscribed_to_it_is_said_what_is_told() -> None:
    assert {*LEAVING, EventType.PAYMENT} == set(EventType)
    assert all(kind == leaving.event.type for kind, leaving in LEAVING.items())


@pytest.mark.parametrize("kind", LEAVING)
def test_a_supplier_is_told_of_itself_and_never_of_a_household(kind: EventType) -> None:
    leaving = LEAVING[kind]
    assert {*leaving.fields, *leaving.about} <= set(leaving.event.model_fields)
    assert "supplier_id" in leaving.fields
    assert not {"household_id", "organisation_id"} & set(leaving.fields)


@pytest.mark.parametrize("kind", EventType)
def test_each_schema_says_which_steps_are_told_and_asks_for_all_that_is_told(kind: EventType) -> None:
    schema = schema_of(kind)
    assert schema["properties"]["happened"]["enum"] == [step.value for step in steps_of(kind)]
    assert sorted(schema["properties"]) == schema["required"]
    assert schema["additionalProperties"] is False
    assert not {"householdId", "organisationId"} & set(schema["properties"])


def test_the_schema_of_a_type_is_that_of_what_is_told_with_the_number_that_is_put_in_when_it_is_sent() -> None:
    schema = schema_of(EventType.HANDSHAKE)
    told = ["deadline", "direction", "fromMonth", "handshakeId", "happened", "reference", "state", "supplierId"]
    assert schema["required"] == ["customerNumber", *told]
    assert schema["properties"]["happened"]["enum"] == ["ask", "remind", "decide", "withdraw"]
    assert sorted(schema["$defs"]) == ["HandshakeDirection", "HandshakeState"]


def test_what_is_about_an_account_of_its_own_has_no_customers_number() -> None:
    assert "customerNumber" not in schema_of(EventType.ACCOUNT)["properties"]
