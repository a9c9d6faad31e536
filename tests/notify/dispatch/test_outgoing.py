"""How what goes out stands after what a carrier said: people's messages and notices to the desk alike."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.machine import CannotHappen
from services.notify.addressees.channel import Channel
from services.notify.desk.notice import Notice, NoticeState
from services.notify.dispatch.outgoing import MessageEvent, again_at, pause_after
from services.notify.messages.kinds import Kind
from services.notify.told.message import Message, MessageState
from services.notify_events import DeskNoticeKind

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)
MESSAGE = Message(
    id=UUID(int=1), said_sealed=b"", state=MessageState.PREPARED, version=1, channel=None, failed=(), attempts=0,
    due_at=NOON, prepared_at=NOON, household_id=UUID(int=2), kind=Kind.REVIEW, subject="", day=date(2026, 3, 9),
    tell_until=date(2026, 3, 8), costs=(),
)  # fmt: skip
NOTICE = Notice(
    id=UUID(int=1), said_sealed=b"", state=NoticeState.PREPARED, version=1, attempts=0, due_at=NOON, prepared_at=NOON,
    worker_id=UUID(int=3), kind=DeskNoticeKind.MORNING, level=None, day=date(2026, 3, 2), matters=1,
)  # fmt: skip


def test_a_channel_is_tried_six_times_within_three_hours() -> None:
    pauses = [pause_after(number) for number in range(1, 7)]
    assert [pause and pause.total_seconds() / 60 for pause in pauses] == [5, 10, 20, 40, 80, None]


@pytest.mark.parametrize(
    ("attempts", "asked", "again"),
    [
        (1, timedelta(), NOON + timedelta(minutes=5)),
        (3, timedelta(minutes=1), NOON + timedelta(minutes=20)),
        (3, timedelta(hours=20), NOON + timedelta(hours=20)),
        (1, timedelta(hours=35), NOON + timedelta(hours=35)),
        (1, timedelta(hours=37), None),
        (6, timedelta(hours=1), None),
    ],
)
def test_a_channel_is_tried_again_when_its_carrier_likes_but_within_the_days_of_the_message(
    attempts: int, asked: timedelta, again: datetime | None
) -> None:
    assert again_at(attempts, asked, date(2026, 3, 3), NOON) == again


def test_where_there_is_no_last_day_it_is_tried_as_late_as_its_carrier_likes() -> None:
    assert again_at(1, timedelta(days=30), None, NOON) == NOON + timedelta(days=30)
    assert again_at(6, timedelta(), None, NOON) is None


def test_attempts_count_by_channel_and_begin_anew_with_the_next() -> None:
    first = MESSAGE.begun(Channel.SMS, LATER)
    assert (first.state, first.channel, first.attempts, first.due_at, first.version) == (
        "sending", Channel.SMS, 1, LATER, 2,
    )  # fmt: skip
    again = first.after(MessageEvent.PUT_OFF, LATER).begun(Channel.SMS, LATER)
    assert again.attempts == 2
    failed = again.failing(Channel.SMS, NOON)
    assert (failed.state, failed.failed, failed.attempts, failed.due_at) == ("prepared", (Channel.SMS,), 0, NOON)
    assert failed.begun(Channel.LETTER, LATER).attempts == 1


def test_where_there_is_one_channel_it_fails_for_good_and_how_often_it_was_tried_stays() -> None:
    begun = replace(NOTICE, attempts=5).begun(Channel.EMAIL, LATER)
    assert (begun.attempts, begun.due_at) == (6, LATER)
    failed = begun.failing(Channel.EMAIL, NOON)
    assert (failed.state, failed.attempts, failed.due_at) == (NoticeState.FAILED, 6, None)
    with pytest.raises(CannotHappen):
        failed.begun(Channel.EMAIL, LATER)


@pytest.mark.parametrize("event", [MessageEvent.HAND_OVER, MessageEvent.LOSE])
def test_once_a_notice_is_over_nothing_is_due(event: MessageEvent) -> None:
    assert NOTICE.begun(Channel.EMAIL, LATER).after(event, NOON).due_at is None
