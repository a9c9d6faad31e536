"""A person at the supplier answers on a page: without an account, in his language, once; and nothing runs in it."""

import re
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.answer_page import FORM, POLICY, PageLanguage
from services.clock import MovableClock
from services.mandates.arrangements.answer_words import PROBLEMS, WORDS
from services.mandates.arrangements.arrangement import Arrangement
from tests.mandates.arrangements.builders import MARCH, NUMBER, rows
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.test_answer_links import a_link
from tests.mandates.rows import everything

YES = {"answer": "confirmed", "month": "2026-03"}
DUTCH = WORDS[PageLanguage.DUTCH]


@pytest.fixture
def browser(app: FastAPI) -> httpx.AsyncClient:
    """Somebody at the supplier with a browser and no account with us."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mandates.test/v1")


async def test_it_asks_in_the_language_of_the_browser_and_runs_and_fetches_nothing(
    works: Works, rent: Arrangement, browser: httpx.AsyncClient
) -> None:
    path = f"/answers/{await a_link(works, rent)}/page"
    shown = await browser.get(path)
    assert (shown.status_code, shown.headers["content-language"]) == (200, "nl")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["content-security-policy"] == POLICY
    assert (shown.headers["referrer-policy"], shown.headers["cache-control"]) == ("no-referrer", "no-store")
    for words in (DUTCH.stop, NUMBER, "huur", "2026-03", "2026-02-19", "tot en met 2026-02-23,"):
        assert words in shown.text
    assert "http" not in re.sub(r"<style>.*</style>", "", shown.text)
    assert not re.findall(r"<script|<img|<link|javascript:| on[a-z]+=", shown.text)
    english = await browser.get(path, headers={"accept-language": "de, en;q=0.9"})
    assert (english.headers["content-language"], WORDS[PageLanguage.ENGLISH].stop in english.text) == ("en", True)
    assert (await browser.get(path, params={"lang": "en"})).text == english.text


async def test_a_yes_on_the_page_is_the_same_word_as_by_the_api_and_counts_once(
    works: Works, rent: Arrangement, supplier: UUID, browser: httpx.AsyncClient, admin_url: str
) -> None:
    path = f"/answers/{await a_link(works, rent)}/page"
    taken = await browser.post(path, data=YES)
    assert (taken.status_code, FORM[PageLanguage.DUTCH].thanks in taken.text) == (200, True)
    assert (await browser.post(path, data=YES)).text == taken.text
    assert (await browser.get(path)).text == taken.text
    assert rows(admin_url, "select origin, by, cause from transition where event = 'confirm'") == [
        ("supplier", f"supplier {supplier}", "confirmed_by_link")
    ]
    assert rows(admin_url, "select payer, from_month from payer_of_record order by sequence desc limit 1") == [
        ("we_push", MARCH)
    ]
    before = everything(admin_url, "mandates")
    other = await browser.post(path, data={"answer": "refused", "reason": "het contract is beëindigd"})
    assert (other.status_code, PROBLEMS[PageLanguage.DUTCH]["link-used"][0] in other.text) == (410, True)
    assert everything(admin_url, "mandates") == before


async def test_a_no_needs_a_reason_and_all_that_is_wrong_is_said_with_what_was_typed(
    works: Works, rent: Arrangement, browser: httpx.AsyncClient, admin_url: str
) -> None:
    path = f"/answers/{await a_link(works, rent)}/page"
    before = everything(admin_url, "mandates")
    for form, field in (
        ({"answer": "refused"}, "reason"),
        ({"answer": "confirmed", "month": ""}, "month"),
        ({"answer": "confirmed", "month": "<b>maart</b>"}, "month"),
        ({"month": "2026-03"}, "answer"),
        ({**YES, "reason": "but <b>later</b>"}, "reason"),
    ):
        shown = await browser.post(path, data=form)
        assert (shown.status_code, DUTCH.faults[field] in shown.text) == (400, True), form
        assert "<b>" not in shown.text
    assert everything(admin_url, "mandates") == before
    refused = await browser.post(path, data={"answer": "refused", "month": "2026-03", "reason": "geen contract"})
    assert (refused.status_code, DUTCH.said_no in refused.text) == (200, True)
    assert rows(admin_url, "select state from handshake") == [("refused",)]


async def test_what_is_tampered_with_over_or_no_form_changes_nothing_and_says_so(
    works: Works, rent: Arrangement, browser: httpx.AsyncClient, clock: MovableClock, admin_url: str
) -> None:
    token = await a_link(works, rent)
    before = everything(admin_url, "mandates")
    wrong = await browser.post(f"/answers/{token[:-4]}AAAA/page", data=YES)
    assert (wrong.status_code, PROBLEMS[PageLanguage.DUTCH]["no-such-link"][0] in wrong.text) == (404, True)
    hostile = (b"answer=%00confirmed", b"\xff\xfe", b"&".join([b"answer=confirmed"] * 40), b"")
    for body in hostile:
        assert (await browser.post(f"/answers/{token}/page", content=body)).status_code == 400, body
    assert (await browser.post(f"/answers/{token}/page", content=b"x" * 20_000)).status_code == 413
    clock.move_to(clock.now().replace(month=4))
    over = await browser.get(f"/answers/{token}/page", params={"lang": "en"})
    assert (over.status_code, PROBLEMS[PageLanguage.ENGLISH]["link-expired"][0] in over.text) == (410, True)
    assert NUMBER not in over.text
    assert everything(admin_url, "mandates") == before


async def test_who_knows_the_customer_by_a_number_that_we_do_not_know_writes_it_down(
    works: Works, rent: Arrangement, browser: httpx.AsyncClient, admin_url: str
) -> None:
    token = await a_link(works, rent)
    assert DUTCH.which_number not in (await browser.get(f"/answers/{token}/page")).text
    before = everything(admin_url, "mandates")
    other = await browser.post(f"/answers/{token}/page", data={**YES, "customerNumber": "KL-9"})
    assert (other.status_code, PROBLEMS[PageLanguage.DUTCH]["numbered-otherwise"][0] in other.text) == (409, True)
    assert everything(admin_url, "mandates") == before
    rows(admin_url, "update arrangement set customer_number_sealed = null, number_lookup = null returning id")
    assert DUTCH.which_number in (await browser.get(f"/answers/{token}/page")).text
    assert (await browser.post(f"/answers/{token}/page", data={**YES, "customerNumber": "KL-9"})).status_code == 200
    assert rows(admin_url, "select count(*) from arrangement where number_lookup is not null") == [(1,)]
    assert "KL-9" not in str(everything(admin_url, "mandates"))
