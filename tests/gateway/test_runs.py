"""Approving a run: the command as it is passed on, and every refusal by its name."""

from typing import Any, get_args

import pytest

from gateway import runs
from tests.gateway.conftest import Schedule
from tests.visitors import Visitor

ID = "019ca6b1-0000-7000-8000-00000000000c"
PATH = f"POST /v1/payment-runs/{ID}/_approve"
APPROVE = """
mutation Approve($run: UUID!, $hash: String!, $key: String!) {
  approveRun(runId: $run, contentHash: $hash, idempotencyKey: $key) {
    __typename
    ... on RunApproved { run { month kind state approvedBy } }
    ... on Problem { code detail }
    ... on InvalidInput { faults { where what cure } }
  }
}
"""
RUN = {
    "id": ID,
    "month": "2026-03",
    "kind": "monthly",
    "number": 1,
    "state": "approved",
    "paysFrom": "2026-02-20",
    "paysUntil": "2026-03-31",
    "proposedBy": "piet",
    "proposedAt": "2026-02-20T09:00:00Z",
    "approvedBy": "roos",
    "approvedAt": "2026-02-20T10:00:00Z",
    "filedAt": None,
    "contentHash": "ab" * 32,
}


async def approval(visitor: Visitor, key: str = "roos-approves-march") -> Any:
    return (await visitor.ask(APPROVE, run=ID, hash="ab" * 32, key=key))["approveRun"]


async def test_the_approval_goes_on_with_its_key_and_hash(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, RUN)
    assert await approval(roos) == {
        "__typename": "RunApproved",
        "run": {"month": "2026-03", "kind": "MONTHLY", "state": "APPROVED", "approvedBy": "roos"},
    }
    assert schedule.paths == [PATH]
    assert schedule.asked[0].headers["idempotency-key"] == "roos-approves-march"
    assert schedule.body() == {"contentHash": "ab" * 32}


@pytest.mark.parametrize(
    ("status", "code", "name"),
    [
        (404, "no-such-run", "NoSuchRun"),
        (403, "not-all-municipalities", "NotAllMunicipalities"),
        (409, "another-proposal", "AnotherProposal"),
        (409, "run-is-elsewhere", "RunIsElsewhere"),
        (409, "key-in-flight", "KeyInFlight"),
        (422, "key-used-before", "KeyUsedBefore"),
        (422, "same-person", "SamePerson"),
    ],
)
async def test_every_refusal_has_its_name(roos: Visitor, schedule: Schedule, status: int, code: str, name: str) -> None:
    schedule.refuses(PATH, status, code, f"Because of {code}.")
    assert await approval(roos) == {"__typename": name, "code": code, "detail": f"Because of {code}."}


async def test_what_is_wrong_with_the_input_is_told_whole(roos: Visitor, schedule: Schedule) -> None:
    fault = {"where": "contentHash", "what": "is no hash", "cure": "copy it"}
    schedule.refuses(PATH, 400, "invalid-input", "What was given is not valid.", errors=[fault])
    told = await approval(roos)
    assert (told["__typename"], told["faults"]) == ("InvalidInput", [fault])


@pytest.mark.parametrize("key", ["", "a\r\nX-Other: b", "k" * 256, "sleutel–1"])
async def test_a_key_that_no_header_can_hold_is_sent_to_nobody(roos: Visitor, schedule: Schedule, key: str) -> None:
    told = await approval(roos, key)
    assert (told["__typename"], told["faults"][0]["where"]) == ("InvalidInput", "idempotencyKey")
    assert schedule.asked == []


async def test_a_refusal_without_a_name_of_its_own_is_an_error(roos: Visitor, schedule: Schedule) -> None:
    schedule.refuses(PATH, 409, "moon-in-the-way", "The moon is in the way.")
    told = (await roos.send(APPROVE, run=ID, hash="ab" * 32, key="k")).json()
    assert told["data"] is None
    assert (told["errors"][0]["message"], told["errors"][0]["extensions"]["code"]) == (
        "The moon is in the way.",
        "moon-in-the-way",
    )


def test_the_union_and_the_refusals_are_the_same() -> None:
    union, *_ = get_args(runs.ApproveRunResult)
    assert set(get_args(union)) == {runs.RunApproved, *runs._APPROVAL_REFUSALS}
