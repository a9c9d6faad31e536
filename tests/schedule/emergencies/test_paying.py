"""Paying an emergency: two persons, a bank file at once, its own money, and a plan that knows of it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from lxml import etree

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.iban import Iban
from services.schedule.bank.pain001 import NAMESPACE
from services.schedule.ledger.accounts import Account, accounts
from services.schedule.ledger.entry import AccountKind
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.payments.run import RunKey
from services.schedule.promises import PROMISES
from tests.schedule.callers import Caller, a_caller
from tests.schedule.emergencies.conftest import FIFTY, FIFTY_GIVEN, Pays, approved, clients_own, code
from tests.schedule.households.builders import B12, PAPERS, Raw
from tests.schedule.payments.runs import DECISION, MARCH_RUN, Office, payments
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

INHOUDING: list[Raw] = [
    *PAPERS, B12, DECISION, {"kind": "policy_chosen", "from": "2026-02-03", "policy": "lansingerland"}
]  # fmt: skip
SATURDAY = datetime(2026, 2, 21, 17, 0, tzinfo=UTC)
"""Six in the evening in Amsterdam."""


async def asked_for(piet: Caller, household_id: UUID, wanted: dict[str, Any] = FIFTY, **other: Any) -> dict[str, Any]:
    answer = await piet.post(f"/households/{household_id}/emergency-payments", {**wanted, **other})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def plan_of(anna: Caller, household_id: UUID) -> dict[str, Any]:
    document: dict[str, Any] = (await anna.get(f"/households/{household_id}/plans/latest")).json()["document"]
    return document


def told(file: bytes, name: str) -> list[str]:
    """What a bank file says under a name, wherever it stands."""
    found = etree.fromstring(file).iter(f"{{{NAMESPACE}}}{name}")
    return ["".join(str(text) for text in one.itertext()) for one in found]


async def booked(database: Database, organisation: UUID, household_id: UUID) -> dict[AccountKind, Account]:
    async with database.reading(organisation) as session:
        return (await accounts(session, [household_id]))[household_id]


def broken(admin_url: str) -> Sequence[str]:
    """The promises that somebody broke."""
    with as_superuser(admin_url, "schedule") as connection:
        return [one.number for one in PROMISES if connection.execute(one.offenders.encode()).fetchall()]


async def test_with_the_approval_its_file_is_there_and_no_worker_is_waited_for(
    office: Office, piet: Caller, roos: Caller, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    run = await approved(roos, await asked_for(piet, household_id))
    assert (run["state"], run["proposedBy"], run["approvedBy"]) == ("filed", "piet", "roos")
    history = (await roos.get(f"/payment-runs/{run['id']}")).json()["history"]
    assert [(step["state"], step["by"]) for step in history] == [
        ("proposing", "piet"),
        ("proposed", "piet"),
        ("approved", "roos"),
        ("frozen", "ontzorg"),
        ("filed", "ontzorg"),
    ]
    (file,) = (await roos.get(f"/payment-runs/{run['id']}/files")).json()
    assert (file["name"], file["items"], file["sum"]["amount"]) == ("2026-02-emergency-1-GM0518-1.xml", 1, 5000)
    downloads = [(await piet.get(f"/payment-runs/{run['id']}/files/1")).content for _ in range(2)]
    assert downloads[0] == downloads[1]
    assert (told(downloads[0], "LclInstrm"), told(downloads[0], "ReqdExctnDt")) == (["INST"], ["2026-02-20"])
    assert told(downloads[0], "IBAN")[1:] == ["NL20INGB0001234567"]
    assert told(downloads[0], "InstdAmt") == ["50.00"]
    assert broken(admin_url) == []


async def test_at_six_on_a_saturday_it_is_paid_on_that_saturday(
    office: Office, piet: Caller, pays: Pays, clock: MovableClock
) -> None:
    household_id = await office.register("Z-1")
    clock.move_to(SATURDAY)
    run = await pays(household_id, FIFTY)
    assert told((await piet.get(f"/payment-runs/{run['id']}/files/1")).content, "ReqdExctnDt") == ["2026-02-21"]


async def test_what_is_approved_a_day_later_is_paid_on_that_day_and_is_still_of_the_day_of_need(
    office: Office, piet: Caller, roos: Caller, clock: MovableClock, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    clock.move_to(SATURDAY)
    asked = await asked_for(piet, household_id)
    clock.move_to(datetime(2026, 2, 22, 8, 0, tzinfo=UTC))
    await approved(roos, asked)
    assert payments(admin_url, "occasion, due_on, execute_on, state") == [
        ("2026-02-21", date(2026, 2, 21), date(2026, 2, 22), "submitted")
    ]


async def test_who_asked_cannot_approve(
    office: Office, piet: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    asked = await asked_for(piet, await office.register("Z-1"))
    both = a_caller(app, issuer, organisation, [Role.PROPOSER, Role.APPROVER], subject="piet")
    before = everything(admin_url)
    refused = await both.post(f"/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]})
    assert (refused.status_code, code(refused)) == (422, "same-person")
    assert changed(before, everything(admin_url)) == []


async def test_it_is_paid_once_however_often_it_is_approved(
    office: Office, piet: Caller, roos: Caller, admin_url: str
) -> None:
    asked = await asked_for(piet, await office.register("Z-1"))
    await approved(roos, asked)
    before = everything(admin_url)
    again = await roos.post(f"/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]})
    assert (again.status_code, code(again)) == (409, "run-is-elsewhere")
    assert changed(before, everything(admin_url)) == []


async def test_of_two_who_approve_at_once_one_pays_and_one_is_told(
    office: Office, piet: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    asked = await asked_for(piet, await office.register("Z-1"))
    both = [a_caller(app, issuer, organisation, [Role.APPROVER], subject=name) for name in ("roos", "rik")]
    approval = {"contentHash": asked["contentHash"]}
    told_them = await asyncio.gather(*(one.post(f"/payment-runs/{asked['runId']}/_approve", approval) for one in both))
    assert sorted(one.status_code for one in told_them) == [200, 409]
    assert payments(admin_url, "state, file_number") == [("submitted", 1)]
    assert broken(admin_url) == []


async def test_what_was_withdrawn_is_not_paid_and_booked_nothing(
    office: Office, piet: Caller, roos: Caller, admin_url: str
) -> None:
    asked = await asked_for(piet, await office.register("Z-1"))
    assert (await piet.post(f"/payment-runs/{asked['runId']}/_withdraw", {})).status_code == 200
    refused = await roos.post(f"/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]})
    assert code(refused) == "run-is-elsewhere"
    found = everything(admin_url)
    assert (found["ledger_entry"], found["payment_file"]) == ([], [])


async def test_to_another_account_than_was_looked_at_nothing_is_paid(
    office: Office, piet: Caller, roos: Caller, admin_url: str
) -> None:
    household_id = await office.register("Z-1")
    asked = await asked_for(piet, household_id)
    another = PayeeDetails("T. Testpersoon", Iban("NL44RABO0123456789"))
    await office.pay_to(household_id, WantedCostPayee("leefgeld", another))
    before = everything(admin_url)
    refused = await roos.post(f"/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]})
    assert (refused.status_code, code(refused)) == (409, "account-has-changed")
    assert changed(before, everything(admin_url)) == []


async def test_what_no_decision_carries_any_more_is_not_paid(
    office: Office, piet: Caller, roos: Caller, clock: MovableClock, admin_url: str
) -> None:
    household_id = await office.register("Z-1", *PAPERS, B12, {**DECISION, "until": "2026-02-20"})
    asked = await asked_for(piet, household_id, FIFTY_GIVEN)
    clock.move_to(SATURDAY)
    before = everything(admin_url)
    refused = await roos.post(f"/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]})
    assert (refused.status_code, code(refused)) == (422, "nothing-is-decided")
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize(
    ("wanted", "source"), [(FIFTY, AccountKind.BENEFIT), (FIFTY_GIVEN, AccountKind.GRANTS)], ids=["advance", "grant"]
)
async def test_it_brings_its_own_money_in_and_is_pending_until_the_bank_shows_it(
    office: Office,
    pays: Pays,
    database: Database,
    organisation: UUID,
    wanted: dict[str, Any],
    source: AccountKind,
) -> None:
    """The account is empty and no minstand is drawn: whoever has no food is not told to wait for a balance."""
    household_id = await office.register("Z-1")
    await pays(household_id, wanted)
    found = await booked(database, organisation, household_id)
    budget = found[AccountKind.BUDGET]
    assert (found[source].debits_posted, budget.credits_posted, budget.debits_pending, budget.free) == (
        5000,
        5000,
        5000,
        0,
    )
    assert found[AccountKind.MINSTAND].debits_posted == 0


async def test_an_advance_comes_off_the_next_benefit_and_the_plan_says_so(
    office: Office, pays: Pays, anna: Caller
) -> None:
    """€50.00 today reaches the client beside his leefgeld, and leaves the payout of 27 February."""
    household_id = await office.register("Z-1")
    before = await plan_of(anna, household_id)
    await pays(household_id, FIFTY)
    after = await plan_of(anna, household_id)
    assert [one for one in after["entries"] if one not in before["entries"] and one["kind"] != "settlement"] == [
        {"on": "2026-02-20", "account": "client", "kind": "advance", "amount": 5000},
        {"on": "2026-02-27", "account": "budget", "kind": "advance_setoff", "amount": -5000},
    ]
    assert (before["leftToLiveOn"][0]["rest"], after["leftToLiveOn"][0]["rest"]) == (30000, 35000)
    assert after["leftToLiveOn"][1:] == before["leftToLiveOn"][1:]
    assert after["closing"]["openLoans"] == 0
    assert after["closing"]["settlement"] == before["closing"]["settlement"] - 5000


@pytest.mark.parametrize("asked_first", [True, False], ids=["before the run", "while the run waits for its approver"])
async def test_of_a_benefit_that_was_paid_ahead_the_month_books_the_rest(
    office: Office, pays: Pays, database: Database, organisation: UUID, admin_url: str, *, asked_first: bool
) -> None:
    """Beside a household that needed nothing: as much benefit in all, and fifty euros less left of it."""
    calm = await office.register("Z-1")
    needy = await office.register("Z-2", paid_to=clients_own(2))
    if asked_first:
        await pays(needy, FIFTY)
    run = await office.propose()
    if not asked_first:
        await pays(needy, FIFTY)
    await office.approve(run)
    without, with_it = [await booked(database, organisation, one) for one in (calm, needy)]
    assert [-one[AccountKind.BENEFIT].held for one in (without, with_it)] == [99857 + 133142] * 2
    assert [one[AccountKind.BUDGET].free for one in (without, with_it)] == [57835, 52835]
    assert set(payments(admin_url, "state")) == {("submitted",)}
    assert broken(admin_url) == []


async def test_what_a_filed_month_counted_on_is_set_right_by_the_next_run(
    office: Office, pays: Pays, database: Database, organisation: UUID, admin_url: str
) -> None:
    """The run of March had booked the whole benefit; the supplementary one takes back what was paid ahead."""
    household_id = await office.register("Z-1")
    await office.approve(await office.propose())
    await pays(household_id, FIFTY)
    assert (await booked(database, organisation, household_id))[AccountKind.BUDGET].free == 57835
    supplementary = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)
    await office.approve(await office.propose(supplementary))
    found = await booked(database, organisation, household_id)
    assert (-found[AccountKind.BENEFIT].held, found[AccountKind.BUDGET].free) == (99857 + 133142, 52835)
    assert broken(admin_url) == []


async def test_under_inhouding_an_advance_comes_off_what_is_left_to_live_on(
    office: Office, pays: Pays, anna: Caller, clock: MovableClock
) -> None:
    """What helps in March the client gets less on the 31st; that both are under the floor of €400 is seen."""
    household_id = await office.register("Z-1", *INHOUDING)
    before = await plan_of(anna, household_id)
    clock.move_to(datetime(2026, 3, 20, 9, 0, tzinfo=UTC))
    await pays(household_id, FIFTY)
    after = await plan_of(anna, household_id)
    assert (before["leftToLiveOn"][1]["from"], before["leftToLiveOn"][1]["rest"]) == ("2026-03-31", 42742)
    assert after["leftToLiveOn"][1]["rest"] == 37742
    assert [(one["on"], one["kind"], one["amount"]) for one in before["shortfalls"]] == [
        ("2026-02-27", "cannot_live_on", 45307)
    ]
    assert [(one["on"], one["kind"], one["amount"]) for one in after["shortfalls"]] == [
        ("2026-02-27", "cannot_live_on", 40307),
        ("2026-03-31", "cannot_live_on", 2258),
    ]


async def test_a_grant_is_living_money_beside_all_else(office: Office, pays: Pays, anna: Caller) -> None:
    household_id = await office.register("Z-1")
    before = await plan_of(anna, household_id)
    await pays(household_id, FIFTY_GIVEN)
    after = await plan_of(anna, household_id)
    assert [one for one in after["entries"] if one not in before["entries"]] == [
        {"on": "2026-02-20", "account": "client", "kind": "emergency_grant", "amount": 5000}
    ]
    assert (before["leftToLiveOn"][0]["rest"], after["leftToLiveOn"][0]["rest"]) == (30000, 35000)
    assert (after["monthEnds"], after["closing"]) == (before["monthEnds"], before["closing"])


async def test_of_two_in_one_form_on_one_day_the_plan_knows_the_sum(office: Office, pays: Pays, anna: Caller) -> None:
    household_id = await office.register("Z-1")
    await pays(household_id, FIFTY)
    await pays(household_id, {**FIFTY, "amount": 2500, "number": 2})
    entries = (await plan_of(anna, household_id))["entries"]
    assert [(one["on"], one["amount"]) for one in entries if one["kind"].startswith("advance")] == [
        ("2026-02-20", 7500),
        ("2026-02-27", -7500),
    ]


async def test_it_is_announced_like_any_run(office: Office, pays: Pays, admin_url: str) -> None:
    household_id = await office.register("Z-1")
    run = await pays(household_id, FIFTY)
    with as_superuser(admin_url) as connection:
        told_of = connection.execute(
            "select type from schedule.outbox where subject = %s order by sequence", [run["id"]]
        ).fetchall()
    assert [one.rsplit(".", 2)[-2:] for (one,) in told_of] == [
        ["run", "proposed"],
        ["run", "approved"],
        ["run", "frozen"],
        ["run", "filed"],
    ]
