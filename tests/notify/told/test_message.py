"""By which way a message goes next: the first channel that is left, in daylight, in a language that may be sent."""

from datetime import UTC, date, datetime, time

import pytest

from services.notify.addressees.addressee import Addressee, QuietHours
from services.notify.addressees.channel import Channel
from services.notify.dispatch.outgoing import LOST, End, MessageEvent, Wait
from services.notify.messages.language import Language
from services.notify.told.message import (
    MESSAGES,
    MessageState,
    Send,
    again_for,
    language_for,
    next_for,
)

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
SELAM = Addressee(
    "Selam", Language.DUTCH, (Channel.SMS, Channel.LETTER), None, "+31612345678", ("Straat 1", "Den Haag")
)
EVERY = set(Channel)


def decided(now: datetime = NOON, *, addressee: Addressee | None = SELAM, failed: tuple[Channel, ...] = ()) -> object:
    return next_for(date(2026, 3, 3), addressee, failed, EVERY, (), now)


def test_the_first_channel_that_has_not_failed_is_taken() -> None:
    assert decided() == Send(Channel.SMS, Language.DUTCH)
    assert decided(failed=(Channel.SMS,)) == Send(Channel.LETTER, Language.DUTCH)
    assert decided(failed=(Channel.SMS, Channel.LETTER)) == End(MessageEvent.GIVE_UP)


def test_a_channel_that_nobody_carries_is_passed_by() -> None:
    assert next_for(date(2026, 3, 3), SELAM, (), {Channel.LETTER}, (), NOON) == Send(Channel.LETTER, Language.DUTCH)
    assert next_for(date(2026, 3, 3), SELAM, (), set(), (), NOON) == End(MessageEvent.GIVE_UP)


@pytest.mark.parametrize(
    ("hour", "until"), [(19, datetime(2026, 3, 3, 7, tzinfo=UTC)), (6, datetime(2026, 3, 2, 7, tzinfo=UTC))]
)
def test_at_night_a_telephone_is_left_alone_until_eight_in_the_netherlands(hour: int, until: datetime) -> None:
    assert decided(NOON.replace(hour=hour)) == Wait(until)
    assert decided(NOON.replace(hour=hour), failed=(Channel.SMS,)) == Send(Channel.LETTER, Language.DUTCH)


def test_in_summer_eight_in_the_netherlands_is_another_moment() -> None:
    night = datetime(2026, 7, 1, 20, tzinfo=UTC)
    assert next_for(date(2026, 7, 9), SELAM, (), EVERY, (), night) == Wait(datetime(2026, 7, 2, 6, tzinfo=UTC))


def test_who_has_no_quiet_hours_is_told_at_night() -> None:
    awake = Addressee("S", Language.DUTCH, (Channel.SMS,), telephone="+316", quiet=QuietHours(time(0), time(0)))
    assert decided(NOON.replace(hour=23), addressee=awake) == Send(Channel.SMS, Language.DUTCH)


def test_what_is_late_is_dropped_whoever_it_is_for() -> None:
    late = datetime(2026, 3, 3, 23, tzinfo=UTC)
    assert [decided(late), decided(late, addressee=None)] == [End(MessageEvent.DROP, "late")] * 2


def test_who_has_no_addressee_may_have_one_tomorrow() -> None:
    assert decided(addressee=None) == Wait(datetime(2026, 3, 3, 7, tzinfo=UTC))


def test_a_language_that_nobody_reviewed_is_sent_where_the_organisation_allows_it() -> None:
    assert language_for(Language.TIGRINYA, ()) is Language.DUTCH
    assert language_for(Language.TIGRINYA, (Language.TIGRINYA,)) is Language.TIGRINYA
    assert language_for(Language.DUTCH, ()) is Language.DUTCH


def test_what_a_carrier_may_have_goes_by_no_other_way_and_not_late() -> None:
    until, night = date(2026, 3, 3), NOON.replace(hour=20)
    assert again_for(until, SELAM, Channel.LETTER, (), night) == Send(Channel.LETTER, Language.DUTCH)
    assert again_for(until, SELAM, Channel.SMS, (), night) == Wait(datetime(2026, 3, 3, 7, tzinfo=UTC))
    unreachable = [(SELAM, Channel.EMAIL, NOON), (None, Channel.SMS, NOON), (SELAM, None, NOON)]
    late = (SELAM, Channel.SMS, datetime(2026, 3, 4, 9, tzinfo=UTC))
    for addressee, channel, now in [*unreachable, late]:
        assert again_for(until, addressee, channel, (), now) == LOST


def test_what_somebody_told_or_what_arrived_is_over() -> None:
    assert {state for state in MessageState if MESSAGES.is_end(state)} == {MessageState.DELIVERED, MessageState.TOLD}
