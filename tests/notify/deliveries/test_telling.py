"""What a supplier is told of an announcement, and what stays in the house."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.cloud_events import CloudEvent, source_urn
from services.errors import InvalidInput
from services.events import ArrearsAnswered, ArrearsEvent, ArrearsState, PaidCost
from services.mandate_events import (
    AccountChanged,
    AccountEvent,
    AccountState,
    HandshakeChanged,
    HandshakeDirection,
    HandshakeEvent,
    HandshakeState,
)
from services.notify.deliveries.telling import Told, told
from services.notify.subscriptions.leaving import EventType

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
SUPPLIER, HOUSEHOLD, THING, EVENT = UUID(int=51), UUID(int=52), UUID(int=53), UUID(int=54)
ASKED = HandshakeChanged(
    organisation_id=UUID(int=7),
    household_id=HOUSEHOLD,
    handshake_id=THING,
    supplier_id=SUPPLIER,
    direction=HandshakeDirection.TAKING_OVER,
    happened=HandshakeEvent.ASK,
    state=HandshakeState.ASKED,
    from_month="2026-02",
    deadline=date(2026, 1, 20),
)
APPROVED = AccountChanged(
    organisation_id=UUID(int=7),
    account_id=THING,
    supplier_id=SUPPLIER,
    happened=AccountEvent.APPROVE,
    state=AccountState.APPROVED,
)

REFUTED = ArrearsAnswered(
    organisation_id=UUID(int=7),
    household_id=HOUSEHOLD,
    arrears_id=THING,
    supplier_id=SUPPLIER,
    cost=PaidCost.RENT,
    month="2026-02",
    happened=ArrearsEvent.REFUTE,
    state=ArrearsState.REFUTED,
)


def announced(event: HandshakeChanged | AccountChanged | ArrearsAnswered, sequence: int | None = 3) -> CloudEvent:
    return replace(CloudEvent.of(event, EVENT, NOW, source_urn("0" * 20, "mandates")), sequence=sequence)


def test_a_supplier_is_told_what_it_is_asked_and_not_for_which_household() -> None:
    data = {
        "supplierId": str(SUPPLIER),
        "handshakeId": str(THING),
        "direction": "taking_over",
        "happened": "ask",
        "state": "asked",
        "fromMonth": "2026-02",
        "deadline": "2026-01-20",
    }
    about = {"handshakeId": str(THING)}
    assert told(announced(ASKED)) == Told(SUPPLIER, EVENT, EventType.HANDSHAKE, str(THING), 3, NOW, data, about)


@pytest.mark.parametrize("happened", HandshakeEvent)
def test_the_steps_that_are_told_are_those_that_ask_something_of_it(happened: HandshakeEvent) -> None:
    ours = {HandshakeEvent.ASK, HandshakeEvent.REMIND, HandshakeEvent.DECIDE, HandshakeEvent.WITHDRAW}
    message = announced(ASKED.model_copy(update={"happened": happened}))
    assert (told(message) is not None) == (happened in ours)


def test_an_account_of_a_household_is_told_to_nobody() -> None:
    assert told(announced(APPROVED)) is not None
    assert told(announced(APPROVED.model_copy(update={"supplier_id": None, "household_id": HOUSEHOLD}))) is None


def test_the_proof_that_a_bill_was_paid_is_about_a_bill_that_the_registry_knows_the_number_of() -> None:
    about = {"householdId": str(HOUSEHOLD), "cost": "rent", "month": "2026-02"}
    one = told(announced(REFUTED))
    assert one is not None
    assert one.about == about
    assert not {"householdId", "cost"} & set(one.data)
    older = told(announced(REFUTED.model_copy(update={"cost": None})))
    assert older is not None
    assert older.about is None


def test_what_has_no_place_among_the_events_of_its_subject_is_refused() -> None:
    with pytest.raises(InvalidInput, match="sequence: is missing"):
        told(announced(ASKED, None))
