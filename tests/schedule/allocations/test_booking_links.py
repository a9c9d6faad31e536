"""A person at a supplier without webhooks says on a page whether a payment was booked: once, in time, of its own."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.answer_page import FORM, POLICY, PageLanguage
from services.auth import Role
from services.errors import InvalidInput
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason
from services.schedule.allocations.booking_link import BookingReply, reply_in
from services.schedule.allocations.booking_words import PROBLEMS, WORDS
from services.schedule.planning.policy import CostKind
from tests.logs import logging_to
from tests.mandates.rows import everything
from tests.schedule.allocations.builders import SECOND
from tests.schedule.allocations.test_endpoints import PATH, rents
from tests.schedule.callers import Caller, a_caller
from tests.schedule.matching.treasury import Paid, Treasury

__all__ = ["rents"]

DUTCH, ENGLISH = WORDS[PageLanguage.DUTCH], WORDS[PageLanguage.ENGLISH]
YES = {"answer": "booked", "bookedOn": "2026-03-03", "reason": ""}
NO = {"answer": "not_booked", "bookedOn": "", "reason": "client_unknown"}


@pytest.fixture
def desk(app: FastAPI, issuer: DevelopmentIssuer, rents: list[Paid], treasury: Treasury) -> Caller:
    """Our supplier desk."""
    return a_caller(app, issuer, treasury.organisation, [Role.SUPPLIER_DESK], subject="sem")


@pytest.fixture
def browser(app: FastAPI) -> httpx.AsyncClient:
    """Somebody at the supplier with a browser and no account with us."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://schedule.test/v1")


async def a_link(desk: Caller, one: Paid) -> str:
    """The page of a new link about this payment."""
    made = await desk.post(f"{PATH}/_link", {"endToEndId": one.end_to_end_id})
    assert made.status_code == 200, made.text
    return f"/answers/{made.json()['token']}/page"


async def answers(desk: Caller, one: Paid) -> tuple[str, str | None]:
    """Where the payment stands, and who said so."""
    listed = (await desk.get(PATH)).json()["items"]
    (found,) = [shown for shown in listed if shown["endToEndId"] == one.end_to_end_id]
    return found["state"], found["answer"] and found["answer"]["by"]


async def test_it_asks_about_one_payment_as_its_bank_names_it_and_runs_and_fetches_nothing(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient
) -> None:
    path = await a_link(desk, rents[0])
    shown = await browser.get(path)
    assert (shown.status_code, shown.headers["content-language"]) == (200, "nl")
    assert shown.headers["content-security-policy"] == POLICY
    assert (shown.headers["referrer-policy"], shown.headers["cache-control"]) == ("no-referrer", "no-store")
    for words in (DUTCH.title, rents[0].end_to_end_id, "huur", "2026-03", "tot en met 2026-03-23,"):
        assert words in shown.text, words
    assert not re.findall(r"<script|<img|<link|javascript:| on[a-z]+=", shown.text)
    assert set(re.findall(r'<label[^>]* for="(\w+)"', shown.text)) == {"booked", "bookedOn", "not_booked", "reason"}
    english = await browser.get(path, headers={"accept-language": "de, en;q=0.9"})
    assert (english.headers["content-language"], ENGLISH.title in english.text) == ("en", True)


async def test_a_yes_is_the_suppliers_word_and_counts_once_and_another_answer_is_refused(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient, treasury: Treasury, admin_url: str
) -> None:
    path = await a_link(desk, rents[0])
    clicks = await asyncio.gather(*(browser.post(path, data=YES) for _ in range(4)))
    assert {(one.status_code, FORM[PageLanguage.DUTCH].thanks in one.text) for one in clicks} == {(200, True)}
    state, by = await answers(desk, rents[0])
    assert (state, by is not None and by.startswith("supplier account ")) == ("booked", True)
    assert (await answers(desk, rents[1])) == ("asked", None)
    before = everything(admin_url, "schedule")
    other = await browser.post(path, data=NO)
    assert (other.status_code, PROBLEMS[PageLanguage.DUTCH]["link-used"][0] in other.text) == (410, True)
    assert everything(admin_url, "schedule") == before
    assert treasury.broken() == {}


async def test_a_no_has_a_reason_and_is_somebodys_task_at_once_and_can_be_mended_by_another_link(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient
) -> None:
    taken = await browser.post(await a_link(desk, rents[0]), data=NO)
    assert DUTCH.reasons[NotBookedReason.CLIENT_UNKNOWN] in taken.text
    assert (await answers(desk, rents[0]))[0] == "not_booked"
    mended = await browser.post(await a_link(desk, rents[0]), data=YES)
    assert (mended.status_code, (await answers(desk, rents[0]))[0]) == (200, "booked")
    nothing = await desk.post(f"{PATH}/_link", {"endToEndId": rents[0].end_to_end_id})
    assert (nothing.status_code, nothing.json()["type"].split(":")[-1]) == (409, "nothing-asked")


async def test_of_two_links_about_one_payment_the_first_yes_counts(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient
) -> None:
    first, second = await a_link(desk, rents[0]), await a_link(desk, rents[0])
    assert (await browser.post(first, data=YES)).status_code == 200
    late = await browser.post(second, data=NO)
    assert (late.status_code, PROBLEMS[PageLanguage.DUTCH]["nothing-asked"][0] in late.text) == (409, True)
    assert (await answers(desk, rents[0]))[0] == "booked"


async def test_what_is_wrong_is_said_with_what_was_typed_and_changes_nothing(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient, admin_url: str
) -> None:
    path = await a_link(desk, rents[0])
    before = everything(admin_url, "schedule")
    for form, field in (
        ({"answer": "booked", "bookedOn": "<b>3 maart</b>"}, "bookedOn"),
        ({"answer": "booked", "bookedOn": "2026-03-99"}, "bookedOn"),
        ({"answer": "booked", "bookedOn": "2026-03-10"}, "bookedOn"),
        ({"answer": "booked", "bookedOn": "2026-01-01"}, "bookedOn"),
        ({"answer": "not_booked", "reason": "unwilling"}, "reason"),
        ({"bookedOn": "2026-03-03"}, "answer"),
        ({"answer": "booked_otherwise", "bookedOn": "2026-03-03"}, "answer"),
    ):
        shown = await browser.post(path, data=form)
        assert (shown.status_code, DUTCH.faults[field] in shown.text, "<b>" in shown.text) == (400, True, False), form
    for body in (b"answer=%00booked", b"\xff\xfe", b"&".join([b"answer=booked"] * 40), b""):
        assert (await browser.post(path, content=body)).status_code == 400, body
    assert (await browser.post(path, content=b"x" * 20_000)).status_code == 413
    assert everything(admin_url, "schedule") == before


async def test_a_link_that_is_over_or_tampered_with_opens_nothing(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient, treasury: Treasury, admin_url: str
) -> None:
    path = await a_link(desk, rents[0])
    before = everything(admin_url, "schedule")
    wrong = await browser.post(f"{path.removesuffix('/page')[:-4]}AAAA/page", data=YES)
    assert (wrong.status_code, PROBLEMS[PageLanguage.DUTCH]["no-such-link"][0] in wrong.text) == (404, True)
    treasury.clock.move_to(treasury.clock.now() + timedelta(days=15))
    over = await browser.get(path, params={"lang": "en"})
    assert (over.status_code, PROBLEMS[PageLanguage.ENGLISH]["link-expired"][0] in over.text) == (410, True)
    assert (await browser.post(path, data=YES)).status_code == 410
    assert rents[0].end_to_end_id not in over.text
    assert everything(admin_url, "schedule") == before


async def test_the_token_is_shown_once_and_stands_in_no_table_and_no_log(
    rents: list[Paid], desk: Caller, browser: httpx.AsyncClient, treasury: Treasury, admin_url: str
) -> None:
    body = {"endToEndId": rents[0].end_to_end_id}
    with logging_to("schedule", treasury.clock) as log:
        first = (await desk.post(f"{PATH}/_link", body, key="a link")).json()
        again = (await desk.post(f"{PATH}/_link", body, key="a link")).json()
        await browser.get(f"/answers/{first['token']}/page")
    assert again == {**first, "token": None}
    assert first["token"] not in str(everything(admin_url, "schedule")) + log.getvalue()


async def test_no_link_is_made_about_what_nobody_is_asked_or_somebody_elses(
    rents: list[Paid], treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, admin_url: str
) -> None:
    leefgeld = treasury.payments("purpose = 'leefgeld'")[0]
    anna = a_caller(app, issuer, treasury.organisation)
    capelle = a_caller(app, issuer, treasury.organisation, municipalities=["GM0502"])
    before = everything(admin_url, "schedule")
    for caller, name, what in (
        (anna, leefgeld.end_to_end_id, "went to the client's own account"),
        (anna, "2026-none", "is no payment of ours that you may see"),
        (capelle, rents[0].end_to_end_id, "is no payment of ours that you may see"),
    ):
        refused = await caller.post(f"{PATH}/_link", {"endToEndId": name})
        assert (refused.status_code, refused.json()["errors"][0]["what"]) == (400, what)
    assert everything(admin_url, "schedule") == before


def test_what_belongs_to_the_other_choice_is_left_out() -> None:
    assert reply_in(YES | {"reason": "other"}) == BookingReply(AllocationWord.BOOKED, SECOND + timedelta(days=1))
    assert reply_in(NO | {"bookedOn": "x"}) == BookingReply(
        AllocationWord.NOT_BOOKED, reason=NotBookedReason.CLIENT_UNKNOWN
    )
    with pytest.raises(InvalidInput, match="answer"):
        reply_in({})


def test_each_language_has_a_word_for_everything() -> None:
    for words in WORDS.values():
        assert (set(words.reasons), set(words.costs)) == (set(NotBookedReason), set(CostKind))
    assert PROBLEMS[PageLanguage.DUTCH].keys() == PROBLEMS[PageLanguage.ENGLISH].keys()
