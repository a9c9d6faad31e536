"""What a link can be made to do by who means harm, or clicks twice: nothing but to answer once what was asked."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.clock import MovableClock
from services.mandate_events import HandshakeState
from services.mandates.arrangements import answer_link_service
from services.mandates.arrangements.arrangement import Arrangement
from tests.mandates.arrangements.builders import rows
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import brought_to, prepared
from tests.mandates.rows import everything

CONFIRMS = {"answer": "confirmed", "month": "2026-03"}
REFUSES = {"answer": "refused", "reason": "contract is ended"}
_STEPS = "select event, count(*) from transition where event in ('confirm', 'refuse') group by event"


@pytest.fixture
def supplier_desk(app: FastAPI) -> httpx.AsyncClient:
    """Somebody at the supplier with a browser and no account with us."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://mandates.test/v1")


async def links(works: Works, rent: Arrangement, count: int = 1) -> list[str]:
    """So many links for one handshake that the supplier is asked about."""
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    made = []
    for _ in range(count):
        async with works() as (session, hand):
            made.append((await answer_link_service.make_link(session, hand, one.id)).token)
    return made


async def test_who_clicks_many_times_at_once_has_answered_once(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    (token,) = await links(works, rent)
    answers = await asyncio.gather(*(supplier_desk.post(f"/answers/{token}", json=CONFIRMS) for _ in range(8)))
    assert {(one.status_code, one.text) for one in answers} == {(200, '{"answer":"confirmed","month":"2026-03"}')}
    assert rows(admin_url, _STEPS) == [("confirm", 1)]


async def test_of_a_yes_and_a_no_at_once_one_counts_and_the_other_is_told_so(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    (token,) = await links(works, rent)
    said = [CONFIRMS, REFUSES] * 4
    answers = await asyncio.gather(*(supplier_desk.post(f"/answers/{token}", json=one) for one in said))
    assert sorted(one.status_code for one in answers) == [200] * 4 + [410] * 4
    assert sum(count for _, count in rows(admin_url, _STEPS)) == 1


async def test_of_two_links_about_one_thing_the_first_counts(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    tokens = await links(works, rent, 2)
    said = zip(tokens, [CONFIRMS, REFUSES], strict=True)
    answers = await asyncio.gather(*(supplier_desk.post(f"/answers/{token}", json=one) for token, one in said))
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert sum(count for _, count in rows(admin_url, _STEPS)) == 1


async def _in_parts(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1000):
        yield b" " * 1000


@pytest.mark.parametrize("size", [20_000, 900_000])
async def test_a_body_that_no_answer_needs_is_not_read(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str, size: int
) -> None:
    (token,) = await links(works, rent)
    before = everything(admin_url)
    json = {"content-type": "application/json"}
    for content in (b" " * size, _in_parts(size)):
        answer = await supplier_desk.post(f"/answers/{token}", content=content, headers=json)
        assert answer.status_code == 413
    assert everything(admin_url) == before


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({**CONFIRMS, "reason": "but only if you call us first"}, "reason"),
        ({**REFUSES, "month": "2026-05"}, "month"),
        ({"answer": "confirmed", "month": "2036-03"}, "month"),
        ({"answer": "confirmed", "month": "0001-01"}, "month"),
        ({"answer": "confirmed", "month": 202603}, "month"),
        ({"answer": ["confirmed"], "month": "2026-03"}, "answer"),
        ({**CONFIRMS, "payer": "client_pays"}, "payer"),
        ({**CONFIRMS, "handshakeId": "019b8d2b-8c00-7000-8000-000000000000"}, "handshakeId"),
        ({"answer": "refused", "reason": "no\u0000thing"}, "reason"),
        ({"answer": "refused", "reason": "n" * 501}, "reason"),
    ],
)
async def test_what_is_no_answer_is_refused_by_name_and_changes_nothing(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str, body: dict[str, Any], where: str
) -> None:
    (token,) = await links(works, rent)
    before = everything(admin_url)
    answer = await supplier_desk.post(f"/answers/{token}", json=body)
    assert (answer.status_code, [fault["where"] for fault in answer.json()["errors"]]) == (400, [where])
    assert everything(admin_url) == before


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"answer=confirmed&month=2026-03", "application/x-www-form-urlencoded"),
        (b"<answer>confirmed</answer>", "application/xml"),
        (b'{"answer": "refused", "reason": "\\ud800\\ud800"}', "application/json"),
        (b'{"answer": "refused", "reason": "\xff\xfe\xff"}', "application/json"),
        (b"[" * 9_000, "application/json"),
        (b"", "application/json"),
    ],
)
async def test_what_is_no_json_of_ours_is_refused_and_breaks_nothing(
    works: Works,
    rent: Arrangement,
    supplier_desk: httpx.AsyncClient,
    admin_url: str,
    content: bytes,
    media_type: str,
) -> None:
    (token,) = await links(works, rent)
    before = everything(admin_url)
    answer = await supplier_desk.post(f"/answers/{token}", content=content, headers={"content-type": media_type})
    assert answer.status_code == 400
    assert everything(admin_url) == before


@pytest.mark.parametrize("reason", ["\u202etfihs si siht", "👩‍👩‍👧 " * 70, "مغلق منذ مارس", "é" * 500])
async def test_a_reason_in_any_script_is_kept_sealed(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str, reason: str
) -> None:
    (token,) = await links(works, rent)
    answer = await supplier_desk.post(f"/answers/{token}", json={"answer": "refused", "reason": reason})
    assert answer.status_code == 200
    assert rows(admin_url, _STEPS) == [("refuse", 1)]
    assert reason not in str(everything(admin_url))


async def test_no_other_spelling_of_a_token_opens_it(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    (token,) = await links(works, rent)
    before = everything(admin_url)
    others = [token.swapcase(), f"{token}=", f"{token}%0a", f"{token}%00", f"%20{token}", f"{token}x" * 2, "%ff%fe"]
    others += [token.replace("-", "%2b").replace("_", "%2f")] if {"-", "_"} & set(token) else []
    for other in others:
        for answer in (
            await supplier_desk.get(f"/answers/{other}"),
            await supplier_desk.post(f"/answers/{other}", json=CONFIRMS),
        ):
            assert answer.status_code in (400, 404), other
    assert everything(admin_url) == before


async def test_a_mail_scanner_that_follows_the_link_answers_nothing(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    (token,) = await links(works, rent)
    before = everything(admin_url)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        await supplier_desk.request(method, f"/answers/{token}")
    assert everything(admin_url) == before


async def test_after_its_last_day_a_link_that_was_answered_no_longer_tells_about_which_customer(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, clock: MovableClock
) -> None:
    """What was said may be looked up; a link in an old mailbox is nobody's way to a customer number."""
    (token,) = await links(works, rent)
    await supplier_desk.post(f"/answers/{token}", json=CONFIRMS)
    assert (await supplier_desk.get(f"/answers/{token}")).json()["customerNumber"] is not None
    clock.move_to(datetime(2026, 2, 23, 23, 0, tzinfo=UTC))
    told = (await supplier_desk.get(f"/answers/{token}")).json()
    assert (told["answer"], told["answeredMonth"], told["customerNumber"]) == ("confirmed", "2026-03", None)
