"""A client pays his energy himself, and we look whether it arrives: what did not is told at once, and we pay it.

In the pilots nobody looked until the letter came that the energy would be cut off (seed 001, lines 1983 and 2811).
"""

from datetime import date

from tests.journeys.test_handing_back import HIS, JULY, JUNE, OURS, cared_for
from tests.journeys.town import Home, Told, Town, done, seen

LAST = "2026-08-07"


async def asked_after(town: Town, home: Home) -> list[Told]:
    """What somebody is to ask about."""
    path = f"/mandates/v1/watched-months?householdId={home.id}"
    return list((await seen(town.anna, path))["items"])


async def says(town: Town, watched: Told, **answer: str) -> None:
    await done(town.anna, f"/mandates/v1/watched-months/{watched['id']}/_answer", answer, 200)


async def test_a_month_that_the_client_did_not_pay_is_told_at_once_and_taken_over_again(town: Town) -> None:
    home, arranged = await cared_for(town)
    await town.reach(date(2026, 5, 18))
    await town.answers(await home.asks(arranged["energy"], HIS, JUNE), JUNE)
    await town.settle()

    await town.reach(date(2026, 6, 12))
    assert await asked_after(town, home) == []
    await town.reach(date(2026, 6, 15))
    (june,) = await asked_after(town, home)
    assert (june["cost"], june["month"], june["amount"], june["answerBy"]) == ("energy", "2026-06", 11000, "2026-06-22")
    await town.reach(date(2026, 6, 23))
    (forgotten,) = await home.alarms(kind="watched_not_answered")
    assert (forgotten["owner"], forgotten["cure"]) == ("anna", "ask_whether_paid")

    await says(town, june, answer="not_paid", toldBy="supplier")
    (unpaid,) = await home.alarms(kind="watched_not_paid")
    assert (unpaid["owner"], unpaid["actBy"], unpaid["harmsOn"], unpaid["cure"]) == (
        "anna", "2026-06-24", "2026-06-15", "take_over_again",
    )  # fmt: skip
    assert await home.alarms(kind="watched_not_answered") == []

    await home.decides("energy", OURS, JUNE, "de klant kon het nog niet")
    await town.settle()
    assert await home.alarms(kind="watched_not_paid") == []
    assert (await home.payers(JUNE, JULY))["energy"] == [OURS, OURS]
    entries = (await seen(town.anna, f"/v1/households/{home.id}/plans/latest"))["document"]["entries"]
    ours = [one["on"] for one in entries if one["kind"] == "energy" and one["account"] == "budget"]
    assert ours[-2:] == ["2026-06-15", "2026-07-15"], "the plan pays June again, so that the next run asks for it"


async def test_a_client_who_pays_is_asked_after_each_month_and_nobody_is_warned(town: Town) -> None:
    home, arranged = await cared_for(town)
    await town.reach(date(2026, 5, 18))
    await town.answers(await home.asks(arranged["energy"], HIS, JUNE), JUNE)
    for day in (date(2026, 6, 16), date(2026, 7, 16)):
        await town.reach(day)
        (month,) = await asked_after(town, home)
        assert month["dueOn"] == date(day.year, day.month, 15).isoformat()
        await says(town, month, answer="paid", toldBy="supplier")
    await town.reach(date.fromisoformat(LAST))
    assert await asked_after(town, home) == []
    assert not [one for one in await home.alarms("closed") if one["kind"].startswith("watched")]
