"""A text message is handed over once by its id; what a provider says is what becomes of it, and where it was silent it
is asked again.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from services.clock import MovableClock
from services.database import Database
from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carried, Carrier, HandedOver, Lost, NotNow, Refused
from services.notify.dispatch.folder import Folder
from services.notify.dispatch.parcel import Parcel
from services.notify.dispatch.sms_provider import carried_by
from services.notify.messages.language import Language
from services.notify.webhooks.attempts import Answer, Failure, Reply
from tests.mandates.rows import everything
from tests.notify.dispatch.provider import TOKEN, TextProvider, carrying_to
from tests.notify.told.sending import MESSAGE, prepared, reachable, sending
from tests.notify.told.test_outgoing import happened
from tests.schedule.callers import Caller

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PARCEL = Parcel(UUID(int=1), Channel.SMS, "+31612345678", Language.TIGRINYA, "ገንዘብ €400".encode(), "ገንዘብ €400", "x")


@pytest.fixture
async def provider() -> TextProvider:
    return TextProvider()


@pytest.fixture
async def url(provider: TextProvider) -> AsyncIterator[str]:
    async with provider.open() as address:
        yield address


async def test_a_message_is_handed_over_with_its_id_its_number_and_its_words(url: str, provider: TextProvider) -> None:
    async with carrying_to(url, MovableClock(NOW)) as carrier:
        assert await carrier.carry(PARCEL) == HandedOver()
    ((headers, said),) = provider.got
    mine = str(UUID(int=1))
    assert said == {"id": mine, "to": "+31612345678", "text": "ገንዘብ €400", "from": "Gemeente"}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == (f"Bearer {TOKEN}", mine)
    assert (headers["Content-Type"], headers["User-Agent"]) == ("application/json", "Ontzorg-Messages/1.0")


@pytest.mark.parametrize(
    ("reply", "carried"),
    [
        (Answer(202, None, b'{"status":"accepted","parts":2}'), HandedOver()),
        (Answer(200, None, b'{"status":"refused","reason":"unknown number"}'), Refused()),
        (Answer(422, None, b'{"status":"refused"}'), Refused()),
        (Answer(200, "60", b'{"status":"later"}'), NotNow(timedelta(minutes=1))),
        (Answer(429, "3600", b""), NotNow(timedelta(hours=1))),
        (Answer(503, "Mon, 05 Jan 2026 12:30:00 GMT", b""), NotNow(timedelta(minutes=30))),
        (Answer(503, "never", b"<html>"), NotNow()),
        (Answer(401, None, b""), NotNow()),
        (Answer(400, None, b'{"status":"accepted"}'), NotNow()),
        (Answer(302, None, b'{"status":"accepted"}'), NotNow()),
        (Answer(200, None, b""), Lost()),
        (Answer(200, None, b'{"status":"queued"}'), Lost()),
        (Answer(200, None, b'["accepted"]'), Lost()),
        (Answer(200, None, b"\xff"), Lost()),
        (Answer(500, "60", b'{"status":"refused"}'), Lost()),
        (Answer(504, None, b""), Lost()),
        (Failure.TOO_SLOW, Lost()),
        (Failure.BROKEN_OFF, Lost()),
        *((one, NotNow()) for one in Failure if one not in (Failure.TOO_SLOW, Failure.BROKEN_OFF)),
    ],
)  # fmt: skip
def test_what_a_provider_answers_is_what_became_of_the_message(reply: Reply, carried: Carried) -> None:
    assert carried_by(reply, NOW) == carried


async def test_a_provider_in_a_network_inside_is_not_called_unless_it_is_named(
    url: str, provider: TextProvider
) -> None:
    async with carrying_to(url, MovableClock(NOW), inside=()) as carrier:
        assert await carrier.carry(PARCEL) == NotNow()
    assert provider.got == []


async def test_neither_number_nor_words_nor_token_are_logged_or_in_an_address(url: str, provider: TextProvider) -> None:
    provider.answers.append((400, {"status": "later", "to": "+31612345678"}))
    with capture_logs() as logged:
        async with carrying_to(url, MovableClock(NOW)) as carrier:
            assert await carrier.carry(PARCEL) == NotNow()
    assert [(one["message_id"], one["reason"]) for one in logged] == [(str(UUID(int=1)), 400)]
    assert [word for word in ("612345678", "400", TOKEN) if word in str(logged).replace("'reason': 400", "")] == []


class Town:
    """A household that is owed a message until tomorrow, and whoever sends it."""

    def __init__(self, notify: Database, organisation: UUID, clock: MovableClock, post: Path, anna: Caller) -> None:
        self._given = notify, clock, post
        self._organisation = organisation
        self._anna = anna
        self.clock = clock

    async def send(self, url: str) -> None:
        """Send what is due now."""
        database, clock, post = self._given
        async with carrying_to(url, clock) as carrier:
            carriers: dict[Channel, Carrier] = {Channel.SMS: carrier, Channel.LETTER: Folder(post)}
            await sending(database, clock, post, carriers).send(str(self._organisation))

    async def later(self, url: str, **how_much: int) -> None:
        """The same, once so much has passed."""
        self.clock.move_to(self.clock.now() + timedelta(**how_much))
        await self.send(url)

    async def steps(self) -> list[tuple[Any, ...]]:
        """What happened to the message after it was prepared."""
        return (await happened(self._anna))[1:]


@pytest.fixture
async def town(notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller) -> Town:
    await reachable(notify, organisation, clock.now())
    await prepared(notify, organisation, clock.now())
    return Town(notify, organisation, clock, tmp_path, anna)


BEGUN = ("begin", "sms", None)
TAKEN = ("hand_over", "sms", None)


async def test_a_number_that_is_refused_for_good_is_told_by_the_next_channel_at_once(
    town: Town, url: str, provider: TextProvider, tmp_path: Path
) -> None:
    provider.answers.append((200, {"status": "refused"}))
    await town.send(url)
    letter = [("begin", "letter", None), ("hand_over", "letter", None)]
    assert await town.steps() == [BEGUN, ("fail", "sms", "refused"), *letter]
    assert (len(provider.got), provider.sent) == (1, {})


async def test_who_asks_for_patience_is_asked_again_when_it_is_over_and_not_before(
    town: Town, url: str, provider: TextProvider
) -> None:
    provider.answers.append((429, {}))
    provider.headers["Retry-After"] = "7200"
    await town.send(url)
    await town.later(url, minutes=119)
    assert len(provider.got) == 1
    await town.later(url, minutes=2)
    assert await town.steps() == [BEGUN, ("put_off", "sms", "unreachable"), BEGUN, TAKEN]
    assert list(provider.sent) == [str(MESSAGE)]


async def test_who_asks_for_more_patience_than_the_message_has_is_passed_by(
    town: Town, url: str, provider: TextProvider
) -> None:
    town.clock.move_to(town.clock.now() + timedelta(hours=23))
    provider.answers.append((503, {}))
    provider.headers["Retry-After"] = "86400"
    await town.send(url)
    assert (await town.steps())[:3] == [BEGUN, ("fail", "sms", "unreachable"), ("begin", "letter", None)]


async def test_an_answer_that_was_lost_is_asked_for_by_the_same_id_and_the_message_goes_once(
    town: Town, url: str, provider: TextProvider, admin_url: str
) -> None:
    provider.answers += [None, (503, {})]
    for _ in range(3):
        await town.send(url)
        town.clock.move_to(town.clock.now() + timedelta(minutes=20))
    assert await town.steps() == [BEGUN, BEGUN, BEGUN, TAKEN]
    assert {said["id"] for _, said in provider.got} == {str(MESSAGE)} == set(provider.sent)
    assert len(provider.got) == 3
    assert [word for word in ("612345678", TOKEN) if word in str(everything(admin_url, "notify"))] == []


async def test_where_nobody_answered_to_the_end_nobody_knows_and_no_other_channel_tells_it_again(
    town: Town, url: str, provider: TextProvider, tmp_path: Path
) -> None:
    provider.answers += [None, *[(502, {})] * 5]
    for _ in range(9):
        await town.send(url)
        town.clock.move_to(town.clock.now() + timedelta(minutes=30))
    assert await town.steps() == [*[BEGUN] * 6, ("lose", "sms", "no_answer")]
    assert not (tmp_path / "letter").exists()


async def test_what_may_have_gone_is_not_handed_over_again_once_it_is_late(
    town: Town, url: str, provider: TextProvider
) -> None:
    provider.answers.append(None)
    await town.send(url)
    await town.later(url, days=2)
    assert await town.steps() == [BEGUN, ("lose", "sms", "no_answer")]
    assert len(provider.got) == 1


async def test_what_may_have_gone_is_not_asked_after_at_night(town: Town, url: str, provider: TextProvider) -> None:
    town.clock.move_to(datetime(2026, 1, 5, 18, 58, tzinfo=UTC))
    provider.answers.append(None)
    await town.send(url)
    await town.later(url, minutes=10)
    assert len(provider.got) == 1
    await town.later(url, hours=12)
    assert await town.steps() == [BEGUN, BEGUN, TAKEN]
