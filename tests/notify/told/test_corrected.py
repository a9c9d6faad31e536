"""A month that was told of is told anew where somebody feels that it is otherwise, once, and before its day."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from pydantic_core import from_json, to_json

from services.clock import MovableClock
from services.database import Database
from services.notify.messages.facts import Contact
from services.notify.messages.kinds import Kind
from services.notify.messages.language import Language
from services.notify.messages.telling import worded
from services.notify.messages.text_message import sms_of
from services.notify.told.asking import AskingWhatToTell
from services.notify.told.corrected import FELT, correction
from services.notify.told.households import Marked
from services.notify.told.owed import Owed, owed
from services.notify.told.saying import facts_of, written
from services.schedule.client import ScheduleClient
from services.schedule.schemas import LeefgeldState, Outlook
from tests.notify.told.outlooks import HOUSEHOLD, MARCH_1, an_outlook, cost, leefgeld
from tests.schedule.households.builders import KEYRING

TODAY = date(2026, 2, 20)
DAY = timedelta(days=1)
PAID_ON = date(2026, 2, 27)
MIA = Contact(name="Mia Verzonnen", phone="070 123 45 67")


def month(*, rent: int = 650_00, gets: int = 400_00, on: date = PAID_ON, **other: Any) -> Outlook:
    lived = {**leefgeld(on, occasion="2026-03-01"), "amount": gets}
    costs = [cost("rent", "2026-03", amount=rent)]
    return an_outlook(**{"costs": costs, "leefgeld": [lived], "approvedMonths": ["2026-03"], **other})


def overview(**other: Any) -> Owed:
    (one,) = [one for one in owed(month(**other), TODAY).owed if one.kind is Kind.MONTH_OVERVIEW]
    return one


def said(**other: Any) -> Mapping[str, Any]:
    kept: Mapping[str, Any] = from_json(written(overview(**other).said))
    return kept


def test_what_is_as_it_was_told_is_not_told_again() -> None:
    assert correction(said(), overview(), 1, TODAY) is None


@pytest.mark.parametrize("less", [1, FELT - 1])
def test_cents_that_nobody_feels_are_not_told(less: int) -> None:
    assert correction(said(), overview(gets=400_00 - less), 1, TODAY) is None
    assert correction(said(), overview(rent=650_00 + less), 1, TODAY) is None


def test_a_change_that_is_felt_is_told_with_all_of_the_month_until_the_day_before() -> None:
    now = correction(said(), overview(gets=382_50), 1, TODAY)
    assert now is not None
    assert (now.kind, now.subject, now.day, now.costs) == (Kind.MONTH_CHANGED, "2026-03/1", MARCH_1, ("rent",))
    assert (now.tell_from, now.tell_until) == (TODAY, PAID_ON - DAY)
    assert now.said["leefgeld"] == [{"amount": 382_50, "on": PAID_ON}]
    assert [bill["amount"] for bill in now.said["bills"]] == [650_00]


@pytest.mark.parametrize(
    "other",
    [
        {"on": PAID_ON + DAY},
        {"leefgeld": []},
        {"leefgeld": [leefgeld(PAID_ON, occasion="2026-03-01"), leefgeld(MARCH_1 + 9 * DAY, occasion="2026-03-10")]},
        {"costs": []},
        {"rent": 650_00 + FELT},
        {"costs": [cost("rent", "2026-03"), cost("energy", "2026-03", amount=110_00)]},
    ],
)
def test_another_day_of_leefgeld_a_bill_more_or_less_and_a_rent_that_rises_are_felt(other: dict[str, Any]) -> None:
    assert correction(said(), overview(**other), 1, TODAY) is not None


def test_a_bill_that_was_told_to_be_ours_and_is_the_clients_is_his_to_pay_and_not_nothing_to_do() -> None:
    now = correction(said(), overview(costs=[cost("rent", "2026-03", ours=False)]), 1, TODAY)
    assert now is not None
    told = worded(facts_of(now.kind, written(now.said), "Gemeente", MIA), Language.DUTCH)
    assert ["".join(piece.words for piece in one) for one in told.action] == [
        "Huur: u betaalt zelf vanaf zondag 1 maart 2026."
    ]
    assert "Huur: u betaalt zelf vanaf zondag 1 maart 2026." in sms_of(told).words
    assert not told.nothing_to_do


def test_a_bill_that_only_waits_or_never_was_ours_is_not_handed_to_the_client() -> None:
    for costs in ([cost("rent", "2026-03", held=True)], [cost("water", "2026-03", ours=False)]):
        now = correction(said(), overview(costs=costs), 1, TODAY)
        assert now is not None
        assert now.said["own"] == []


def test_a_bill_with_a_part_that_is_past_is_still_told_anew_for_its_month() -> None:
    part = {**cost("rent", "2026-02", amount=100_00), "part": True, "dueOn": "2026-03-01"}
    costs = [{**cost("rent", "2026-03"), "dueOn": "2026-03-09"}, part]
    now = overview(costs=[{**costs[0], "amount": 700_00}, part])
    assert correction(said(costs=costs), now, 1, MARCH_1 + DAY) is not None


def test_what_is_past_is_not_corrected() -> None:
    other = overview(gets=100_00)
    assert correction(said(), other, 1, PAID_ON - DAY) is not None
    assert correction(said(), other, 1, PAID_ON) is None


def test_on_which_day_we_pay_a_bill_is_nothing_that_is_felt() -> None:
    later = {**cost("rent", "2026-03"), "dueOn": "2026-03-09"}
    assert correction(said(), overview(costs=[later]), 1, TODAY) is None


def test_two_bills_under_one_word_are_weighed_together() -> None:
    told = said(costs=[cost("other", "2026-03", amount=10_00), cost("own", "2026-03", amount=20_00)])
    turned = [cost("other", "2026-03", amount=20_00), cost("own", "2026-03", amount=10_00)]
    assert correction(told, overview(costs=turned), 1, TODAY) is None


def told(now: Owed | None) -> str:
    """The text message of a correction."""
    assert now is not None
    facts = facts_of(now.kind, written(now.said), "Gemeente", MIA)
    return sms_of(worded(facts, Language.DUTCH)).words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_text_message_says_what_changed_first_and_no_leefgeld_of_a_day_that_is_past() -> None:
    days = [leefgeld(day) for day in (MARCH_1, MARCH_1 + 14 * DAY)]
    now = overview(leefgeld=days, rent=700_00)
    words = told(correction(said(leefgeld=days), now, 1, MARCH_1 - DAY))
    assert "veranderd in maart 2026. Huur: wij betalen € 700,00. U krijgt € 400,00 leefgeld op zondag 1 maart" in words
    later = {**cost("rent", "2026-03", amount=700_00), "dueOn": "2026-03-20"}
    words = told(correction(said(leefgeld=days), overview(leefgeld=days, costs=[later]), 1, MARCH_1 + 11 * DAY))
    assert "Huur: wij betalen € 700,00. U krijgt € 400,00 leefgeld op zondag 15 maart 2026." in words


def test_a_day_on_which_leefgeld_does_not_come_is_said_and_not_the_others() -> None:
    days = [leefgeld(MARCH_1 + week * 7 * DAY) for week in range(3)]
    now = correction(said(leefgeld=days), overview(leefgeld=days[1:]), 1, TODAY)
    assert now is not None
    assert [one["on"] for one in now.said["leefgeld_gone"]] == [str(MARCH_1)]
    assert now.said["leefgeld_other"] == []
    assert "U krijgt geen leefgeld op zondag 1 maart 2026." in told(now)


def test_leefgeld_that_is_told_no_more_since_it_is_long_past_changes_nothing() -> None:
    days = [leefgeld(MARCH_1 + week * 7 * DAY) for week in range(4)]
    assert correction(said(leefgeld=days), overview(leefgeld=days[1:]), 1, MARCH_1 + 7 * DAY) is None


def test_that_nothing_is_paid_of_what_was_told_is_told_and_to_nobody_who_was_told_nothing() -> None:
    other = {"costs": [cost("rent", "2026-03", held=True)], "leefgeld": [leefgeld(PAID_ON, LeefgeldState.HELD)]}
    now = overview(**other)
    assert now.anew_only
    assert not overview().anew_only
    anew = correction(said(), now, 1, TODAY)
    assert "geen leefgeld op vrijdag 27 februari 2026. Huur: wij betalen deze rekening nu niet." in told(anew)
    assert anew is not None
    facts = facts_of(anew.kind, written(anew.said), "Gemeente", MIA)
    said_last = ["".join(piece.words for piece in one) for one in worded(facts, Language.DUTCH).body][-1]
    assert said_last == "In maart 2026 betalen wij geen rekeningen."
    assert correction(from_json(written(anew.said)), now, 2, TODAY) is None


def schedule_that_tells(now: list[Outlook]) -> Callable[[UUID], ScheduleClient]:
    """The schedule service, as it answers over HTTP: the last of these outlooks."""

    def answer(_request: httpx.Request) -> httpx.Response:
        items = [now[-1].model_dump(mode="json", by_alias=True)]
        content = to_json({"items": items, "nextCursor": None})
        return httpx.Response(200, content=content, headers={"Content-Type": "application/json"})

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://schedule.test")
    return lambda _organisation: ScheduleClient(http, "token")


async def test_each_change_is_told_once_also_one_that_goes_back_and_that_nothing_is_paid(
    notify: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    nothing = _february(400_00).model_copy(update={"costs": [], "leefgeld": []})
    now = [nothing]
    clock.move_to(clock.now().replace(year=2026, month=1, day=20, hour=9))
    asking = AskingWhatToTell(notify, clock, KEYRING, schedule_that_tells(now))
    february = [_february(gets) for gets in (400_00, 400_50, 380_00, 380_00, 380_60, 400_00)]
    for outlook in (nothing, *february, nothing, nothing):
        now.append(outlook)
        await asking.ask_about(organisation, [Marked(HOUSEHOLD, 0)])
    with psycopg.connect(admin_url) as connection:
        told = connection.execute(
            "select kind, subject from notify.message where kind like 'month%' order by id"
        ).fetchall()
    changes = [("month_changed", f"2026-02/{number}") for number in (1, 2, 3)]
    assert told == [("month_overview", "2026-02"), *changes]


def _february(gets: int) -> Outlook:
    lived = {**leefgeld(date(2026, 1, 30), occasion="2026-02-01"), "amount": gets}
    costs = [cost("rent", "2026-02")]
    return an_outlook(beginsOn=date(2026, 1, 1), costs=costs, leefgeld=[lived], approvedMonths=["2026-02"])
