"""Deciding over HTTP: one transaction from the word of a person to the plan, the limit and the second person's task."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.schedule.ledger.accounts import accounts
from services.schedule.ledger.entry import AccountKind
from services.schedule.payments.run import RunKey
from tests.schedule.bridging.gaps import DEAR, NO_LOAN, NO_MINSTAND
from tests.schedule.callers import Caller, a_caller
from tests.schedule.emergencies.conftest import code
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.payments.runs import DECISION, FEBRUARY, MARCH_RUN, Office
from tests.schedule.rows import changed, everything

WHY = "The toeslagen come in May, and until then the rent cannot be carried."
MINSTAND: dict[str, Any] = {"instrument": "minstand", "amount": 75400, "legalBasis": "article_56a", "reason": WHY}
LOAN: dict[str, Any] = {
    "instrument": "loan",
    "amount": 75400,
    "on": "2026-02-20",
    "repay": {"mode": "on_first_toeslagen"},
    "legalBasis": "article_48",
    "beyondPolicy": True,
    "reason": WHY,
}


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
async def home(office: Office) -> str:
    """A household whose plan has a gap, because its minstand was refused."""
    household_id = await office.register("Z-1", *PAPERS, B12, DECISION, NO_MINSTAND)
    return f"/households/{household_id}"


@pytest.fixture
def roos(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")


async def decides(by: Caller, home: str, wanted: dict[str, Any], **other: Any) -> dict[str, Any]:
    answer = await by.post(f"{home}/bridging-decisions", wanted | other)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def open_tasks(by: Caller, kind: str) -> list[dict[str, Any]]:
    tasks = (await by.get("/tasks", kind=kind)).json()["items"]
    return [one for one in tasks if one["state"] != "done"]


async def gap(by: Caller, home: str) -> list[Any]:
    found: list[Any] = (await by.get(f"{home}/bridging-proposals")).json()["gap"]
    return found


async def cap_in_ledger(office: Office, home: str) -> int | None:
    household_id = UUID(home.rsplit("/", 1)[-1])
    async with office.database.reading(office.organisation) as session:
        return (await accounts(session, [household_id]))[household_id][AccountKind.MINSTAND].cap


async def test_a_minstand_that_was_decided_closes_the_gap_and_is_the_limit_of_the_ledger(
    office: Office, anna: Caller, home: str
) -> None:
    assert await gap(anna, home) != []
    told = await decides(anna, home, MINSTAND)
    wanted = {
        "number": 1,
        "state": "decided",
        "sum": {"amount": 75400, "currency": "EUR"},
        "on": None,
        "article": "Participatiewet art. 56a",
        "needsSecond": False,
        "decidedBy": "anna",
        "reason": WHY,
    }
    assert {name: told[name] for name in wanted} == wanted
    assert [(step["state"], step["by"]) for step in told["history"]] == [("decided", "anna")]
    assert await gap(anna, home) == []
    assert await open_tasks(anna, "plan_falls_short") == []
    assert await cap_in_ledger(office, home) == 75400
    assert (await anna.get("/bridging-gaps")).json()["items"] == []


async def test_the_reason_is_sealed_where_it_is_kept(anna: Caller, home: str, admin_url: str) -> None:
    await decides(anna, home, MINSTAND)
    kept = everything(admin_url)
    assert not [
        name for name, rows in kept.items() if name != "idempotency_key" and "toeslagen come in May" in str(rows)
    ]


async def test_a_loan_holds_once_somebody_else_approved_it(anna: Caller, roos: Caller, home: str) -> None:
    told = await decides(anna, home, LOAN)
    assert (told["state"], told["needsSecond"]) == ("proposed", True)
    assert await gap(anna, home) != []
    assert (await anna.get("/bridging-gaps")).json()["items"] == []
    (task,) = await open_tasks(anna, "bridging_to_approve")
    assert (task["about"], task["owner"], task["dueOn"], task["amount"]) == ("1", "approver", "2026-02-20", 75400)
    path = f"{home}/bridging-decisions/1"
    approved = (await roos.post(f"{path}/_approve", None)).json()
    assert (approved["state"], approved["approvedBy"]) == ("decided", "roos")
    assert [(step["state"], step["by"]) for step in approved["history"]] == [("proposed", "anna"), ("decided", "roos")]
    assert await gap(anna, home) == []
    assert await open_tasks(anna, "bridging_to_approve") == []
    assert code(await roos.post(f"{path}/_approve", None)) == "decision-is-elsewhere"


async def test_nobody_approves_or_refuses_what_he_decided_himself(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, home: str, admin_url: str
) -> None:
    await decides(anna, home, LOAN)
    both = a_caller(app, issuer, organisation, [Role.CASE_MANAGER, Role.APPROVER], subject="anna")
    before = everything(admin_url)
    path = f"{home}/bridging-decisions/1"
    assert code(await both.post(f"{path}/_approve", None)) == "own-decision"
    assert code(await both.post(f"{path}/_refuse", {"reason": WHY})) == "own-decision"
    assert changed(before, everything(admin_url)) == []


async def test_what_the_second_person_refuses_never_held(anna: Caller, roos: Caller, home: str) -> None:
    await decides(anna, home, LOAN)
    refused = (await roos.post(f"{home}/bridging-decisions/1/_refuse", {"reason": WHY})).json()
    assert (refused["state"], refused["history"][-1]["reason"]) == ("refused", WHY)
    assert await gap(anna, home) != []
    assert [one["kinds"] for one in (await anna.get("/bridging-gaps")).json()["items"]] == [["below_minstand_cap"]]
    assert (await decides(anna, home, LOAN))["number"] == 2


async def test_what_became_known_since_stands_against_an_approval(
    office: Office, anna: Caller, roos: Caller, home: str, clock: MovableClock, admin_url: str
) -> None:
    await decides(anna, home, LOAN)
    clock.move_to(clock.now().replace(day=23))
    before = everything(admin_url)
    answer = await roos.post(f"{home}/bridging-decisions/1/_approve", None)
    assert code(answer) == "no-longer-fits"
    assert "2026-02-20 is over" in answer.json()["detail"]
    assert changed(before, everything(admin_url)) == []


async def test_a_refusal_names_every_fault_and_changes_nothing(anna: Caller, home: str, admin_url: str) -> None:
    before = everything(admin_url)
    answer = await anna.post(
        f"{home}/bridging-decisions", LOAN | {"on": "2026-09-01", "beyondPolicy": False, "legalBasis": "article_52"}
    )
    assert answer.status_code == 400
    assert [fault["where"] for fault in answer.json()["errors"]] == ["legalBasis", "on", "amount"]
    assert changed(before, everything(admin_url)) == []


async def test_a_newer_minstand_takes_the_place_of_the_older_which_comes_back_when_it_is_withdrawn(
    office: Office, anna: Caller, home: str
) -> None:
    await decides(anna, home, MINSTAND)
    await decides(anna, home, MINSTAND, amount=90000)
    assert await cap_in_ledger(office, home) == 90000
    decisions = (await anna.get(f"{home}/bridging-decisions")).json()["items"]
    assert [(one["number"], one["state"]) for one in decisions] == [(2, "decided"), (1, "replaced")]
    await anna.post(f"{home}/bridging-decisions/2/_withdraw", {"reason": WHY})
    decisions = (await anna.get(f"{home}/bridging-decisions")).json()["items"]
    assert [(one["number"], one["state"]) for one in decisions] == [(2, "withdrawn"), (1, "decided")]
    assert await cap_in_ledger(office, home) == 75400
    await anna.post(f"{home}/bridging-decisions/1/_withdraw", {"reason": WHY})
    assert await cap_in_ledger(office, home) == 140000


async def test_before_it_is_paid_a_decision_is_withdrawn_and_after_it_is_not(
    office: Office, anna: Caller, clock: MovableClock
) -> None:
    """With a rent of € 1,000 the run of April draws € 154.23."""
    household_id = await office.register("Z-2", *DEAR, B12, DECISION, NO_MINSTAND)
    home = f"/households/{household_id}"
    await decides(anna, home, MINSTAND, amount=170000)
    for month in (MARCH_RUN.month, MARCH_RUN.month + 1):
        await office.approve(await office.propose(RunKey(month, RunKind.MONTHLY, 1)))
        clock.move_to(clock.now().replace(month=3))
    answer = await anna.post(f"{home}/bridging-decisions/1/_withdraw", {"reason": WHY})
    assert code(answer) == "is-paid-already"
    assert (await anna.get(f"{home}/bridging-decisions/1")).json()["state"] == "decided"


async def test_money_that_a_run_counted_on_is_not_withdrawn(office: Office, anna: Caller, roos: Caller) -> None:
    household_id = await office.register("Z-2", *PAPERS, B12, DECISION, NO_MINSTAND, NO_LOAN)
    home = f"/households/{household_id}"
    for number, on in enumerate(("2026-02-20", "2026-05-04"), start=1):
        await decides(anna, home, LOAN, on=on)
        assert (await roos.post(f"{home}/bridging-decisions/{number}/_approve", None)).status_code == 200
    await office.approve(await office.propose())
    withdrawn = await anna.post(f"{home}/bridging-decisions/2/_withdraw", {"reason": WHY})
    assert withdrawn.json()["state"] == "withdrawn"
    assert code(await anna.post(f"{home}/bridging-decisions/1/_withdraw", {"reason": WHY})) == "is-paid-already"


async def test_asked_twice_with_one_key_it_is_decided_once(anna: Caller, home: str) -> None:
    first = await anna.post(f"{home}/bridging-decisions", MINSTAND, "once")
    again = await anna.post(f"{home}/bridging-decisions", MINSTAND, "once")
    assert (again.status_code, again.json()) == (201, first.json())
    assert len((await anna.get(f"{home}/bridging-decisions")).json()["items"]) == 1


async def test_what_would_be_owed_at_the_end_is_a_task_until_it_was_decided(
    office: Office, anna: Caller, roos: Caller, clock: MovableClock
) -> None:
    """Without toeslagen the relief would end below zero: a grant is decided eight weeks before that, and not after."""
    refused = [
        {"kind": "toeslag_decided", "toeslag": one, "on": "2026-03-02", "granted": False}
        for one in ("huurtoeslag", "zorgtoeslag")
    ]
    household_id = await office.register("Z-2", *PAPERS, B12, DECISION, *refused)
    (task,) = await open_tasks(anna, "owed_at_end")
    assert (task["about"], task["dueOn"], task["owner"], task["closesByHand"]) == (
        "minstand",
        "2026-06-12",
        "case_manager",
        False,
    )
    home = f"/households/{household_id}"
    clock.move_to(FEBRUARY.replace(month=6, day=1))
    grant = {"instrument": "grant", "amount": task["amount"], "on": "2026-08-03", "legalBasis": "article_35"}
    await decides(anna, home, grant | {"beyondPolicy": True, "reason": WHY})
    assert [one["id"] for one in await open_tasks(anna, "owed_at_end")] == [task["id"]]
    assert (await roos.post(f"{home}/bridging-decisions/1/_approve", None)).status_code == 200
    assert await open_tasks(anna, "owed_at_end") == []


async def test_how_a_loan_goes_back_is_decided_anew_and_the_older_decision_is_replaced(
    office: Office, anna: Caller, roos: Caller, home: str, clock: MovableClock
) -> None:
    for number, repay in enumerate(({"mode": "none"}, {"mode": "instalments", "count": 36, "fromPayout": 6}), start=1):
        await decides(anna, home, LOAN, repay=repay)
        approved = await roos.post(f"{home}/bridging-decisions/{number}/_approve", None)
        assert approved.json()["state"] == "decided", approved.text
        clock.move_to(FEBRUARY.replace(month=6, day=1))
    decisions = (await anna.get(f"{home}/bridging-decisions")).json()["items"]
    assert [(one["number"], one["state"]) for one in decisions] == [(2, "decided"), (1, "replaced")]
    assert await open_tasks(anna, "owed_at_end") == []
