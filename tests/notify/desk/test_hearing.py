"""What of all that is announced is loud."""

from datetime import date
from uuid import UUID

import pytest

from services.events import (
    ArrearsAnswered,
    ArrearsEvent,
    ArrearsState,
    BankChannelChanged,
    BankExceptionRaised,
    ChannelState,
    ComeBackCure,
    Event,
    Oddity,
    PaymentReturned,
    StatementReceived,
    StatementState,
)
from services.mandate_events import AlarmChanged, AlarmEvent, AlarmKind, AlarmState
from services.notify.desk.alarm_repository import Loud
from services.notify.desk.hearing import loud_in
from services.notify_events import LoudKind

TOWN, HOME, THING, DAY = UUID(int=1), UUID(int=71), UUID(int=5), date(2026, 1, 5)


def back(*, to_live_on: bool) -> Event:
    told = {"organisation_id": TOWN, "household_id": HOME, "run_id": THING, "due_on": DAY}
    return PaymentReturned(**told, to_live_on=to_live_on, cure=ComeBackCure.ASK)


def letter(state: ArrearsState, happened: ArrearsEvent) -> Event:
    ids = {"organisation_id": TOWN, "household_id": HOME, "arrears_id": THING, "supplier_id": THING}
    return ArrearsAnswered(**ids, month="2026-01", happened=happened, state=state)


def alarm(kind: AlarmKind, happened: AlarmEvent = AlarmEvent.RAISE) -> Event:
    return AlarmChanged(
        organisation_id=TOWN, household_id=HOME, alarm_id=THING, kind=kind, happened=happened, state=AlarmState.OPEN,
        act_by=DAY, harms_on=DAY,
    )  # fmt: skip


def odd(oddity: Oddity) -> Event:
    return BankExceptionRaised(organisation_id=TOWN, statement_id=THING, entry=1, part=1, oddity=oddity, due_on=DAY)


def statement(state: StatementState) -> Event:
    return StatementReceived(organisation_id=TOWN, statement_id=THING, state=state, as_of=DAY, booked=3)


@pytest.mark.parametrize(
    ("event", "loud"),
    [
        (back(to_live_on=True), (LoudKind.LEEFGELD_CAME_BACK, HOME)),
        (back(to_live_on=False), None),
        (letter(ArrearsState.OPEN, ArrearsEvent.ALARM), (LoudKind.ARREARS, HOME)),
        (letter(ArrearsState.REFUTED, ArrearsEvent.REFUTE), None),
        (alarm(AlarmKind.NO_PAYER), (LoudKind.NO_PAYER, HOME)),
        (alarm(AlarmKind.TWO_PAYERS), (LoudKind.TWO_PAYERS, HOME)),
        (alarm(AlarmKind.NO_PAYER, AlarmEvent.CLOSE), None),
        (alarm(AlarmKind.PAPERS_MISSING), None),
        (odd(Oddity.UNKNOWN_CREDIT), (LoudKind.UNKNOWN_CREDIT, None)),
        (odd(Oddity.SEVERAL_FIT), None),
        (statement(StatementState.WAITS), (LoudKind.STATEMENT_GAP, None)),
        (statement(StatementState.STOPPED), (LoudKind.STATEMENT_GAP, None)),
        (statement(StatementState.TAKEN), None),
        (
            BankChannelChanged(organisation_id=TOWN, state=ChannelState.SILENT, since=DAY),
            (LoudKind.BANK_CHANNEL, None),
        ),
        (BankChannelChanged(organisation_id=TOWN, state=ChannelState.WORKS, since=DAY), None),
    ],
)
def test_what_is_loud_is_heard_with_whose_it_is_and_all_else_can_wait(event: Event, loud: Loud | None) -> None:
    assert loud_in(event) == loud
