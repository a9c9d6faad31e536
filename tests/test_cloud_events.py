import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from services.cloud_events import CloudEvent, source_urn
from services.errors import InvalidInput
from services.events import PlanMade

ID = UUID("019ca6b1-0000-7000-8000-000000000009")
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
SOURCE = source_urn("00000001234567890000", "ontzorg")
MADE = PlanMade(
    organisation_id=UUID("019ca6b1-0000-7000-8000-000000000001"),
    household_id=UUID("019ca6b1-0000-7000-8000-000000000002"),
    plan_id=UUID("019ca6b1-0000-7000-8000-000000000003"),
    version=4,
)


def document(**changes: Any) -> bytes:
    return json.dumps(json.loads(CloudEvent.of(MADE, ID, NOW, SOURCE).to_json()) | changes).encode()


def test_an_event_travels_as_a_structured_cloud_event_of_the_nl_gov_profile() -> None:
    assert json.loads(CloudEvent.of(MADE, ID, NOW, SOURCE).to_json()) == {
        "specversion": "1.0",
        "id": "019ca6b1-0000-7000-8000-000000000009",
        "source": "urn:nld:oin:00000001234567890000:systeem:ontzorg",
        "type": "nl.ontzorg.schedule.plan.made",
        "subject": "019ca6b1-0000-7000-8000-000000000003",
        "time": "2026-03-01T12:30:00Z",
        "datacontenttype": "application/json",
        "data": {
            "organisationId": "019ca6b1-0000-7000-8000-000000000001",
            "householdId": "019ca6b1-0000-7000-8000-000000000002",
            "planId": "019ca6b1-0000-7000-8000-000000000003",
            "version": 4,
        },
    }


def test_the_time_is_in_utc_whatever_offset_it_was_given_in() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=1)))
    assert CloudEvent.of(MADE, ID, elsewhere, SOURCE).to_json() == CloudEvent.of(MADE, ID, NOW, SOURCE).to_json()


def test_the_same_event_is_the_same_bytes_however_its_row_was_stored() -> None:
    straight = CloudEvent.of(MADE, ID, NOW, SOURCE)
    shuffled = CloudEvent(ID, SOURCE, MADE.type, MADE.subject, NOW, dict(reversed(MADE.data().items())))
    assert shuffled.to_json() == straight.to_json()


def test_what_was_sent_is_read_back() -> None:
    received = CloudEvent.from_json(document())
    assert (received.id, received.source, received.time, received.event()) == (ID, SOURCE, NOW, MADE)


def test_its_place_among_those_of_its_subject_is_a_text_that_is_ordered_as_the_number() -> None:
    second, tenth = (replace(CloudEvent.of(MADE, ID, NOW, SOURCE), sequence=place) for place in (2, 10))
    written = [json.loads(one.to_json())["sequence"] for one in (second, tenth)]
    assert written == sorted(written) == ["0000000000000000002", "0000000000000000010"]
    assert CloudEvent.from_json(tenth.to_json()) == tenth
    assert CloudEvent.from_json(document()).sequence is None


@pytest.mark.parametrize("sequence", ["", "-1", "second", "0" * 20])
def test_a_place_that_is_no_number_is_refused(sequence: str) -> None:
    with pytest.raises(InvalidInput, match="sequence"):
        CloudEvent.from_json(document(sequence=sequence))


def test_a_field_of_a_later_version_is_let_through() -> None:
    received = CloudEvent.from_json(document(dataschema="urn:x", data=MADE.data() | {"madeBy": "somebody"}))
    assert received.event() == MADE


def test_an_unknown_type_is_refused_when_it_is_opened() -> None:
    received = CloudEvent.from_json(document(type="nl.ontzorg.schedule.plan.lost"))
    with pytest.raises(InvalidInput, match=r"type: ‘nl.ontzorg.schedule.plan.lost’ is no event of ours"):
        received.event()


def test_every_fault_of_the_data_is_named() -> None:
    received = CloudEvent.from_json(document(data={"planId": "no id", "version": 4}))
    with pytest.raises(InvalidInput) as refusal:
        received.event()
    assert [fault.where for fault in refusal.value.faults] == ["data.organisationId", "data.householdId", "data.planId"]


def test_every_fault_of_the_envelope_is_named() -> None:
    with pytest.raises(InvalidInput) as refusal:
        CloudEvent.from_json(document(specversion="0.3", id="1", time="2026-03-01T12:30:00", source=""))
    assert [fault.where for fault in refusal.value.faults] == ["specversion", "id", "source", "time"]


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"specversion":"1.0"'])
def test_what_is_no_document_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        CloudEvent.from_json(body)


def test_a_source_names_every_fault_of_its_parts() -> None:
    with pytest.raises(InvalidInput) as refusal:
        source_urn("123", "Onze Software")
    assert [fault.where for fault in refusal.value.faults] == ["oin", "system"]
