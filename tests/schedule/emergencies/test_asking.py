"""Asking for an emergency payment: what is proposed, that the same is proposed once, and what is refused."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.emergencies.conftest import FIFTY, FIFTY_GIVEN, Pays, approved, clients_own, code
from tests.schedule.households.builders import B12, DEPARTURE, PAPERS
from tests.schedule.payments.runs import PAID_TO, Office, payments
from tests.schedule.rows import changed, everything

NOBODY = UUID("019b8d2b-8c00-7000-8000-000000000099")
WITHOUT_CLIENT = [one for one in PAID_TO if one.cost != "leefgeld"]


async def ask(by: Caller, household_id: UUID, wanted: dict[str, Any] = FIFTY, **other: Any) -> Any:
    return await by.post(f"/households/{household_id}/emergency-payments", {**wanted, **other})


async def refusal(by: Caller, household_id: UUID, admin_url: str, **other: Any) -> tuple[int, str, str]:
    """Status, name and detail of a refusal that changed nothing."""
    before = everything(admin_url)
    answer = await ask(by, household_id, **other)
    assert changed(before, everything(admin_url)) == []
    return answer.status_code, code(answer), answer.json()["detail"]


async def test_what_is_asked_for_waits_for_a_second_person_in_a_run_of_its_own(
    office: Office, piet: Caller, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    asked = await ask(piet, household_id)
    assert asked.status_code == 201
    told = asked.json()
    assert asked.headers["location"] == f"/v1/payment-runs/{told['runId']}"
    assert {name: told[name] for name in ("day", "number", "form", "sum", "reason", "askedBy", "state")} == {
        "day": "2026-02-20",
        "number": 1,
        "form": "advance",
        "sum": {"amount": 5000, "currency": "EUR"},
        "reason": "no_income_yet",
        "askedBy": "piet",
        "state": "proposed",
    }
    assert payments(admin_url) == [("emergency_advance", "2026-02-20", "proposed", None, 5000, date(2026, 2, 20))]
    run = (await piet.get(f"/payment-runs/{told['runId']}")).json()
    assert (run["kind"], run["month"], run["number"], run["contentHash"]) == (
        "emergency",
        "2026-02",
        1,
        told["contentHash"],
    )
    assert [(step["state"], step["by"]) for step in run["history"]] == [("proposing", "piet"), ("proposed", "piet")]


async def test_the_same_asked_again_is_the_same_payment(office: Office, piet: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1")
    first = (await ask(piet, household_id)).json()
    again = await ask(piet, household_id, day="2026-02-20", number=1)
    assert (again.status_code, again.json()) == (201, first)
    assert len(payments(admin_url)) == 1


async def test_asked_twice_at_once_it_is_one_payment(office: Office, piet: Caller, admin_url: str) -> None:
    """Whoever comes second finds it, or is told to ask again."""
    household_id = await office.register("Z-1")
    asked = await asyncio.gather(*(ask(piet, household_id) for _ in range(4)))
    refused = [one for one in asked if one.status_code != 201]
    assert {code(one) for one in refused} <= {"household-is-changing"}
    assert len({one.json()["runId"] for one in asked if one not in refused}) == 1
    assert len(payments(admin_url)) == 1


async def test_it_is_the_same_payment_after_midnight_and_after_it_was_paid(
    office: Office, piet: Caller, roos: Caller, clock: MovableClock, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    first = (await ask(piet, household_id)).json()
    await approved(roos, first)
    clock.move_to(datetime(2026, 2, 21, 9, 0, tzinfo=UTC))
    again = (await ask(piet, household_id, day="2026-02-20")).json()
    assert first["filedAt"] is None
    assert again == {**first, "state": "filed", "approvedBy": "roos", "filedAt": "2026-02-20T09:00:00Z"}
    assert len(payments(admin_url)) == 1


@pytest.mark.parametrize("other", [{"amount": 5001}, {"form": "grant"}, {"reason": "money_lost"}])
async def test_something_else_under_the_same_number_is_refused(
    office: Office, piet: Caller, admin_url: str, other: dict[str, Any]
) -> None:
    household_id = await office.register("Z-1")
    await ask(piet, household_id)
    assert (await refusal(piet, household_id, admin_url, **other))[:2] == (409, "another-emergency")


async def test_a_second_need_on_one_day_has_the_next_number(office: Office, piet: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1")
    await ask(piet, household_id)
    second = (await ask(piet, household_id, FIFTY_GIVEN, number=2)).json()
    assert (second["number"], second["runNumber"]) == (2, 2)
    assert payments(admin_url, "purpose, occasion") == [
        ("emergency_advance", "2026-02-20"),
        ("emergency_grant", "2026-02-20-2"),
    ]
    listed = (await piet.get(f"/households/{household_id}/emergency-payments", limit=1)).json()
    assert [one["number"] for one in listed["items"]] == [2]
    rest = await piet.get(f"/households/{household_id}/emergency-payments", cursor=listed["nextCursor"])
    assert [one["number"] for one in rest.json()["items"]] == [1]


async def test_two_households_at_once_get_a_run_each(office: Office, piet: Caller, admin_url: str) -> None:
    ids = [await office.register(f"Z-{number}", paid_to=clients_own(number)) for number in range(1, 6)]
    asked = await asyncio.gather(*(ask(piet, one) for one in ids))
    assert [one.status_code for one in asked] == [201] * 5
    assert sorted(one.json()["runNumber"] for one in asked) == [1, 2, 3, 4, 5]


async def test_another_day_than_today_and_a_number_that_skips_one_are_both_named(
    office: Office, piet: Caller, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    before = everything(admin_url)
    refused = await ask(piet, household_id, day="2026-02-19", number=3)
    assert refused.status_code == 400
    assert [(one["where"], one["cure"]) for one in refused.json()["errors"]] == [
        ("day", "leave it out, or give 2026-02-20"),
        ("number", "give 2"),
    ]
    assert changed(before, everything(admin_url)) == []


async def test_no_words_about_a_person_are_taken(office: Office, piet: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1")
    before = everything(admin_url)
    refused = await ask(piet, household_id, reason="Mevrouw heeft geen eten", amount=0)
    assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (400, ["amount", "reason"])
    assert changed(before, everything(admin_url)) == []


async def test_a_household_that_nobody_knows_gets_nothing(piet: Caller, admin_url: str) -> None:
    assert (await refusal(piet, NOBODY, admin_url))[:2] == (404, "no-such-household")


async def test_another_organisation_finds_no_such_household(office: Office, stranger: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1")
    assert (await refusal(stranger, household_id, admin_url))[:2] == (404, "no-such-household")
    assert (await stranger.get(f"/households/{household_id}/emergency-payments")).status_code == 404


async def test_who_works_for_another_municipality_finds_no_such_household(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    elsewhere = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet", municipalities=[CAPELLE])
    assert (await refusal(elsewhere, household_id, admin_url))[:2] == (404, "no-such-household")


async def test_who_works_for_its_municipality_alone_may_ask_approve_and_fetch_the_file(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    household_id = await office.register("Z-1")
    piet = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet", municipalities=[DEN_HAAG])
    roos = a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos", municipalities=[DEN_HAAG])
    other = a_caller(app, issuer, organisation, [Role.APPROVER], subject="rik", municipalities=[CAPELLE])
    asked = (await ask(piet, household_id)).json()
    approval = {"contentHash": asked["contentHash"]}
    assert (await other.post(f"/payment-runs/{asked['runId']}/_approve", approval)).status_code == 403
    run = await approved(roos, asked)
    assert run["state"] == "filed"
    assert (await piet.get(f"/payment-runs/{run['id']}/files/1")).status_code == 200


async def test_a_case_manager_may_not_ask(office: Office, anna: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1")
    assert (await refusal(anna, household_id, admin_url))[:2] == (403, "may-not")


async def test_without_a_plan_nothing_is_known_to_be_right(office: Office, piet: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1", DEPARTURE)
    assert (await refusal(piet, household_id, admin_url))[:2] == (422, "no-plan-yet")


async def test_without_a_decision_nothing_is_paid(office: Office, piet: Caller, admin_url: str) -> None:
    household_id = await office.register("Z-1", *PAPERS, B12)
    assert (await refusal(piet, household_id, admin_url))[:2] == (422, "nothing-is-decided")


async def test_after_the_relief_nothing_is_paid(
    office: Office, piet: Caller, admin_url: str, clock: MovableClock
) -> None:
    household_id = await office.register("Z-1")
    clock.move_to(datetime(2026, 8, 8, 9, 0, tzinfo=UTC))
    assert (await refusal(piet, household_id, admin_url, form="grant"))[:2] == (422, "nothing-is-decided")


async def test_without_an_account_of_the_client_the_answer_says_so(
    office: Office, piet: Caller, admin_url: str
) -> None:
    household_id = await office.register("Z-1", paid_to=WITHOUT_CLIENT)
    assert await refusal(piet, household_id, admin_url) == (
        422,
        "account-not-released",
        "The registry does not let anything be paid to the client's own account now. It says unknown_to_registry"
        " (cost); it hears of new households by itself, so ask again in a minute.",
    )


async def test_more_than_a_month_lives_on_is_refused_with_the_figure(
    office: Office, piet: Caller, admin_url: str
) -> None:
    """The norm of a single adult in the first half of 2026 is €1,401.50."""
    household_id = await office.register("Z-1")
    assert await refusal(piet, household_id, admin_url, form="grant", amount=140151) == (
        422,
        "beyond-month-norm",
        "The benefit of a month leaves €1,401.50 for emergency payments in it, not €1,401.51;"
        " ask for less, or decide on bridging.",
    )
    assert (await ask(piet, household_id, form="grant", amount=140150)).status_code == 201


async def test_what_was_asked_before_in_the_month_counts_until_it_is_withdrawn(
    office: Office, piet: Caller, pays: Pays, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    await pays(household_id, {**FIFTY_GIVEN, "amount": 100000})
    second = (await ask(piet, household_id, FIFTY_GIVEN, amount=40000, number=2)).json()
    refused = await refusal(piet, household_id, admin_url, form="grant", amount=151, number=3)
    assert refused[1:] == (
        "beyond-month-norm",
        "The benefit of a month leaves €1.50 for emergency payments in it, not €1.51;"
        " ask for less, or decide on bridging.",
    )
    assert (await piet.post(f"/payment-runs/{second['runId']}/_withdraw", {})).status_code == 200
    assert (await ask(piet, household_id, FIFTY_GIVEN, amount=151, number=3)).status_code == 201


async def test_an_advance_that_no_benefit_carries_any_more_is_refused_and_a_grant_is_not(
    office: Office, piet: Caller, admin_url: str, clock: MovableClock
) -> None:
    """The last benefit of the relief is paid on 31 July; the relief ends on 7 August."""
    household_id = await office.register("Z-1")
    clock.move_to(datetime(2026, 8, 3, 9, 0, tzinfo=UTC))
    assert await refusal(piet, household_id, admin_url) == (
        422,
        "nothing-to-set-off",
        "Of an advance of €50.00 the benefit that is still to be paid carries €0.00;"
        " ask for no more than that, or for a grant.",
    )
    assert (await ask(piet, household_id, FIFTY_GIVEN)).status_code == 201


async def test_an_emergency_run_is_not_proposed_for_everybody(office: Office, piet: Caller, admin_url: str) -> None:
    before = everything(admin_url)
    refused = await piet.post("/payment-runs", {"month": "2026-02", "kind": "emergency"})
    assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (400, ["kind"])
    assert changed(before, everything(admin_url)) == []
