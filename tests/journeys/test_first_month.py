"""The first month of a household, from the file that hands it in to the file that the bank gets.

Everything goes through one front door: questions and the approval by GraphQL, the rest by REST, time by the clock.
"""

import base64
import json
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from house.composition.opening import House
from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.jobs import Worker
from tests.journeys.conftest import DEN_HAAG, Enter
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.rows import changed, everything
from tests.visitors import Visitor

JOBS = 2
"""For as many workers as a run is quicker by; the second finds nothing to do here."""

DECISION = {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"}


def paid_to(cost: str, name: str, iban: str, reference: str | None = None) -> dict[str, Any]:
    told = {"reference": {"kind": "free_text", "text": reference}} if reference else {}
    return {"cost": cost, "account": {"name": name, "iban": iban}, **told}


CASELOAD = {
    "households": [
        {
            "reference": "Z-2026-001",
            "municipality": DEN_HAAG,
            "facts": [*PAPERS, B12, DECISION],
            "costPayees": [
                paid_to("rent", "Woonstichting De Vlinder", "NL02ABNA0123456789", "huur 2026-001"),
                paid_to("energy", "Energie van Morgen", "NL91ABNA0417164300", "klant 8"),
                paid_to("water", "Waterschap De Bron", "NL69INGB0123456789", "klant 9"),
                paid_to("health_premium", "Zorgverzekeraar Rust", "NL44RABO0123456789", "polis 10"),
                paid_to("leefgeld", "T. Testpersoon", "NL20INGB0001234567"),
            ],
        }
    ]
}

HOUSEHOLD = """
query Household($id: UUID!) {
  household(id: $id) {
    __typename
    ... on Household { reference municipality policy missing { fact } planVersion }
    ... on Problem { code detail }
  }
  plan(householdId: $id, version: "latest") {
    ... on Plan {
      version
      summary { lowestRest deepestGap gapDays shortfalls sustainableLeefgeld }
      document {
        payouts { on months payable }
        entries { on account kind amount }
        monthEnds { month balance }
        gaps { from to deepest }
        shortfalls { kind amount }
        leftToLiveOn { from to rest }
      }
    }
  }
}
"""
APPROVE = """
mutation Approve($run: UUID!, $hash: String!, $key: String!) {
  approveRun(runId: $run, input: { contentHash: $hash }, idempotencyKey: $key) {
    __typename
    ... on Run { id month state proposedBy approvedBy }
    ... on Problem { code detail }
  }
}
"""


class Proposal(NamedTuple):
    """A run that waits for somebody to approve it, and the household it pays for."""

    run_id: str
    content_hash: str
    household_id: str


@pytest.fixture
async def proposal(enter: Enter, worker: Worker) -> Proposal:
    """The caseload handed in, the clock moved to 20 February, and the run of March proposed by Piet."""
    anna, piet, system = (
        enter("anna", Role.CASE_MANAGER),
        enter("piet", Role.PROPOSER),
        enter("backoffice", Role.SYSTEM),
    )
    moved = await system.post("/v1/sandbox/clock", {"now": "2026-02-20T09:00:00Z"})
    assert moved.json() == {"now": "2026-02-20T09:00:00Z", "today": "2026-02-20"}
    imported = await anna.post("/v1/caseload-imports", CASELOAD)
    assert imported.status_code == 201, imported.text
    assert imported.json()["registered"] == 1
    assert await worker.drain() == 1, "payees are to be handed over to the registry, which is not in this story"
    (household,) = (await anna.get("/v1/households")).json()["items"]
    proposed = await piet.post("/v1/payment-runs", {"month": "2026-03"})
    assert (proposed.status_code, proposed.json()["state"]) == (201, "proposing"), proposed.text
    assert await worker.drain() == JOBS
    run = (await piet.get(proposed.headers["location"])).json()
    assert run["state"] == "proposed"
    return Proposal(run["id"], run["contentHash"], household["id"])


async def approved_by(visitor: Visitor, proposal: Proposal, key: str = "approve-1") -> Any:
    """What somebody is told who approves the run by GraphQL."""
    told = await visitor.ask(APPROVE, run=proposal.run_id, hash=proposal.content_hash, key=key)
    return told["approveRun"]


async def test_from_the_caseload_to_the_bank_file(enter: Enter, worker: Worker, proposal: Proposal) -> None:
    anna, piet, roos = enter("anna", Role.CASE_MANAGER), enter("piet", Role.PROPOSER), enter("roos", Role.APPROVER)

    asked = await anna.ask(HOUSEHOLD, id=proposal.household_id)
    household = asked["household"]
    assert (household["reference"], household["municipality"], household["policy"]) == (
        "Z-2026-001",
        DEN_HAAG,
        "den-haag",
    )
    assert household["missing"] == []
    assert (household["planVersion"], asked["plan"]["version"]) == (1, 1)

    told = await approved_by(roos, proposal)
    assert told == {
        "__typename": "Run",
        "id": proposal.run_id,
        "month": "2026-03",
        "state": "APPROVED",
        "proposedBy": "piet",
        "approvedBy": "roos",
    }
    assert await worker.drain() == JOBS
    assert (await piet.get(f"/v1/payment-runs/{proposal.run_id}")).json()["state"] == "filed"

    (file,) = (await piet.get(f"/v1/payment-runs/{proposal.run_id}/files")).json()
    assert (file["items"], file["sum"]["amount"]) == (7, 175164)
    downloads = [await piet.get(f"/v1/payment-runs/{proposal.run_id}/files/{file['number']}") for _ in range(2)]
    assert [one.status_code for one in downloads] == [200, 200]
    assert downloads[0].content == downloads[1].content
    assert downloads[0].content.count(b"<EndToEndId>") == 7


async def test_the_gateway_tells_the_plan_to_the_cent_as_the_service_does(enter: Enter, proposal: Proposal) -> None:
    anna = enter("anna", Role.CASE_MANAGER)
    plan = (await anna.ask(HOUSEHOLD, id=proposal.household_id))["plan"]
    served = (await anna.get(f"/v1/households/{proposal.household_id}/plans/latest")).json()
    document, summary = served["document"], served["summary"]
    assert plan["version"] == served["version"]
    assert plan["summary"] == {name: summary[name] for name in plan["summary"]}
    told = plan["document"]
    assert told["payouts"] == document["payouts"]
    assert told["entries"] == [
        {**{name: one[name] for name in ("on", "kind", "amount")}, "account": one["account"].upper()}
        for one in document["entries"]
    ]
    assert told["monthEnds"] == document["monthEnds"]
    assert told["gaps"] == [{name: one[name] for name in ("from", "to", "deepest")} for one in document["gaps"]]
    assert told["leftToLiveOn"] == [
        {name: one[name] for name in ("from", "to", "rest")} for one in document["leftToLiveOn"]
    ]
    assert len(told["entries"]) > 20


async def test_who_proposed_is_told_to_ask_a_colleague_and_nothing_changes(
    enter: Enter, proposal: Proposal, worker: Worker, admin_url: str
) -> None:
    piet_with_both_roles = enter("piet", Role.PROPOSER, Role.APPROVER)
    before = everything(admin_url)
    told = await approved_by(piet_with_both_roles, proposal)
    assert told == {
        "__typename": "SamePerson",
        "code": "same-person",
        "detail": "Who proposed a run cannot approve it; ask a colleague.",
    }
    assert changed(before, everything(admin_url)) == []
    assert await worker.drain() == 0


async def test_the_same_approval_sent_twice_happens_once(
    enter: Enter, proposal: Proposal, worker: Worker, admin_url: str
) -> None:
    roos = enter("roos", Role.APPROVER)
    first = await approved_by(roos, proposal, key="roos-approves-march")
    before = everything(admin_url)
    assert await approved_by(roos, proposal, key="roos-approves-march") == first
    assert changed(before, everything(admin_url)) == []
    assert (await approved_by(roos, proposal, key="another"))["code"] == "run-is-elsewhere"
    assert await worker.drain() == JOBS


async def test_another_organisation_finds_neither_household_nor_run(
    enter: Enter, proposal: Proposal, another_organisation: UUID, admin_url: str
) -> None:
    stranger = enter("roos", *Role, of=another_organisation)
    before = everything(admin_url)
    assert (await stranger.ask(HOUSEHOLD, id=proposal.household_id))["household"]["__typename"] == "NotFound"
    assert (await approved_by(stranger, proposal))["__typename"] == "NotFound"
    assert (await stranger.get(f"/v1/households/{proposal.household_id}")).status_code == 404
    assert (await stranger.get(f"/v1/payment-runs/{proposal.run_id}/files/1")).status_code == 404
    assert changed(before, everything(admin_url)) == []


async def test_whoever_may_not_approve_is_told_what_it_needs(enter: Enter, proposal: Proposal, admin_url: str) -> None:
    auditor = enter("ben", Role.AUDITOR)
    before = everything(admin_url)
    answer = await auditor.send(APPROVE, run=proposal.run_id, hash=proposal.content_hash, key="no")
    assert answer.json()["data"] == {"approveRun": None}
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "may-not"
    assert "runs:approve" in error["message"]
    assert changed(before, everything(admin_url)) == []


async def test_a_token_that_proves_nothing_opens_no_door(
    house: House, issuer: DevelopmentIssuer, organisation: UUID, clock: MovableClock
) -> None:
    good = issuer.issue(organisation, [Role.CASE_MANAGER], lifetime=timedelta(hours=1))
    assert (await knock(house, good)).json() == {"data": {"__typename": "Query"}}

    head, body, _ = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    not_signed = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    by_another = jwt.encode({"alg": "ES256", "typ": "at+jwt"}, claims, ECKey.generate_key("P-256"))
    by_a_shared_secret = jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims, OctKey.generate_key(256))
    for token in (None, f"{not_signed}.{body}.", f"{head}.{body}.", by_another, by_a_shared_secret):
        assert_refused(await knock(house, token))

    clock.move_to(clock.now() + timedelta(hours=2))
    assert_refused(await knock(house, good))


def assert_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "data" not in answer.json()


async def knock(house: House, token: str | None) -> httpx.Response:
    """A harmless question at the gateway."""
    return await Visitor(house.app, token).send("{ __typename }")
