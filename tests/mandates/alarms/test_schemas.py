"""What is told of an alarm, over HTTP and as an event, is what was published of it: of every kind, in every state."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema_rs import Draft202012Validator

from services.events import json_schema
from services.mandate_events import AlarmChanged, AlarmEvent, AlarmKind, AlarmState
from services.mandates.alarms.alarm import ALARMS, NO_MONTH, Alarm, AlarmAnswer, AlarmKey
from services.mandates.alarms.rules import LEEFGELD
from services.mandates.alarms.schemas import Alarm as AlarmOnTheWire
from services.months import parse_month

HOUSEHOLD, ALARM = UUID(int=1), UUID(int=2)
ACT_BY, HARMS_ON = date(2026, 3, 2), date(2026, 3, 9)
PUBLISHED = json.loads((Path(__file__).parents[3] / "docs/openapi/mandates.json").read_text())["components"]
TOLD = Draft202012Validator({"$ref": "#/components/schemas/Alarm", "components": PUBLISHED}, validate_formats=True)
ANNOUNCED = Draft202012Validator(json_schema(AlarmChanged), validate_formats=True)


def an_alarm(kind: AlarmKind, state: AlarmState) -> Alarm:
    """An alarm of that kind in that state, about what such a one may be about."""
    about, month = ("rent", parse_month("2026-04")) if kind is AlarmKind.NO_PAYER else (LEEFGELD, NO_MONTH)
    is_new, is_over = state is AlarmState.OPEN, state is AlarmState.CLOSED
    return Alarm(
        ALARM, AlarmKey(HOUSEHOLD, kind, about, month), 1, state, 1, ACT_BY, ACT_BY, HARMS_ON, "account_unknown",
        owner=None if is_new else "anna",
        answer=None if is_new else AlarmAnswer.CALLED_CLIENT,
        escalated_to=None if is_new else "rosa",
        closed_by="handshake.confirm" if is_over else None,
        closed_on=HARMS_ON if is_over else None,
    )  # fmt: skip


def news(kind: AlarmKind, happened: AlarmEvent, state: AlarmState) -> dict[str, Any]:
    """What is announced of a step of an alarm."""
    changed = AlarmChanged(
        organisation_id=UUID(int=7),
        household_id=HOUSEHOLD,
        alarm_id=ALARM,
        kind=kind,
        happened=happened,
        state=state,
        act_by=ACT_BY,
        harms_on=HARMS_ON,
    )
    return changed.data()


@pytest.mark.parametrize("kind", AlarmKind)
def test_an_alarm_of_each_kind_is_told_and_announced_as_its_schemas_say(kind: AlarmKind) -> None:
    for state in AlarmState:
        told = AlarmOnTheWire.of(an_alarm(kind, state)).model_dump(mode="json", by_alias=True)
        assert [one.message for one in TOLD.iter_errors(told)] == []
        assert told["kind"] == kind.value
    steps = {(AlarmEvent.RAISE, ALARMS.first), *((event, after) for _, event, after in ALARMS.pairs() if after)}
    for happened, state in steps:
        assert [one.message for one in ANNOUNCED.iter_errors(news(kind, happened, state))] == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"kind": "no_such_kind"}, "kind"),
        ({"happened": "forget"}, "happened"),
        ({"state": "asleep"}, "state"),
        ({"actBy": "soon"}, "actBy"),
        ({"why": "rent of T. Testpersoon"}, ""),
    ],
)
def test_what_is_no_alarm_is_none_by_its_schema(said: dict[str, str], what: str) -> None:
    announced = {**news(AlarmKind.NO_PAYER, AlarmEvent.RAISE, AlarmState.OPEN), **said}
    (fault,) = ANNOUNCED.iter_errors(announced)
    assert "/".join(map(str, fault.instance_path)) == what
