"""The sender over HTTP: in whose name people are told, by whom it was said, and what was said before."""

from uuid import UUID

from tests.mandates.rows import everything
from tests.notify.callers import a_contact
from tests.schedule.callers import Caller


async def test_the_sender_is_said_by_who_decides_and_every_version_stays(anna: Caller, boss: Caller) -> None:
    missing = await anna.get("/sender")
    assert (missing.status_code, missing.json()["type"].split(":")[-1]) == (404, "no-sender")
    mia = (await a_contact(anna))["id"]
    said = {"name": "Gemeente Voorbeeldstad", "contactId": mia, "seenVersion": 0}
    assert (await anna.post("/sender/_change", said)).status_code == 403
    first = await boss.post("/sender/_change", said)
    assert first.json() == {
        "version": 1,
        "name": "Gemeente Voorbeeldstad",
        "contactId": mia,
        "unreviewedLanguages": [],
        "at": "2026-01-05T08:00:00Z",
        "by": "boss",
    }
    allowed = {**said, "unreviewedLanguages": ["ti", "ar", "ti"], "seenVersion": 1}
    second = await boss.post("/sender/_change", allowed)
    assert second.json()["unreviewedLanguages"] == ["ar", "ti"]
    assert (await anna.get("/sender")).json() == second.json()
    assert (await anna.get("/sender/versions")).json()["items"] == [first.json(), second.json()]


async def test_a_sender_that_was_not_seen_or_that_nobody_can_call_is_refused(
    anna: Caller, boss: Caller, admin_url: str
) -> None:
    mia = (await a_contact(anna))["id"]
    before = everything(admin_url, "notify")
    said = {"name": "Gemeente Voorbeeldstad", "contactId": mia, "seenVersion": 1}
    changed = await boss.post("/sender/_change", said)
    assert (changed.status_code, changed.json()["type"].split(":")[-1]) == (409, "sender-has-changed")
    nobody = await boss.post("/sender/_change", {**said, "contactId": str(UUID(int=1)), "seenVersion": 0})
    assert (nobody.status_code, nobody.json()["type"].split(":")[-1]) == (404, "no-such-contact")
    assert everything(admin_url, "notify") == before
