"""Another account is asked for, confirmed or not, and the plan goes by it; what comes to the old one is an alarm."""

from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.schedule.toeslagen.arriving import CameIn, Place
from tests.schedule.callers import Caller
from tests.schedule.households.builders import Raw
from tests.schedule.payments.runs import Office
from tests.schedule.rows import changed, everything
from tests.schedule.toeslagen.builders import HUURTOESLAG
from tests.schedule.toeslagen.test_arriving import (
    BACK_PAY,
    FACTS,
    announced,
    reach,
    stands,
    taken_on,
    tasks,
    tell,
    the_bank_shows,
)
from tests.superuser import as_superuser

ACCOUNT = "toeslag-account-request"
FOUND_LATE: list[Raw] = [*FACTS, {"kind": "toeslag_account", "toeslag": "huurtoeslag", "account": "budget",
                                  "on": "2026-02-03", "from": "2026-04-20"}]  # fmt: skip


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    return Office(database, organisation, clock)


def path(household: str, toeslag: str = "huurtoeslag") -> str:
    return f"/households/{household}/toeslagen/{toeslag}/account-requests"


async def accounts(anna: Caller, household: str) -> list[tuple[str, str, str | None]]:
    """Which account was asked for when, and from when on, as the plan reads it."""
    items = (await anna.get(f"/households/{household}/facts", kind="toeslag_account", standing="true")).json()["items"]
    return [(one["fact"]["account"], one["fact"]["on"], one["fact"]["from"]) for one in items]


async def planned(anna: Caller, household: str) -> dict[str, str]:
    """On which account the newest plan has the huurtoeslag of each day."""
    plan = (await anna.get(f"/households/{household}/plans/latest")).json()
    entries = plan["document"]["entries"]
    return {one["on"]: one["account"] for one in entries if one["kind"] == "huurtoeslag"}


async def test_asked_after_the_cut_off_it_says_at_once_what_still_comes_to_the_client(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock, "2026-04-14")
    asked = await anna.post(path(household), {"account": "budget"})
    assert (asked.status_code, asked.json()) == (
        201,
        {
            "householdId": household,
            "toeslag": "huurtoeslag",
            "number": 1,
            "account": "budget",
            "askedOn": "2026-04-14",
            "passedOnIn": "2026-05",
            "inForceOn": "2026-06-22",
            "stillMisses": {"on": "2026-04-20", "sum": {"amount": 149600, "currency": "EUR"}},
            "state": "asked",
        },
    )
    assert (await anna.get(path(household))).json()["items"] == [asked.json()]
    assert await accounts(anna, household) == [("budget", "2026-04-14", "2026-06-22")]
    assert await planned(anna, household) == {
        "2026-04-20": "client",
        "2026-05-20": "client",
        "2026-06-22": "budget",
        "2026-07-20": "budget",
    }
    assert announced(admin_url, "changed", ACCOUNT) == [
        {"state": "asked", "inForceOn": "2026-06-22", "toClient": False}
    ]


async def test_asked_in_time_it_misses_nothing(anna: Caller, clock: MovableClock) -> None:
    household = await taken_on(anna, clock, "2026-03-20")
    asked = await anna.post(path(household), {"account": "budget", "askedOn": "2026-03-13"})
    assert (asked.json()["inForceOn"], asked.json()["stillMisses"]) == ("2026-04-20", None)


async def test_what_cannot_be_asked_is_refused_and_changes_nothing(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock)
    await anna.post(path(household), {"account": "budget"})
    before = everything(admin_url)
    again = await anna.post(path(household), {"account": "budget"})
    assert (again.status_code, again.json()["type"]) == (409, "urn:problem-type:ontzorg:asked-before")
    unknown = await anna.post(path(household, "zorgtoeslag"), {"account": "budget"})
    assert (unknown.status_code, unknown.json()["type"]) == (422, "urn:problem-type:ontzorg:nothing-to-reroute")
    tomorrow = await anna.post(path(household), {"account": "client", "askedOn": "2026-04-22"})
    assert tomorrow.status_code == 400
    early = await anna.post(f"{path(household)}/1/_confirm", {"inForceOn": "2026-04-21"})
    assert (early.status_code, early.json()["errors"][0]["where"]) == (400, "inForceOn")
    assert (await anna.post(f"{path(household)}/2/_confirm", {})).status_code == 404
    assert changed(before, everything(admin_url)) == []


async def test_what_the_policy_leaves_to_the_client_cannot_be_asked_for(anna: Caller, clock: MovableClock) -> None:
    own: list[Raw] = [
        {"kind": "toeslag_amount", "toeslag": "kindgebonden_budget", "from": "2026-03", "amount": 20000},
        {"kind": "toeslag_applied", "toeslag": "kindgebonden_budget", "on": "2026-02-03"},
    ]
    household = await taken_on(anna, clock, facts=[*FACTS, *own])
    refused = await anna.post(path(household, "kindgebonden_budget"), {"account": "budget"})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:problem-type:ontzorg:not-meant-for-budget")


async def test_dienst_toeslagen_confirms_and_may_name_another_day(anna: Caller, clock: MovableClock) -> None:
    household = await taken_on(anna, clock)
    await anna.post(path(household), {"account": "budget"})
    confirmed = await anna.post(f"{path(household)}/1/_confirm", {"inForceOn": "2026-07-20"})
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed")
    assert await accounts(anna, household) == [("budget", "2026-04-21", "2026-07-20")]
    assert (await planned(anna, household))["2026-06-22"] == "client"
    assert (await anna.post(f"{path(household)}/1/_confirm", {})).status_code == 409


async def test_money_on_the_budget_account_confirms_it(
    anna: Caller, office: Office, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock, "2026-03-14")
    asked = await anna.post(path(household), {"account": "budget"})
    assert asked.json()["inForceOn"] == "2026-05-20"
    reach(clock, "2026-04-21")
    statement = await the_bank_shows(office, 112200)
    await tell(office, CameIn(UUID(household), HUURTOESLAG, 112200, date(2026, 4, 20), Place(statement, 1, 1)))
    (request,) = (await anna.get(path(household))).json()["items"]
    assert (request["state"], request["inForceOn"]) == ("confirmed", "2026-04-20"), "sooner than was thought"
    assert (await planned(anna, household))["2026-04-20"] == "budget"
    assert [one["state"] for one in announced(admin_url, "changed", ACCOUNT)] == ["asked", "confirmed"]


async def test_money_that_still_comes_to_the_client_when_it_was_to_be_in_force_is_an_alarm(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock, "2026-03-13")
    asked = await anna.post(path(household), {"account": "budget"})
    assert asked.json()["inForceOn"] == "2026-04-20"
    reach(clock, "2026-04-21")
    await anna.post(f"/households/{household}/toeslagen/huurtoeslag/arrivals", BACK_PAY)
    (request,) = (await anna.get(path(household))).json()["items"]
    assert request["state"] == "failed"
    assert await accounts(anna, household) == [("budget", "2026-04-21", "2026-06-22")], "what can still be reached"
    assert (await planned(anna, household))["2026-04-20"] == "client"
    assert await tasks(anna, household, "toeslag_account_astray") == [("huurtoeslag", "2026-05-13", None)]
    assert await stands(anna, household) == ("wrong_account", 112200, "2026-04-20")
    again = await anna.post(path(household), {"account": "budget"})
    assert (again.json()["number"], again.json()["inForceOn"]) == (2, "2026-06-22")
    assert await tasks(anna, household, "toeslag_account_astray") == [("huurtoeslag", "2026-05-13", "done")]


async def test_who_had_it_paid_back_to_himself_is_known_from_that_day_on(
    anna: Caller, office: Office, clock: MovableClock
) -> None:
    """The first money came to the budget account; then the client changed the account himself."""
    household = await taken_on(anna, clock, "2026-05-21")
    statement = await the_bank_shows(office, 112200)
    await tell(office, CameIn(UUID(household), HUURTOESLAG, 112200, date(2026, 4, 20), Place(statement, 1, 1)))
    arrival = {"amount": 37400, "on": "2026-05-20"}
    await anna.post(f"/households/{household}/toeslagen/huurtoeslag/arrivals", arrival)
    assert await planned(anna, household) == {
        "2026-04-20": "budget",
        "2026-05-20": "client",
        "2026-06-22": "client",
        "2026-07-20": "budget",
    }
    (back,) = await tasks(anna, household, "toeslag_account_back")
    assert back[2] is None, "nobody asked the account back"


async def test_asked_back_it_ends_the_task_and_money_that_still_comes_here_opens_it_again(
    anna: Caller, office: Office, clock: MovableClock
) -> None:
    household = await taken_on(anna, clock, "2026-07-13")
    assert await tasks(anna, household, "toeslag_account_back") == [("huurtoeslag", "2026-07-13", None)]
    asked = await anna.post(path(household), {"account": "client"})
    assert (asked.json()["inForceOn"], asked.json()["stillMisses"]) == ("2026-08-20", None)
    assert await tasks(anna, household, "toeslag_account_back") == [("huurtoeslag", "2026-07-13", "done")]
    reach(clock, "2026-08-21")
    statement = await the_bank_shows(office, 37400)
    place = Place(statement, 1, 1)
    months = (2026 * 12 + 8, 2026 * 12 + 8)
    await tell(office, CameIn(UUID(household), HUURTOESLAG, 37400, date(2026, 8, 20), place, months))
    (request,) = (await anna.get(path(household))).json()["items"]
    assert request["state"] == "failed"
    assert await tasks(anna, household, "toeslag_account_back") == [("huurtoeslag", "2026-07-13", None)]


async def test_a_change_back_that_is_replaced_before_its_cut_off_never_comes_about(
    anna: Caller, clock: MovableClock
) -> None:
    household = await taken_on(anna, clock, facts=FOUND_LATE)
    await anna.post(path(household), {"account": "client"})
    assert [account for account, *_ in await accounts(anna, household)] == ["budget", "client"]
    reach(clock, "2026-04-22")
    again = await anna.post(path(household), {"account": "budget"})
    assert again.json()["passedOnIn"] == "2026-05", "the change to the client takes no turn"
    assert await accounts(anna, household) == [("budget", "2026-04-22", "2026-06-22")]
    states = [one["state"] for one in (await anna.get(path(household))).json()["items"]]
    assert states == ["replaced", "asked"]


async def test_how_a_request_came_to_its_state_is_kept(anna: Caller, clock: MovableClock, admin_url: str) -> None:
    household = await taken_on(anna, clock)
    await anna.post(path(household), {"account": "budget"})
    await anna.post(f"{path(household)}/1/_confirm", {})
    with as_superuser(admin_url) as connection:
        rows = connection.execute("select step, state, by from schedule.toeslag_account_request_step order by step")
        assert rows.fetchall() == [(1, "asked", "anna"), (2, "confirmed", "anna")]
