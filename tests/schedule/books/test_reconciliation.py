"""What plan, postings and bank say of a household and of an account, from day to day, as its month goes by."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.schedule.books import bank_days, ledgers_reading
from services.schedule.books.ledgers_reading import Window
from tests.schedule.books.history import lived
from tests.schedule.books.looked_up import scans
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.instructions.desk import Desk, an_answer, reference_of
from tests.schedule.matching.test_whose_money import draws, expected, rents
from tests.schedule.matching.treasury import STANDS, Treasury
from tests.schedule.statements.files import Line

Day = dict[str, Any]


async def day_of(ada: Caller, household: object, on: str) -> Day:
    answer = await ada.get(f"/households/{household}/reconciliation", **{"from": on, "to": on})
    assert answer.status_code == 200, answer.text
    (day,) = answer.json()["days"]
    told: Day = day
    return told


def reasons(day: Day) -> dict[str, str]:
    return {f"{one['purpose']}/{one['occasion']}": one["reason"] for one in day["differences"]}


def first_household(treasury: Treasury) -> UUID:
    household: UUID = treasury.rows("select id from schedule.household order by id limit 1")[0]["id"]
    return household


def of_household(treasury: Treasury, household: UUID) -> list[Line]:
    return [one.line() for one in treasury.payments(f"household_id = '{household}'")]


async def test_a_month_that_is_filed_is_on_its_way_and_then_agrees(treasury: Treasury, ada: Caller) -> None:
    household = first_household(treasury)
    before = await day_of(ada, household, "2026-02-20")
    assert reasons(before)["rent/2026-03"] == "not_yet_due"
    assert before["isInOrder"]
    assert reasons(await day_of(ada, household, "2026-03-02"))["rent/2026-03"] == "on_its_way"
    assert reasons(await day_of(ada, household, "2026-03-04"))["rent/2026-03"] == "not_booked"
    await treasury.says(*of_household(treasury, household))
    after = await day_of(ada, household, "2026-03-04")
    assert "rent/2026-03" not in reasons(after)
    assert "leefgeld/2026-03-01" not in reasons(after)
    difference = sum(one["planned"]["amount"] - one["shown"]["amount"] for one in after["differences"])
    assert after["planned"]["amount"] - after["shown"]["amount"] == difference


async def test_money_that_comes_back_is_somebodys_work_until_the_next_run_has_it(
    treasury: Treasury, ada: Caller
) -> None:
    household = first_household(treasury)
    await treasury.says(*of_household(treasury, household))
    (rent,) = (one for one in treasury.payments(f"household_id = '{household}'") if one.purpose == "rent")
    treasury.clock.move_to(datetime(2026, 3, 3, 9, tzinfo=UTC))
    await treasury.says(rent.line(rent.amount, return_code="AM04")._replace(booked_on=date(2026, 3, 2)))
    assert "rent/2026-03" not in reasons(await day_of(ada, household, "2026-02-27"))
    assert reasons(await day_of(ada, household, "2026-03-02"))["rent/2026-03"] == "came_back"


async def test_another_amount_is_an_exception_and_shows_what_the_bank_booked(treasury: Treasury, ada: Caller) -> None:
    household = first_household(treasury)
    rent = next(one for one in treasury.payments(f"household_id = '{household}'") if one.purpose == "rent")
    await treasury.says(rent.line(-1))
    (found,) = (one for one in (await day_of(ada, household, "2026-03-02"))["differences"] if one["purpose"] == "rent")
    assert (found["planned"]["amount"], found["posted"]["amount"], found["shown"]["amount"]) == (-620_00, -620_00, -1)
    assert (found["reason"], found["isInOrder"]) == ("exception", False)


async def test_what_the_benefit_system_withheld_agrees_without_a_bank(desk: Desk, admin_url: str, ada: Caller) -> None:
    run = await desk.filed()
    (household,) = (UUID(str(one[0])) for one in await _households(desk))
    assert reasons(await day_of(ada, household, "2026-03-01"))["rent/2026-03"] == "on_its_way"
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld", "", "")))
    assert "rent/2026-03" not in reasons(await day_of(ada, household, "2026-03-01"))


async def _households(desk: Desk) -> list[Any]:
    from sqlalchemy import text

    async with desk.database.reading(desk.organisation) as session:
        return list(await session.execute(text("select id from household")))


async def test_income_that_arrives_and_a_rent_that_is_drawn_agree(pulled: Treasury, ada: Caller) -> None:
    mine, _ = rents(pulled)
    (wanted,) = expected(pulled, f"subject = 'benefit/2026-02' and household_id = '{mine['household_id']}'")
    on = "2026-03-12"
    before = reasons(await day_of(ada, mine["household_id"], on))
    assert (before["benefit/2026-02"], before["rent/2026-03"]) == ("not_arrived", "not_booked")
    text = f"Bijstand, zaak {wanted['reference']}"
    await pulled.says(draws(mine), Line(wanted["amount"], booked_on=wanted["expected_on"], text=text))
    after = reasons(await day_of(ada, mine["household_id"], on))
    assert not {"benefit/2026-02", "rent/2026-03"} & after.keys()


async def test_money_that_nobody_expected_stands_as_an_exception_with_its_household(
    pulled: Treasury, ada: Caller
) -> None:
    mine, _ = rents(pulled)
    (one,) = expected(pulled, f"subject = 'benefit/2026-02' and household_id = '{mine['household_id']}'")
    await pulled.says(Line(50_00, text=f"{one['reference']} teruggave", name="Gemeente"))
    told = (await day_of(ada, mine["household_id"], "2026-03-04"))["differences"]
    (found,) = (one for one in told if one["purpose"] == "exception")
    assert (found["planned"]["amount"], found["posted"]["amount"], found["shown"]["amount"]) == (0, 0, 50_00)
    assert (found["reason"], found["isInOrder"]) == ("exception", False)


async def test_those_that_differ_are_listed_page_by_page_and_those_in_order_are_not(
    treasury: Treasury, ada: Caller
) -> None:
    on = "2026-02-27"
    assert (await ada.get("/household-differences", on="2026-02-20")).json() == {"items": [], "nextCursor": None}
    lines = [one.line(-1) for one in treasury.payments() if one.purpose == "rent"]
    await treasury.says(*lines)
    first = (await ada.get("/household-differences", on=on, limit=1)).json()
    second = (await ada.get("/household-differences", on=on, limit=1, cursor=first["nextCursor"])).json()
    both = [page["items"][0]["householdId"] for page in (first, second)]
    assert both == [str(row["id"]) for row in treasury.rows("select id from schedule.household order by id")]
    assert reasons(second["items"][0]["days"][0])["rent/2026-03"] == "exception"
    third = (await ada.get("/household-differences", on=on, limit=1, cursor=second["nextCursor"])).json()
    assert third == {"items": [], "nextCursor": None}


async def test_a_day_of_the_account_tells_what_is_known_odd_and_on_its_way(treasury: Treasury, ada: Caller) -> None:
    payments = treasury.payments()
    rent, others = payments[0], [one for one in payments if one.execute_on <= date(2026, 2, 27)]
    await treasury.says(rent.line()._replace(booked_on=date(2026, 2, 27)), Line(7_00, booked_on=date(2026, 2, 27)))
    days = (await ada.get("/bank-days", **{"from": "2026-02-26", "to": "2026-02-27"})).json()["items"]
    before, day = days
    assert (before["closing"], before["statements"], day["statements"]) == (None, 0, 1)
    assert day["closing"]["amount"] == STANDS - rent.amount + 7_00
    assert (day["matched"]["wentOut"]["amount"], day["odd"]["cameIn"]["amount"]) == (rent.amount, 7_00)
    assert day["onItsWay"]["amount"] == sum(one.amount for one in others) - rent.amount
    assert (day["municipalities"], day["isInOrder"]) == (sorted([CAPELLE, DEN_HAAG]), False)


async def test_a_range_has_an_end_and_days_are_paged(treasury: Treasury, ada: Caller) -> None:
    household = first_household(treasury)
    for first, last in (("2026-03-02", "2026-03-01"), ("2026-01-01", "2026-06-01")):
        for path in (f"/households/{household}/reconciliation", "/bank-days"):
            assert (await ada.get(path, **{"from": first, "to": last})).status_code == 400
    week: dict[str, Any] = {"from": "2026-03-02", "to": "2026-03-06", "limit": 3}
    page = (await ada.get("/bank-days", **week)).json()
    rest = (await ada.get("/bank-days", **week, cursor=page["nextCursor"])).json()
    assert [one["on"] for one in page["items"] + rest["items"]] == [f"2026-03-0{day}" for day in range(2, 7)]


async def test_everybody_sees_their_own_municipalities_only(
    treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, stranger: Caller
) -> None:
    household, days = first_household(treasury), {"from": "2026-03-09", "to": "2026-03-09"}
    capelle = a_caller(app, issuer, organisation, [Role.AUDITOR], subject="cor", municipalities=[CAPELLE])
    elsewhere = a_caller(app, issuer, organisation, [Role.AUDITOR], subject="els", municipalities=["GM0637"])
    assert (await capelle.get(f"/households/{household}/reconciliation", **days)).status_code == 404
    assert (await stranger.get(f"/households/{household}/reconciliation", **days)).status_code == 404
    assert (await capelle.get("/household-differences", on="2026-03-09")).json()["items"] == []
    assert (await elsewhere.get("/bank-days", **days)).json()["items"] == []


async def test_no_table_of_history_is_read_but_by_households_and_months(
    treasury: Treasury, admin_url: str, organisation: UUID
) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()], treasury.payment("rent").line(-1), Line(7_00))
    household, window = first_household(treasury), Window.of(date(2026, 3, 2), date(2026, 3, 2))
    (said,) = treasury.rows("select statement_id from schedule.bank_booking limit 1")
    lived(admin_url, 2_000)
    given: dict[str, Any] = {"ids": [household], "months": list(window.months)}
    days = {"first": window.first, "last": window.last}
    account = {"accounts": ["NL91ABNA0417164300"]}
    asked = [
        (ledgers_reading.POSTED, given),
        (ledgers_reading.ATTEMPTS, given),
        (ledgers_reading.ODD, {"ids": [household], **days}),
        (bank_days.STATEMENTS, {**account, **days}),
        (bank_days.BOOKINGS, {"statements": [said["statement_id"]]}),
    ]
    found = [scan for question, values in asked for scan in scans(admin_url, question, values, organisation)]
    assert {"ledger_entry", "payment", "payment_outcome", "bank_exception", "bank_booking"} <= {one for one, _ in found}
    entered_by = ("month", "run_id", "end_to_end_id", "statement_id", "booked_on")
    assert [one for one in found if not any(name in one[1] for name in entered_by)] == []
