from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.events import (
    Event,
    FactRecorded,
    HoldReason,
    PaymentHeld,
    PlanMade,
    RunKind,
    RunProposed,
    event_types,
    json_schema,
)
from services.notify_events import (
    AddresseeChanged,
    DeskAlarmChanged,
    DeskNoticeMade,
    DeskWorkerChanged,
    MessageNotTold,
    SourceChanged,
    SubscriptionChanged,
    WordChanged,
)

ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")
_OF_THE_DESK = {DeskWorkerChanged.type, DeskAlarmChanged.type, DeskNoticeMade.type}
HOUSEHOLD = UUID("019ca6b1-0000-7000-8000-000000000002")
THING = UUID("019ca6b1-0000-7000-8000-000000000003")


def test_the_schedule_announces_these_and_nothing_else() -> None:
    announced = {name for name in event_types() if name.startswith("nl.ontzorg.schedule.")}
    assert announced == {
        f"nl.ontzorg.schedule.{happened}"
        for happened in (
            "household.registered",
            "household.left-out",
            "fact.recorded",
            "plan.made",
            "task.opened",
            "task.closed",
            "run-task.changed",
            "run.proposed",
            "run.approved",
            "run.frozen",
            "run.filed",
            "instructions.written",
            "instructions.answered",
            "instructions.unanswered",
            "payment.held",
            "payment.settled-otherwise",
            "statement.received",
            "toeslag.changed",
            "toeslag.arrived",
            "toeslag-account-request.changed",
            "toeslag-claim.changed",
            "payments.executed",
            "payment.returned",
            "payment-outcome.taken-back",
            "bank-exception.raised",
            "bank-exception.closed",
            "booking-decision.changed",
            "bank-channel.changed",
            "payment-recall.changed",
            "proceeding.changed",
            "payment-allocation.changed",
            "arrears.answered",
            "word.answered",
            "journal.exported",
            "bridging-decision.changed",
            "bridging.cleared",
        )
    }


def test_notify_announces_what_becomes_of_subscriptions_words_people_messages_and_the_desk() -> None:
    announced = {name for name in event_types() if name.startswith("nl.ontzorg.notify.")}
    changed = {SubscriptionChanged.type, AddresseeChanged.type, SourceChanged.type, WordChanged.type}
    assert announced == {*changed, *_OF_THE_DESK, MessageNotTold.type}
    assert announced == {
        f"nl.ontzorg.notify.{happened}"
        for happened in (
            "subscription.changed",
            "addressee.changed",
            "desk-worker.changed",
            "desk-alarm.changed",
            "desk-notice.made",
            "source.changed",
            "word.changed",
            "message.not-told",
        )
    }


def test_an_event_says_what_it_is_about() -> None:
    held = PaymentHeld(
        organisation_id=ORGANISATION,
        household_id=HOUSEHOLD,
        run_id=THING,
        due_on=date(2026, 3, 1),
        reason=HoldReason.MONEY_SHORT,
    )
    assert (held.type, held.subject) == ("nl.ontzorg.schedule.payment.held", str(HOUSEHOLD))


def test_its_data_are_ids_dates_and_words_in_camel_case() -> None:
    recorded = FactRecorded(
        organisation_id=ORGANISATION, household_id=HOUSEHOLD, fact_id=THING, in_force_from=date(2026, 3, 1)
    )
    assert recorded.data() == {
        "organisationId": str(ORGANISATION),
        "householdId": str(HOUSEHOLD),
        "factId": str(THING),
        "inForceFrom": "2026-03-01",
        "correctsFactId": None,
    }


def test_an_event_does_not_change() -> None:
    made = PlanMade(organisation_id=ORGANISATION, household_id=HOUSEHOLD, plan_id=THING, version=1)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(made, "version", 2)  # noqa: B010 - a plain assignment would not pass mypy
    assert made.version == 1


def test_an_event_takes_no_field_that_it_does_not_declare() -> None:
    more: dict[str, Any] = {"name": "Voorbeeld"}
    with pytest.raises(ValidationError, match="Extra inputs"):
        PlanMade(organisation_id=ORGANISATION, household_id=HOUSEHOLD, plan_id=THING, version=1, **more)


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "٢٠٢٦-03"])
def test_a_month_is_a_month(month: str) -> None:
    with pytest.raises(ValidationError, match="month"):
        RunProposed(organisation_id=ORGANISATION, run_id=THING, month=month, kind=RunKind.MONTHLY, number=1)


def test_an_event_with_free_text_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match=r"SomethingSaid.words is to be an id, a date"):

        class SomethingSaid(Event):
            type = "nl.ontzorg.schedule.something.said"
            about = "organisation_id"
            words: str

    assert "nl.ontzorg.schedule.something.said" not in event_types()


def test_an_event_without_the_shape_of_a_type_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match=r"SomethingDone\.type is to read"):

        class SomethingDone(Event):
            type = "something.done"
            about = "organisation_id"


def test_two_events_cannot_have_one_type() -> None:
    with pytest.raises(TypeError, match="already that of PlanMade"):

        class PlanMadeAgain(Event):
            type = PlanMade.type
            about = "organisation_id"

    assert event_types()[PlanMade.type] is PlanMade


def test_an_event_is_about_one_of_its_own_fields() -> None:
    with pytest.raises(TypeError, match=r"TaskForgotten\.about"):

        class TaskForgotten(Event):
            type = "nl.ontzorg.schedule.task.forgotten"
            about = "task_id"


def test_the_json_schema_tells_a_receiver_every_field() -> None:
    schema = json_schema(PaymentHeld)
    assert schema["title"] == "PaymentHeld"
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["organisationId", "householdId", "runId", "dueOn", "reason"]
    assert schema["properties"]["runId"] == {"format": "uuid", "title": "Run id", "type": "string"}
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
