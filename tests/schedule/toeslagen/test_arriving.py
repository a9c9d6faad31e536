"""What came is told once, is a fact, ends what was asked about it, and says where its toeslag stands from then on."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import RestrictViolation

from services.clock import MovableClock
from services.database import Database
from services.jobs import Worker
from services.months import parse_month
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.statements.taking_in import take_in
from services.schedule.toeslagen.arriving import CameIn, Place, arrived
from services.schedule.toeslagen.repository import ToldArrival
from services.schedule.toeslagen.watching import WATCH_TOESLAGEN, ToeslagWatch
from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import B12, KEYRING, NEEDED, RENT, RULES, Raw
from tests.schedule.payments.runs import DECISION, Office
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line, camt, handed_in, stmt
from tests.schedule.toeslagen.builders import AMOUNT, APPLIED, HUURTOESLAG, IN_TIME
from tests.superuser import as_superuser

FACTS: list[Raw] = [*NEEDED, RENT, B12, DECISION, *IN_TIME]
BACK_PAY = {"amount": 112200, "on": "2026-04-20"}


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    return Office(database, organisation, clock)


def reach(clock: MovableClock, day: str) -> None:
    """Nine in the morning of a day."""
    clock.move_to(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=8))


async def taken_on(anna: Caller, clock: MovableClock, day: str = "2026-04-21", facts: list[Raw] | None = None) -> str:
    """A household of Den Haag with a huurtoeslag that was decided on 17 April."""
    reach(clock, day)
    new = {"reference": "Z-1", "municipality": DEN_HAAG, "facts": facts or FACTS}
    answer = await anna.post("/households", new)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["householdId"])


async def stands(anna: Caller, household: str, toeslag: str = "huurtoeslag") -> tuple[str, int | None, str | None]:
    """State, cents and the day of the next step."""
    items = (await anna.get(f"/households/{household}/toeslagen")).json()["items"]
    (one,) = [one for one in items if one["toeslag"] == toeslag]
    return one["state"], one["sum"] and one["sum"]["amount"], one["nextOn"]


async def tasks(anna: Caller, household: str, kind: str) -> list[tuple[str, str, str | None]]:
    """About what, due when and how it ended, of the tasks of a kind."""
    items = (await anna.get("/tasks", householdId=household, kind=kind)).json()["items"]
    return [(one["about"], one["dueOn"], one["outcome"]) for one in items]


def announced(admin_url: str, word: str, noun: str = "toeslag") -> list[Any]:
    """What was announced of toeslagen, or of another noun."""
    with as_superuser(admin_url) as connection:
        query = "select data - 'organisationId' - 'householdId' from schedule.outbox where type = %s order by sequence"
        return [row[0] for row in connection.execute(query, [f"nl.ontzorg.schedule.{noun}.{word}"]).fetchall()]


async def watched(office: Office) -> None:
    """The day's job, as the alarm clock has it done."""
    watch = ToeslagWatch(office.database, office.clock, RULES, KEYRING)
    async with Worker(office.database, {WATCH_TOESLAGEN: watch.watch}, alarms=[watch.wake]) as worker:
        assert await worker.ring() == 0
        await worker.drain()


async def the_bank_shows(office: Office, *cents: int) -> UUID:
    """A statement with these bookings, and its id."""
    async with office.database.transaction(office.organisation) as session:
        hand = office.hand(session, "piet")
        lines = [Line(one) for one in cents]
        file = await take_in(session, hand, handed_in(camt(stmt(*lines, opening=50_000_00, on=office.clock.today()))))
        return file.statements[0].statement.id


async def tell(office: Office, *came: CameIn) -> list[ToldArrival]:
    async with office.database.transaction(office.organisation) as session:
        return await arrived(session, office.hand(session, "matching"), came)


async def test_what_came_to_the_client_is_a_fact_and_says_where_the_toeslag_stands(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock)
    assert await stands(anna, household) == ("expected", 112200, "2026-04-20")
    answer = await anna.post(f"/households/{household}/toeslagen/huurtoeslag/arrivals", BACK_PAY)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told | {"toldAt": None} == {
        "householdId": household,
        "toeslag": "huurtoeslag",
        "arrivedOn": "2026-04-20",
        "firstMonth": "2026-03",
        "lastMonth": "2026-05",
        "sum": {"amount": 112200, "currency": "EUR"},
        "account": "client",
        "statementId": None,
        "entry": None,
        "part": None,
        "toldBy": "anna",
        "toldAt": None,
    }
    assert (await anna.get(f"/households/{household}/toeslagen/huurtoeslag/arrivals")).json()["items"] == [told]
    assert await stands(anna, household) == ("wrong_account", 112200, "2026-04-20")
    facts = (await anna.get(f"/households/{household}/facts", kind="toeslag_arrived")).json()["items"]
    assert [one["fact"] for one in facts] == [
        {"kind": "toeslag_arrived", "toeslag": "huurtoeslag", "on": "2026-04-20", "account": "client"}
    ]
    assert await tasks(anna, household, "toeslag_arrival") == [("huurtoeslag", "2026-04-20", "done")]
    assert announced(admin_url, "arrived") == [
        {"arrivedOn": "2026-04-20", "firstMonth": "2026-03", "lastMonth": "2026-05", "onClientAccount": True}
    ]
    assert announced(admin_url, "changed") == [{"state": "wrong_account", "nextOn": "2026-04-20"}]


async def test_told_twice_it_came_once_and_told_otherwise_it_is_refused(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock)
    path = f"/households/{household}/toeslagen/huurtoeslag/arrivals"
    first = await anna.post(path, BACK_PAY)
    before = everything(admin_url)
    again = await anna.post(path, BACK_PAY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert set(changed(before, everything(admin_url))) == {"idempotency_key"}
    for other in (BACK_PAY | {"amount": 1}, BACK_PAY | {"firstMonth": "2026-03", "lastMonth": "2026-04"}):
        assert (await anna.post(path, other)).status_code == 409
    second = await anna.post(path, BACK_PAY | {"amount": 37400, "number": 2})
    assert (second.status_code, second.json()["firstMonth"]) == (201, "2026-03"), "on top of what came"
    assert await stands(anna, household) == ("wrong_account", 149600, "2026-04-20")
    assert await tasks(anna, household, "toeslag_differs") == [("huurtoeslag/2026-03", "2026-04-27", None)]


async def test_what_did_not_happen_cannot_be_told(anna: Caller, clock: MovableClock, admin_url: str) -> None:
    household = await taken_on(anna, clock)
    path, before = f"/households/{household}/toeslagen/huurtoeslag/arrivals", everything(admin_url)
    tomorrow = await anna.post(path, BACK_PAY | {"on": "2026-04-22"})
    assert (tomorrow.status_code, tomorrow.json()["errors"][0]["what"]) == (400, "2026-04-22 is still to come")
    backwards = await anna.post(path, BACK_PAY | {"firstMonth": "2026-05", "lastMonth": "2026-04"})
    assert (backwards.status_code, backwards.json()["errors"][0]["what"]) == (400, "lies before the first month")
    one_month = await anna.post(path, BACK_PAY | {"firstMonth": "2026-05"})
    assert (one_month.status_code, one_month.json()["errors"][0]["what"]) == (400, "one month alone says nothing")
    other = f"/households/{household}/toeslagen/kinderbijslag/arrivals"
    assert (await anna.post(other, BACK_PAY)).status_code == 400
    assert changed(before, everything(admin_url)) == []


async def test_what_the_bank_shows_came_on_the_budget_account_once_however_often_it_is_told(
    anna: Caller, office: Office, clock: MovableClock, admin_url: str
) -> None:
    household = UUID(await taken_on(anna, clock))
    statement = await the_bank_shows(office, 112200)
    came = CameIn(household, HUURTOESLAG, 112200, date(2026, 4, 20), Place(statement, 1, 1))
    (told,) = await tell(office, came)
    assert (told.account, told.first_month, told.last_month) == (
        Account.BUDGET,
        parse_month("2026-03"),
        parse_month("2026-05"),
    )
    before = everything(admin_url)
    assert await tell(office, came) == [told]
    assert changed(before, everything(admin_url)) == []
    assert await stands(anna, str(household)) == ("arrived", 37400, "2026-05-20")


async def test_many_are_told_at_once_each_for_its_own_months(anna: Caller, office: Office, clock: MovableClock) -> None:
    household = UUID(await taken_on(anna, clock, "2026-05-21"))
    statement = await the_bank_shows(office, 112200, 37400, 5000)
    days = (date(2026, 4, 20), date(2026, 5, 20), date(2026, 5, 20))
    kinds = (HUURTOESLAG, HUURTOESLAG, ToeslagKind.ZORGTOESLAG)
    came = [
        CameIn(household, kind, cents, on, Place(statement, entry, 1))
        for entry, (kind, cents, on) in enumerate(zip(kinds, (112200, 37400, 5000), days, strict=True), start=1)
    ]
    told = await tell(office, *came)
    assert [(one.toeslag, one.first_month, one.last_month) for one in told] == [
        (HUURTOESLAG, parse_month("2026-03"), parse_month("2026-05")),
        (HUURTOESLAG, parse_month("2026-06"), parse_month("2026-06")),
        (ToeslagKind.ZORGTOESLAG, parse_month("2026-06"), parse_month("2026-06")),
    ]
    assert await stands(anna, str(household)) == ("arrived", 37400, "2026-06-22")
    assert await stands(anna, str(household), "zorgtoeslag") == ("differs", 5000, "2026-05-20"), "nobody decided on it"


async def test_what_is_missing_is_asked_for_each_month_until_it_comes(
    anna: Caller, office: Office, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock)
    before = everything(admin_url)
    reach(clock, "2026-04-24")
    await watched(office)
    assert changed(before, everything(admin_url)) == [], "nothing is due, so nobody looks"
    reach(clock, "2026-04-27")
    await watched(office)
    assert await stands(anna, household) == ("missing", 112200, "2026-04-27")
    assert await tasks(anna, household, "toeslag_missing") == [("huurtoeslag/2026-03", "2026-04-29", None)]
    (task,) = (await anna.get("/tasks", householdId=household, kind="toeslag_missing")).json()["items"]
    closing = await anna.post(f"/households/{household}/tasks/{task['id']}/closures", {"reason": "it comes next month"})
    assert closing.status_code == 201
    reach(clock, "2026-05-27")
    await watched(office)
    assert await tasks(anna, household, "toeslag_missing") == [
        ("huurtoeslag/2026-03", "2026-05-29", None),
        ("huurtoeslag/2026-06", "2026-05-29", None),
    ]
    statement = await the_bank_shows(office, 149600)
    place = Place(statement, 1, 1)
    await tell(office, CameIn(UUID(household), HUURTOESLAG, 149600, date(2026, 5, 27), place))
    assert await stands(anna, household) == ("arrived", 37400, "2026-06-22")
    assert [outcome for *_, outcome in await tasks(anna, household, "toeslag_missing")] == ["done", "done"]
    assert [one["state"] for one in announced(admin_url, "changed")] == ["missing", "arrived"]


async def test_another_amount_asks_for_the_new_decision_and_recording_it_is_the_cure(
    anna: Caller, office: Office, clock: MovableClock
) -> None:
    household = await taken_on(anna, clock)
    statement = await the_bank_shows(office, 110400)
    await tell(office, CameIn(UUID(household), HUURTOESLAG, 110400, date(2026, 4, 20), Place(statement, 1, 1)))
    assert await stands(anna, household) == ("differs", -1800, "2026-04-20")
    assert await tasks(anna, household, "toeslag_differs") == [("huurtoeslag/2026-03", "2026-04-27", None)]
    (fact,) = (await anna.get(f"/households/{household}/facts", kind="toeslag_amount")).json()["items"]
    corrected = {"corrects": fact["id"], "reason": "the decision of 17 April", "fact": AMOUNT | {"amount": 36800}}
    assert (await anna.post(f"/households/{household}/facts", {"corrections": [corrected]})).status_code == 201
    assert await stands(anna, household) == ("arrived", 36800, "2026-05-20")
    assert await tasks(anna, household, "toeslag_differs") == [("huurtoeslag/2026-03", "2026-04-27", "done")]


async def test_somebody_may_accept_an_amount_as_it_is(anna: Caller, clock: MovableClock) -> None:
    household = await taken_on(anna, clock, facts=[*FACTS, {"kind": "toeslagen_authorisation", "on": "2026-02-03",
                                                            "given": False}])  # fmt: skip
    path = f"/households/{household}/toeslagen/huurtoeslag/arrivals"
    assert (await anna.post(path, BACK_PAY | {"amount": 100000})).status_code == 201
    (task,) = (await anna.get("/tasks", householdId=household, kind="toeslag_differs")).json()["items"]
    reason = {"reason": "an old debt was set off"}
    assert (await anna.post(f"/households/{household}/tasks/{task['id']}/closures", reason)).status_code == 201
    assert (await anna.post(path, {"amount": 1, "on": "2026-04-21"})).status_code == 201
    assert await tasks(anna, household, "toeslag_differs") == [("huurtoeslag/2026-03", "2026-04-27", "closed")]


async def test_who_was_planned_before_toeslagen_were_followed_is_looked_at_on_the_first_morning(
    anna: Caller, office: Office, clock: MovableClock, admin_url: str
) -> None:
    household = await taken_on(anna, clock)
    with as_superuser(admin_url) as connection:
        connection.execute("delete from schedule.toeslag_standing")
    reach(clock, "2026-04-22")
    await watched(office)
    assert await stands(anna, household) == ("expected", 112200, "2026-04-20")


async def test_the_list_of_all_is_filtered_and_paged(anna: Caller, office: Office, clock: MovableClock) -> None:
    first = await taken_on(anna, clock)
    await office.register("Z-2", *NEEDED, RENT, AMOUNT, APPLIED)
    everybody = (await anna.get("/toeslagen", limit=1)).json()
    seen = [everybody["items"][0]["toeslag"]]
    while everybody["nextCursor"]:
        everybody = (await anna.get("/toeslagen", limit=1, cursor=everybody["nextCursor"])).json()
        seen += [one["toeslag"] for one in everybody["items"]]
    assert seen == ["huurtoeslag", "zorgtoeslag"] * 2
    expected = (await anna.get("/toeslagen", state="expected")).json()["items"]
    assert [(one["householdId"], one["toeslag"], one["acts"]) for one in expected] == [
        (first, "huurtoeslag", "dienst_toeslagen")
    ]
    soon = (await anna.get("/toeslagen", nextUntil="2026-02-03")).json()["items"]
    assert [(one["reference"], one["state"]) for one in soon] == [("Z-1", "not_applied"), ("Z-2", "not_applied")]


async def test_what_came_cannot_be_rewritten(anna: Caller, clock: MovableClock, admin_url: str) -> None:
    household = await taken_on(anna, clock)
    await anna.post(f"/households/{household}/toeslagen/huurtoeslag/arrivals", BACK_PAY)
    with as_superuser(admin_url) as connection, pytest.raises(RestrictViolation):
        connection.execute("update schedule.toeslag_arrival set amount = 1")
