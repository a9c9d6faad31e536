"""A sample is a value that the schema allows, or none is made."""

import json
from typing import Any

import pytest

from house.commands.supplier_check import schemas
from house.supplier_check.sample import NoSampleError, sample, samples
from services.events import event_types
from services.notify.supplier_payments.payment import PAYMENT_CHANGED, PaymentTold

NUMBERS = {"customerNumber", "reference"}
"""What is put in when it is sent, and stands in no event."""


def _read(kind: str, told: dict[str, Any]) -> None:
    """As what it was made of: a payment as it is told, all else as an event with what that has besides."""
    if kind == PAYMENT_CHANGED:
        PaymentTold.model_validate_json(json.dumps(told))
    else:
        event = event_types()[kind]
        whole = {**sample(event.model_json_schema(by_alias=True, mode="serialization")), **told}
        event.model_validate(whole, by_alias=True, by_name=False)


@pytest.mark.parametrize("kind", sorted(schemas()))
def test_each_sample_of_what_leaves_the_house_is_what_we_can_read(kind: str) -> None:
    schema = schemas()[kind]
    for told in samples(schema, "happened"):
        assert set(told) == set(schema["properties"])
        _read(kind, {name: value for name, value in told.items() if name not in NUMBERS})


def test_a_sample_stands_for_each_word_of_a_list_and_for_one_where_there_is_none() -> None:
    schema = {
        "type": "object",
        "properties": {"happened": {"enum": ["ask", "remind"]}, "amount": {"type": "integer", "exclusiveMinimum": 9}},
    }
    assert samples(schema, "happened") == [{"happened": "ask", "amount": 10}, {"happened": "remind", "amount": 10}]
    assert samples(schema, "state") == [{"happened": "ask", "amount": 10}]


@pytest.mark.parametrize("rule", [{"type": "string", "pattern": "^x$"}, {"type": "string", "format": "uri"}, {}])
def test_a_rule_of_which_no_sample_is_kept_is_not_guessed_at(rule: dict[str, Any]) -> None:
    with pytest.raises(NoSampleError):
        sample({"type": "object", "properties": {"it": rule}})
