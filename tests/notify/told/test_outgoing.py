"""A message is sent once by a channel that is left, in words that can be shown, or somebody hears that it was not."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock
from services.database import Database
from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carried, HandedOver, Lost, NotNow, Refused
from services.notify.dispatch.folder import Folder
from services.notify.dispatch.parcel import Parcel
from tests.mandates.rows import everything
from tests.notify.callers import HOUSEHOLD
from tests.notify.told.sending import MESSAGE, prepared, reachable, sending
from tests.schedule.callers import Caller

NOT_TOLD = "select data ->> 'why' from notify.outbox where type like '%not-told' order by sequence"
HOUR = timedelta(hours=1)


class Outside:
    """Somebody who carries messages away, and answers as told."""

    def __init__(self, *answers: Carried, repeats_safely: bool = False) -> None:
        self.answers = list(answers)
        self.repeats_safely = repeats_safely
        self.got: list[Parcel] = []

    async def carry(self, parcel: Parcel) -> Carried:
        self.got.append(parcel)
        return self.answers.pop(0) if self.answers else HandedOver()


@pytest.fixture
async def owed(notify: Database, organisation: UUID, clock: MovableClock) -> datetime:
    """A household that can be reached is owed a message until tomorrow."""
    await reachable(notify, organisation, clock.now())
    await prepared(notify, organisation, clock.now())
    return clock.now()


def rows(admin_url: str, question: str) -> list[Any]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute(question.encode()).fetchall()


def refused_by(channel: str) -> list[tuple[str, str | None, str | None]]:
    return [("begin", channel, None), ("fail", channel, "refused")]


def laid_down(folder: Path) -> list[str]:
    """The channels for which something lies in the folder."""
    return sorted(path.name for path in folder.iterdir())


async def happened(caller: Caller) -> list[tuple[str, str | None, str | None]]:
    steps = (await caller.get(f"/messages/{MESSAGE}/steps")).json()["items"]
    return [(one["happened"], one["channel"], one["detail"]) for one in steps]


async def test_what_was_told_is_proved_by_its_words_its_bytes_and_its_wording(
    owed: datetime,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    tmp_path: Path,
    anna: Caller,
    admin_url: str,
) -> None:
    for _ in range(2):
        await sending(notify, clock, tmp_path).send(str(organisation))
    (name,) = [path.name for path in (tmp_path / "sms").glob("*.txt")]
    content = (tmp_path / "sms" / name).read_bytes()
    envelope = json.loads((tmp_path / "sms" / f"{MESSAGE}.json").read_text())
    assert (envelope["to"], envelope["file"], envelope["language"]) == ("+31612345678", name, "nl")
    begun, handed = (await anna.get(f"/messages/{MESSAGE}/steps")).json()["items"][1:]
    assert begun["words"] == content.decode()
    assert begun["contentSha256"] == hashlib.sha256(content).hexdigest() == envelope["sha256"]
    assert (len(begun["wording"]), handed["state"], handed["words"]) == (12, "sent", None)
    assert "400" in begun["words"]
    (listed,) = (await anna.get("/messages", householdId=str(HOUSEHOLD), kind="leefgeld_coming")).json()["items"]
    assert (listed["id"], listed["state"], listed["channel"], listed["version"]) == (str(MESSAGE), "sent", "sms", 3)
    written = str(everything(admin_url, "notify"))
    assert [word for word in ("612345678", "400,00", "Verzonnen") if word in written] == []


async def test_after_erasing_the_words_are_gone_and_the_proof_remains(
    owed: datetime,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    tmp_path: Path,
    anna: Caller,
    boss: Caller,
) -> None:
    await sending(notify, clock, tmp_path).send(str(organisation))
    before = (await anna.get(f"/messages/{MESSAGE}/steps")).json()["items"]
    assert (await boss.post(f"/addressees/{HOUSEHOLD}/_erase", {"ground": "asked"})).status_code == 200
    after = (await anna.get(f"/messages/{MESSAGE}/steps")).json()["items"]
    assert [one | {"words": None} for one in before] == after
    assert before[1]["words"] is not None


async def test_a_message_to_who_was_erased_is_dropped_and_nobody_is_asked_to_tell_it(
    owed: datetime,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    tmp_path: Path,
    anna: Caller,
    boss: Caller,
) -> None:
    await boss.post(f"/addressees/{HOUSEHOLD}/_erase", {"ground": "asked"})
    await sending(notify, clock, tmp_path).send(str(organisation))
    assert await happened(anna) == [("prepare", None, None), ("drop", None, "erased")]
    assert laid_down(tmp_path) == []


async def test_when_a_channel_refuses_the_next_one_is_taken_and_at_last_a_person(
    owed: datetime,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    tmp_path: Path,
    anna: Caller,
    admin_url: str,
) -> None:
    no = Outside(Refused(), Refused(), Refused())
    await sending(notify, clock, tmp_path, dict.fromkeys(Channel, no)).send(str(organisation))
    assert await happened(anna) == [
        ("prepare", None, None),
        *[step for channel in ("sms", "email", "letter") for step in refused_by(channel)],
        ("give_up", "letter", None),
    ]  # fmt: skip
    assert rows(admin_url, NOT_TOLD) == [("undeliverable",)]
    told = await anna.post(f"/messages/{MESSAGE}/_tell", {})
    assert (told.status_code, told.json()["state"]) == (200, "told")


async def test_a_carrier_that_is_away_is_asked_again_and_then_passed_by(
    owed: datetime, notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller
) -> None:
    away = Outside(*[NotNow()] * 6)
    sends = sending(notify, clock, tmp_path, {Channel.SMS: away, Channel.LETTER: Folder(tmp_path)})
    for _ in range(8):
        await sends.send(str(organisation))
        clock.move_to(clock.now() + timedelta(minutes=80))
    assert len(away.got) == 6
    assert [one for one in await happened(anna) if one[0] in ("fail", "hand_over")] == [
        ("fail", "sms", "unreachable"),
        ("hand_over", "letter", None),
    ]


async def test_what_bounces_goes_by_the_next_channel_and_never_by_the_same_again(
    owed: datetime, notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller
) -> None:
    carriers = {Channel.SMS: Outside(), Channel.EMAIL: Outside(), Channel.LETTER: Outside()}
    sends = sending(notify, clock, tmp_path, carriers)
    await sends.send(str(organisation))
    assert (await anna.post(f"/messages/{MESSAGE}/_report", {"report": "bounced"})).json()["state"] == "prepared"
    await sends.send(str(organisation))
    assert (await anna.post(f"/messages/{MESSAGE}/_report", {"report": "arrived"})).json()["state"] == "delivered"
    await sends.send(str(organisation))
    assert [len(one.got) for one in carriers.values()] == [1, 1, 0]
    again = await anna.post(f"/messages/{MESSAGE}/_report", {"report": "bounced"})
    assert (again.status_code, again.json()["type"].split(":")[-1]) == (409, "cannot-happen")


async def test_when_nobody_knows_whether_it_went_it_is_not_sent_again(
    owed: datetime,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    tmp_path: Path,
    anna: Caller,
    admin_url: str,
) -> None:
    silent = Outside(Lost())
    sends = sending(notify, clock, tmp_path, dict.fromkeys(Channel, silent))
    for _ in range(2):
        await sends.send(str(organisation))
        clock.move_to(clock.now() + HOUR)
    assert (len(silent.got), rows(admin_url, NOT_TOLD)) == (1, [("unknown",)])
    assert (await happened(anna))[-1] == ("lose", "sms", "no_answer")


async def test_what_is_late_is_dropped_and_somebody_hears_so(
    owed: datetime,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    tmp_path: Path,
    anna: Caller,
    admin_url: str,
) -> None:
    clock.move_to(clock.now() + 48 * HOUR)
    await sending(notify, clock, tmp_path).send(str(organisation))
    assert (await happened(anna))[-1] == ("drop", None, "late")
    assert rows(admin_url, NOT_TOLD) == [("dropped",)]
    assert laid_down(tmp_path) == []


async def test_without_an_addressee_it_waits_and_goes_once_there_is_one(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path
) -> None:
    await prepared(notify, organisation, clock.now())
    sends = sending(notify, clock, tmp_path)
    await sends.send(str(organisation))
    assert laid_down(tmp_path) == []
    await reachable(notify, organisation, clock.now())
    clock.move_to(clock.now() + 24 * HOUR)
    await sends.send(str(organisation))
    assert laid_down(tmp_path) == ["sms"]


async def test_the_same_message_is_prepared_once(notify: Database, organisation: UUID, clock: MovableClock) -> None:
    await prepared(notify, organisation, clock.now())
    with pytest.raises(AssertionError):
        await prepared(notify, organisation, clock.now())
