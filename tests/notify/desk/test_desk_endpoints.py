"""How the desk works, over HTTP: as every desk begins until whoever decides says otherwise, each version kept."""

from tests.mandates.rows import everything
from tests.schedule.callers import Caller

LEVELS = [{"role": "whose_it_is", "minutes": 30}, {"role": "administrator", "minutes": 60}]


async def test_the_desk_works_as_every_desk_begins_until_who_decides_says_otherwise(
    anna: Caller, boss: Caller, admin_url: str
) -> None:
    begins = (await anna.get("/desk")).json()
    assert (begins["version"], begins["digestAt"], begins["by"]) == (0, "08:00", None)
    assert [(one["role"], one["minutes"]) for one in begins["levels"]] == [
        ("whose_it_is", 60),
        ("team_lead", 120),
        ("administrator", 240),
    ]
    said = {"digestAt": "07:30", "levels": LEVELS, "seenVersion": 0}
    assert (await anna.post("/desk/_change", said)).status_code == 403
    changed = await boss.post("/desk/_change", said)
    assert changed.status_code == 200, changed.text
    assert changed.json() == {
        "version": 1,
        "digestAt": "07:30",
        "levels": LEVELS,
        "at": "2026-01-05T08:00:00Z",
        "by": "boss",
    }
    assert (await anna.get("/desk")).json() == changed.json()
    assert (await anna.get("/desk/versions")).json()["items"] == [changed.json()]
    before = everything(admin_url, "notify")
    late = await boss.post("/desk/_change", said)
    assert (late.status_code, late.json()["type"].split(":")[-1]) == (409, "desk-has-changed")
    twice = await boss.post("/desk/_change", {**said, "levels": [LEVELS[0]] * 2, "seenVersion": 1})
    assert (twice.status_code, twice.json()["errors"][0]["where"]) == (400, "levels")
    assert everything(admin_url, "notify") == before
