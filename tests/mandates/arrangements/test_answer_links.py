"""A supplier answers by a link without an account: once, in time, and about nothing but what it was asked."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.answer_token import NoSuchLink, digest_of
from services.clock import MovableClock
from services.database import Database
from services.machine import CannotHappen
from services.mandate_events import HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements import answer_link_service, handshake_service
from services.mandates.arrangements.answer_link import make_token, read_token
from services.mandates.arrangements.arrangement import Arrangement
from tests.logs import logging_to
from tests.mandates.arrangements.builders import MARCH, NUMBER, rows
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import brought_to, does, prepared
from tests.mandates.callers import KEYRING

CONFIRMS = {"answer": "confirmed", "month": "2026-03"}


@pytest.fixture
def supplier_desk(app: FastAPI) -> httpx.AsyncClient:
    """Somebody at the supplier with a browser and no account with us."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mandates.test/v1")


async def a_link(works: Works, rent: Arrangement, state: HandshakeState = HandshakeState.ASKED) -> str:
    one = await brought_to(works, await prepared(works, rent), state)
    async with works() as (session, hand):
        return (await answer_link_service.make_link(session, hand, one.id)).token


async def test_the_supplier_sees_its_customer_number_and_the_month_and_nobodys_name(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient
) -> None:
    shown = await supplier_desk.get(f"/answers/{await a_link(works, rent)}")
    assert shown.status_code == 200
    assert shown.json() == {
        "customerNumber": NUMBER,
        "cost": "rent",
        "direction": "taking_over",
        "payer": "we_push",
        "fromMonth": "2026-03",
        "deadline": "2026-02-19",
        "expiresAt": "2026-02-23T23:00:00Z",
        "answer": None,
        "answeredMonth": None,
    }


async def test_a_confirmation_by_link_changes_who_pays_and_is_the_suppliers_word(
    works: Works, rent: Arrangement, supplier: UUID, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    token = await a_link(works, rent)
    answer = await supplier_desk.post(f"/answers/{token}", json={"answer": "confirmed", "month": "2026-04"})
    assert (answer.status_code, answer.json()) == (200, {"answer": "confirmed", "month": "2026-04"})
    assert rows(admin_url, "select payer, from_month from payer_of_record order by sequence desc limit 1") == [
        ("we_push", MARCH + 1)
    ]
    assert rows(admin_url, "select origin, by, cause from transition where event = 'confirm'") == [
        ("supplier", f"supplier {supplier}", "confirmed_by_link")
    ]
    ((evidence,),) = rows(admin_url, "select evidence from handshake")
    assert bytes(evidence) == digest_of(token)


async def test_the_same_answer_again_is_the_same_answer_and_another_one_is_refused(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    token = await a_link(works, rent)
    first = await supplier_desk.post(f"/answers/{token}", json=CONFIRMS)
    again = await supplier_desk.post(f"/answers/{token}", json=CONFIRMS)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    other = await supplier_desk.post(f"/answers/{token}", json={"answer": "confirmed", "month": "2026-05"})
    assert (other.status_code, other.json()["type"]) == (410, "urn:problem-type:ontzorg:link-used")
    shown = (await supplier_desk.get(f"/answers/{token}")).json()
    assert (shown["answer"], shown["answeredMonth"]) == ("confirmed", "2026-03")
    assert rows(admin_url, "select count(*) from transition where event = 'confirm'") == [(1,)]


async def test_a_refusal_gives_its_reason_and_leaves_the_payer(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    token = await a_link(works, rent)
    without = await supplier_desk.post(f"/answers/{token}", json={"answer": "refused"})
    assert without.status_code == 400
    assert [fault["where"] for fault in without.json()["errors"]] == ["reason"]
    refused = await supplier_desk.post(f"/answers/{token}", json={"answer": "refused", "reason": "contract is ended"})
    assert refused.json() == {"answer": "refused", "month": None}
    assert rows(admin_url, "select state, answer from handshake") == [("refused", "refused")]
    assert len(rows(admin_url, "select sequence from payer_of_record")) == 1


async def test_after_its_last_day_a_link_is_over(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, clock: MovableClock, admin_url: str
) -> None:
    token = await a_link(works, rent)
    clock.move_to(datetime(2026, 2, 23, 23, 0, tzinfo=UTC))
    for answer in (
        await supplier_desk.get(f"/answers/{token}"),
        await supplier_desk.post(f"/answers/{token}", json=CONFIRMS),
    ):
        assert (answer.status_code, answer.json()["type"]) == (410, "urn:problem-type:ontzorg:link-expired")
    assert rows(admin_url, "select state, answer from handshake") == [("asked", None)]


async def test_a_link_that_we_never_made_leads_nowhere_although_it_is_sealed(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, organisation: UUID
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    token = make_token(KEYRING, organisation, one.id, b"s" * 32)
    for wrong in (token, "nothing", token[:-4]):
        answer = await supplier_desk.get(f"/answers/{wrong}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:problem-type:ontzorg:no-such-link")


async def test_what_was_withdrawn_is_no_longer_asked(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    async with works() as (session, hand):
        token = (await answer_link_service.make_link(session, hand, one.id)).token
    await does(works, one, HandshakeEvent.WITHDRAW)
    for answer in (
        await supplier_desk.get(f"/answers/{token}"),
        await supplier_desk.post(f"/answers/{token}", json=CONFIRMS),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:problem-type:ontzorg:no-longer-asked")
    assert rows(admin_url, "select used_at from answer_link") == [(None,)]


@pytest.mark.parametrize("state", [HandshakeState.PREPARED, HandshakeState.REFUSED, HandshakeState.CONFIRMED])
async def test_no_link_is_made_where_there_is_nothing_to_confirm(
    works: Works, rent: Arrangement, state: HandshakeState, admin_url: str
) -> None:
    with pytest.raises(CannotHappen):
        await a_link(works, rent, state)
    assert rows(admin_url, "select digest from answer_link") == []


async def test_a_decided_handshake_may_still_be_answered_late(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, admin_url: str
) -> None:
    token = await a_link(works, rent, HandshakeState.DECIDED)
    assert (await supplier_desk.post(f"/answers/{token}", json=CONFIRMS)).status_code == 200
    assert rows(admin_url, "select state, answered_month from handshake") == [("confirmed", MARCH)]


async def test_only_the_digest_is_kept_and_no_log_shows_the_token(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient, clock: MovableClock, admin_url: str
) -> None:
    token = await a_link(works, rent)
    with logging_to("mandates", clock) as log:
        await supplier_desk.get(f"/answers/{token}")
        await supplier_desk.post(f"/answers/{token}", json=CONFIRMS)
    routes = [line["route"] for line in log.lines if line["event"] == "request"]
    assert [route.removeprefix("/v1") for route in routes] == ["/answers/{token}"] * 2
    assert token not in log.getvalue()
    ((digest,),) = rows(admin_url, "select digest from answer_link")
    assert bytes(digest) == digest_of(token)


async def test_a_link_leads_to_its_own_organisation_only(
    works: Works, rent: Arrangement, registry: Database, another_organisation: UUID, clock: MovableClock
) -> None:
    ticket = read_token(KEYRING, await a_link(works, rent))
    async with registry.reading(another_organisation) as session:
        with pytest.raises(NoSuchLink):
            await answer_link_service.question(session, KEYRING, ticket, clock.now())


async def test_a_link_to_hand_back_asks_for_collecting_again(
    works: Works, rent: Arrangement, supplier_desk: httpx.AsyncClient
) -> None:
    await brought_to(works, await prepared(works, rent), HandshakeState.DECIDED)
    back = await brought_to(
        works, await prepared(works, rent, Payer.CLIENT_PAYS_WATCHED, MARCH + 3), HandshakeState.ASKED
    )
    async with works() as (session, hand):
        token = (await answer_link_service.make_link(session, hand, back.id)).token
        assert (await handshake_service.handshake(session, back.id, None)).state is HandshakeState.ASKED
    shown = (await supplier_desk.get(f"/answers/{token}")).json()
    assert (shown["direction"], shown["payer"], shown["fromMonth"]) == (
        "handing_back",
        "client_pays_watched",
        "2026-06",
    )
