"""Contacts over HTTP: what is told of one changes for all households at once, and what was told stays."""

from tests.mandates.rows import everything
from tests.notify.callers import a_contact
from tests.schedule.callers import Caller


async def test_a_contact_is_changed_with_history_and_kept_sealed(anna: Caller, admin_url: str) -> None:
    made = await a_contact(anna)
    path = f"/contacts/{made['id']}"
    change = {"name": "Mia van de Balie", "telephone": "070 765 43 21", "seenVersion": 1}
    changed = await anna.post(f"{path}/_change", change)
    assert (changed.status_code, changed.json()["telephone"]) == (200, "+31707654321")
    assert (await anna.get(path)).json() == changed.json() == {**made, "version": 2, "telephone": "+31707654321"}
    assert (await anna.get(f"{path}/versions")).json()["items"] == [made, changed.json()]
    assert (await anna.get("/contacts")).json()["items"] == [changed.json()]
    assert "Balie" not in str(everything(admin_url, "notify"))


async def test_of_two_who_change_what_they_saw_the_second_is_told(anna: Caller, admin_url: str) -> None:
    path = f"/contacts/{(await a_contact(anna))['id']}/_change"
    change = {"name": "Mia", "telephone": "0701234567", "seenVersion": 1}
    assert (await anna.post(path, change)).status_code == 200
    before = everything(admin_url, "notify")
    refused = await anna.post(path, change)
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "contact-has-changed")
    assert everything(admin_url, "notify") == before
