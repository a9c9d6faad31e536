"""What may leave the house: nothing of a household, and of each type no more than its schema says."""

import pytest

from services.notify.subscriptions.leaving import LEAVING, EventType


def test_of_every_type_that_can_be_subscribed_to_it_is_said_what_is_told() -> None:
    assert set(LEAVING) == set(EventType)
    assert all(kind == leaving.event.type for kind, leaving in LEAVING.items())


@pytest.mark.parametrize("kind", EventType)
def test_a_supplier_is_told_of_itself_and_never_of_a_household(kind: EventType) -> None:
    leaving = LEAVING[kind]
    assert set(leaving.fields) <= set(leaving.event.model_fields)
    assert "supplier_id" in leaving.fields
    assert not {"household_id", "organisation_id"} & set(leaving.fields)


def test_the_schema_of_a_type_is_that_of_what_is_told() -> None:
    schema = LEAVING[EventType.HANDSHAKE].schema()
    told = ["deadline", "direction", "fromMonth", "handshakeId", "happened", "state", "supplierId"]
    assert sorted(schema["properties"]) == schema["required"] == told
    assert schema["properties"]["happened"]["enum"] == ["ask", "remind", "decide", "withdraw"]
    assert sorted(schema["$defs"]) == ["HandshakeDirection", "HandshakeState"]
    assert schema["additionalProperties"] is False
