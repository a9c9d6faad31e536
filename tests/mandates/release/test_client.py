"""The client that the schedule service asks with: what goes out and comes back, and what it makes of nonsense."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic_core import from_json

from house.issuer import DevelopmentIssuer
from services.asking import AnswerNotUnderstood, DoesNotAnswer
from services.auth import Role
from services.errors import Forbidden, InvalidInput
from services.mandates.client import MandatesClient
from services.mandates.schemas import Payable, Reason, Reference, ReleaseAnswer, Released, Waits
from tests.mandates.accounts.accounts import NOBODY
from tests.mandates.release.conftest import ON, a_line, client_of

LINE = a_line(UUID(NOBODY))
ACCOUNT = "019b8d2b-8c00-7000-8000-00000000000a"


def answering(content: bytes, asked: list[httpx.Request] | None = None) -> MandatesClient:
    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        return httpx.Response(200, content=content)

    return MandatesClient(httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://m.test"), "token")


async def test_lines_go_out_and_come_back_whole() -> None:
    asked: list[httpx.Request] = []
    released = (
        f'{{"released": true, "route": "we_push", "accountId": "{ACCOUNT}", "name": "Woonstede", "iban": "NL91",'
        ' "reference": {"kind": "free_text", "text": "huur"}, "umr": null}'
    )
    waiting = '{"released": false, "reason": "deferred", "detail": "2026-03-09"}'
    told = f'{{"households": [{{"id": "{NOBODY}", "version": 3}}], "lines": [{released}, {waiting}]}}'
    found = await answering(told.encode(), asked).release(ON, [LINE, LINE])
    assert found == ReleaseAnswer(
        {UUID(NOBODY): 3},
        [
            Released("we_push", Payable(ACCOUNT, "Woonstede", "NL91"), Reference("free_text", "huur"), None),
            Waits(Reason.DEFERRED, "2026-03-09"),
        ],
    )
    line: dict[str, Any] = {
        "householdId": NOBODY,
        "cost": "rent",
        "month": "2026-03",
        "amount": 60000,
        "executeOn": "2026-03-02",
        "ground": "56a",
    }
    assert from_json(asked[0].content) == {"on": "2026-02-20", "lines": [line, line]}


@pytest.mark.parametrize(
    "content",
    [
        b"nothing",
        b"[]",
        b"{}",
        b'{"households": [], "lines": [{"released": false, "reason": "tired", "detail": null}]}',
        b'{"households": [{"id": "x", "version": 1}], "lines": []}',
        b'{"changed": 7, "households": null}',
    ],
)
async def test_an_answer_that_is_none_is_not_guessed_at(content: bytes) -> None:
    client = answering(content)
    with pytest.raises(AnswerNotUnderstood):
        await client.release(ON, [LINE])
    with pytest.raises(AnswerNotUnderstood):
        await client.changed({UUID(NOBODY): 1})


async def test_an_answer_about_fewer_lines_than_were_asked_is_none() -> None:
    with pytest.raises(AnswerNotUnderstood):
        await answering(b'{"households": [], "lines": []}').release(ON, [LINE])


async def test_a_registry_that_does_not_answer_is_no_answer() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    http = httpx.AsyncClient(transport=httpx.MockTransport(silent), base_url="http://m.test")
    with pytest.raises(DoesNotAnswer):
        await MandatesClient(http, "token").release(ON, [LINE])


async def test_a_refusal_comes_back_as_the_problem_that_it_was(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    with pytest.raises(Forbidden):
        await client_of(app, issuer.issue(organisation, [Role.APPROVER])).release(ON, [LINE])
    system = client_of(app, issuer.issue(organisation, [Role.SYSTEM]))
    with pytest.raises(InvalidInput) as refusal:
        await system.release(ON, [LINE._replace(ground="57a")])
    assert [fault.where for fault in refusal.value.faults] == ["lines[0].ground"]
