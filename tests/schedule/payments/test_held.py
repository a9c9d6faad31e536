"""What is held waits on a list, however old, until it is paid, planned no more, or said to be settled otherwise."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.mandates.schemas import Reason, Waits
from services.schedule.payees.payee import WantedCostPayee
from services.schedule.payments.run import RunKey
from services.schedule.payments.tables import RunRow
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import RENT, WATER
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, PAID_TO, Office, one_value, payments
from tests.schedule.payments.runs import WATER as WATERSCHAP
from tests.schedule.rows import changed, everything

SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)
WITHOUT_WATER = [one for one in PAID_TO if one.cost != "water"]
SETTLED = {"purpose": "water", "occasion": "2026-03", "why": "the water board waived it"}


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
def piet(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


async def run_of(office: Office, months_later: int) -> RunRow:
    """A month's own run so many months after March's, on the 20th before it."""
    day: datetime = FEBRUARY.replace(month=2 + months_later)
    office.clock.move_to(day)
    return await office.approve(await office.propose(RunKey(MARCH_RUN.month + months_later, RunKind.MONTHLY, 1)))


async def waiting(piet: Caller) -> list[tuple[str, str]]:
    """Purpose and occasion of all that waits."""
    items = (await piet.get("/held-payments")).json()["items"]
    return [(one["purpose"], one["occasion"]) for one in items]


def of_water(admin_url: str) -> list[Any]:
    return [row[1:] for row in payments(admin_url, "purpose, occasion, state, reason") if row[0] == "water"]


async def test_what_no_run_looks_at_any_more_is_still_listed_with_its_age_and_counted(
    office: Office, piet: Caller, admin_url: str
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    runs = [await run_of(office, later) for later in range(4)]
    assert [occasion for occasion, *_ in of_water(admin_url)].count("2026-03") == 3
    (oldest, *younger) = (await piet.get("/held-payments")).json()["items"]
    assert oldest == {
        "householdId": str(household),
        "municipality": "GM0518",
        "purpose": "water",
        "occasion": "2026-03",
        "sum": {"amount": 1500, "currency": "EUR"},
        "dueOn": "2026-03-20",
        "reason": "unknown_to_registry",
        "detail": "cost",
        "runId": str(runs[2].id),
        "heldSince": "2026-02-20",
        "daysHeld": 89,
    }
    assert [one["occasion"] for one in younger] == ["2026-04", "2026-05", "2026-06"]
    summary = (await piet.get(f"/payment-runs/{runs[3].id}")).json()
    assert summary["olderHeld"] == {"count": 1, "sum": {"amount": 1500, "currency": "EUR"}}


async def test_it_leaves_the_list_when_it_is_paid(office: Office, piet: Caller, admin_url: str) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await run_of(office, 0)
    assert await waiting(piet) == [("water", "2026-03")]
    await office.pay_to(household, WantedCostPayee("water", WATERSCHAP))
    run = await office.propose(SUPPLEMENTARY)
    assert await waiting(piet) == [("water", "2026-03")]
    await office.approve(run)
    assert await waiting(piet) == []
    assert of_water(admin_url)[-1] == ("2026-03", "submitted", None)


async def test_it_leaves_the_list_when_a_corrected_plan_wants_it_no_more_however_old_it_is(
    office: Office, piet: Caller
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    for later in range(4):
        await run_of(office, later)
    await office.correct(household, {**WATER, "firstMonth": "2026-05"})
    await office.propose(RunKey(MARCH_RUN.month + 3, RunKind.SUPPLEMENTARY, 1))
    assert await waiting(piet) == [("water", "2026-05"), ("water", "2026-06")]


async def test_a_run_that_is_withdrawn_takes_nothing_off_the_list(office: Office, piet: Caller) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await run_of(office, 0)
    await office.pay_to(household, WantedCostPayee("water", WATERSCHAP))
    await office.withdraw(await office.propose(SUPPLEMENTARY))
    assert await waiting(piet) == [("water", "2026-03")]


async def test_what_somebody_says_was_settled_otherwise_is_proposed_no_more(
    office: Office, piet: Caller, admin_url: str
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await run_of(office, 0)
    answer = await piet.post(f"/households/{household}/held-payments/_settle", SETTLED)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "householdId": str(household),
        "purpose": "water",
        "occasion": "2026-03",
        "sum": {"amount": 1500, "currency": "EUR"},
        "dueOn": "2026-03-20",
        "reason": "unknown_to_registry",
        "why": "the water board waived it",
        "settledBy": "piet",
        "settledAt": "2026-02-20T09:00:00Z",
    }
    assert await waiting(piet) == []
    told = "select data ->> 'dueOn' from schedule.outbox where type = 'nl.ontzorg.schedule.payment.settled-otherwise'"
    assert one_value(admin_url, told) == "2026-03-20"
    await office.pay_to(household, WantedCostPayee("water", WATERSCHAP))
    await office.approve(await office.propose(SUPPLEMENTARY))
    assert of_water(admin_url) == [("2026-03", "held", "unknown_to_registry")]


async def test_what_is_held_by_a_run_on_its_way_and_settled_meanwhile_does_not_come_back(
    office: Office, piet: Caller
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await run_of(office, 0)
    run = await office.propose(SUPPLEMENTARY)
    await piet.post(f"/households/{household}/held-payments/_settle", SETTLED)
    await office.approve(run)
    assert await waiting(piet) == []


async def test_what_is_not_held_or_is_about_to_be_paid_cannot_be_settled(
    office: Office, piet: Caller, admin_url: str
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await run_of(office, 0)
    path = f"/households/{household}/held-payments/_settle"
    await office.pay_to(household, WantedCostPayee("water", WATERSCHAP))
    await office.propose(SUPPLEMENTARY)
    before = everything(admin_url)
    answers = [await piet.post(path, SETTLED), await piet.post(path, {**SETTLED, "purpose": "rent"})]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert [answer.json()["type"].rsplit(":", 1)[-1] for answer in answers] == [
        "is-about-to-be-paid",
        "nothing-is-held",
    ]
    assert changed(before, everything(admin_url)) == []


async def test_only_who_puts_runs_together_may_settle(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await run_of(office, 0)
    before = everything(admin_url)
    for role in (Role.APPROVER, Role.CASE_MANAGER, Role.AUDITOR):
        somebody = a_caller(app, issuer, organisation, [role])
        refused = await somebody.post(f"/households/{household}/held-payments/_settle", SETTLED)
        assert refused.status_code == 403
    assert changed(before, everything(admin_url)) == []


async def test_the_list_comes_in_pages_and_shows_the_municipalities_that_somebody_works_for(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, piet: Caller
) -> None:
    households = sorted([await office.register(f"Z-{number}", paid_to=WITHOUT_WATER) for number in (1, 2, 3)])
    await run_of(office, 0)
    first = (await piet.get("/held-payments", limit=2)).json()
    second = (await piet.get("/held-payments", limit=2, cursor=first["nextCursor"])).json()
    assert [one["householdId"] for one in [*first["items"], *second["items"]]] == [str(one) for one in households]
    assert second["nextCursor"] is None
    elsewhere = a_caller(app, issuer, organisation, [Role.PROPOSER], municipalities=["GM0502"])
    assert (await elsewhere.get("/held-payments")).json()["items"] == []
    assert (await piet.get("/payment-runs", cursor=first["nextCursor"])).status_code == 400


async def test_a_case_manager_sees_what_waits_of_the_households_he_works_for_and_no_run(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    mine, other = [await office.register(f"Z-{number}", paid_to=WITHOUT_WATER) for number in (1, 2)]
    run = await run_of(office, 0)
    before = everything(admin_url)
    anna = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=["GM0518"])
    assert {one["householdId"] for one in (await anna.get("/held-payments")).json()["items"]} == {str(mine), str(other)}
    (one,) = (await anna.get("/held-payments", householdId=str(mine))).json()["items"]
    assert (one["householdId"], one["reason"], one["detail"]) == (str(mine), "unknown_to_registry", "cost")
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=["GM0502"])
    assert (await bram.get("/held-payments", householdId=str(mine))).json()["items"] == []
    for path in ("/payment-runs", f"/payment-runs/{run.id}", f"/payment-runs/{run.id}/payments"):
        assert (await anna.get(path)).status_code == 403
    desk = a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK])
    assert (await desk.get("/held-payments")).status_code == 403
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        (Waits(Reason.PAPERS_MISSING, "rental_agreement"), "rental_agreement"),
        (Waits(Reason.NOT_TAKEN_OVER, "overdue"), "overdue"),
        (Waits(Reason.DEFERRED, "2026-03-10"), "2026-03-10"),
        (Waits(Reason.ACCOUNT_MISMATCH), None),
    ],
)
async def test_what_the_registry_says_more_of_a_reason_stays_with_the_payment_and_is_told_everywhere(
    office: Office, piet: Caller, said: Waits, detail: str | None
) -> None:
    await office.register("Z-1")
    office.registry.refuses["rent"] = said
    run = await run_of(office, 0)
    (waits,) = (await piet.get("/held-payments")).json()["items"]
    (line,) = (await piet.get(f"/payment-runs/{run.id}/payments", state="held")).json()["items"]
    report = (await piet.get(f"/payment-runs/{run.id}")).json()
    (total,) = [one for one in report["totals"] if one["state"] == "held"]
    counted = [] if detail is None else [{"detail": detail, "count": 1}]
    assert (waits["detail"], line["detail"], total["details"]) == (detail, detail, counted)


async def test_what_the_registry_says_of_a_go_ahead_that_it_took_back_stays_too(office: Office, piet: Caller) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    office.registry.refuses["energy"] = Waits(Reason.NOT_AUTHORISED, "revoked")
    await office.pay_to(household, WantedCostPayee("water", WATERSCHAP, valid_from=date(2027, 1, 1)))
    await office.approve(run)
    (waits,) = (await piet.get("/held-payments")).json()["items"]
    assert (waits["purpose"], waits["reason"], waits["detail"]) == ("energy", "not_authorised", "revoked")


async def test_our_own_reasons_have_no_detail_of_the_registrys(office: Office, piet: Caller) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.correct(household, {**RENT, "amount": 63000})
    await office.approve(run)
    (waits,) = (await piet.get("/held-payments")).json()["items"]
    assert (waits["purpose"], waits["reason"], waits["detail"]) == ("rent", "plan_changed", None)
