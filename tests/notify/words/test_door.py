"""The letterbox: what a supplier's system signs is taken in once, and whoever else knocks learns nothing."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from standardwebhooks import Webhook

from services.clock import MovableClock
from services.notify.sources.source import Address
from services.notify.words.door import LARGEST_WORD
from services.notify.words.word import MOST_IN_A_WHILE
from services.webhooks import WebhookSecret, sign
from tests.logs import logging_to
from tests.mandates.rows import everything
from tests.notify.callers import ANOTHER_SUPPLIER, SUPPLIER
from tests.notify.tellers import SUSPENDED, Teller, a_word, registered
from tests.schedule.callers import Caller

NUMBER = "1002003-geheim"
ANNOUNCED = "select data from notify.outbox where type = 'nl.ontzorg.notify.word.changed' order by sequence"


@pytest.fixture
async def woonstede(sem: Caller, app: FastAPI, clock: MovableClock) -> Teller:
    """The system of a housing association."""
    return Teller(app, await registered(sem), clock)


def rows(admin_url: str, question: str) -> list[Any]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute(question.encode()).fetchall()


def code(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:problem-type:ontzorg:")


async def test_what_a_supplier_signs_is_taken_in_and_announced_in_one_transaction(
    woonstede: Teller, sem: Caller, admin_url: str, organisation: UUID
) -> None:
    answer = await woonstede.tell(a_word())
    assert answer.status_code == 202, answer.text
    word_id = answer.json()["wordId"]
    assert answer.json() == {"wordId": word_id, "state": "received", "obstacle": None}
    assert rows(admin_url, ANNOUNCED) == [
        (
            {
                "organisationId": str(organisation),
                "wordId": word_id,
                "supplierId": str(SUPPLIER),
                "says": "collection.suspended",
                "happened": "receive",
                "state": "received",
            },
        )
    ]
    (listed,) = (await sem.get("/words", state="received")).json()["items"]
    assert (listed["id"], listed["webhookId"], listed["owner"]) == (word_id, "msg_1", "sem")
    assert (listed["toldAt"], listed["receivedAt"]) == ("2026-01-05T07:59:00Z", "2026-01-05T08:00:00Z")


async def test_the_same_word_again_is_the_same_word(woonstede: Teller, clock: MovableClock, admin_url: str) -> None:
    first = await woonstede.tell(a_word())
    before = everything(admin_url, "notify")
    clock.move_to(clock.now() + timedelta(days=35))
    again = await woonstede.tell(a_word())
    assert (again.status_code, again.json()) == (202, first.json())
    assert everything(admin_url, "notify") == before


async def test_of_two_at_once_one_is_taken_in(woonstede: Teller, admin_url: str) -> None:
    answers = await asyncio.gather(*(woonstede.tell(a_word()) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["wordId"] for answer in answers}) == 1
    assert len(rows(admin_url, ANNOUNCED)) == 1


async def test_of_two_words_at_once_by_one_id_one_is_taken_in_and_the_other_refused(
    woonstede: Teller, admin_url: str
) -> None:
    words = [a_word(data={**SUSPENDED, "fromMonth": f"2026-0{month}"}) for month in (3, 4, 5)]
    answers = await asyncio.gather(*(woonstede.tell(word) for word in words))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409]
    assert len(rows(admin_url, ANNOUNCED)) == 1


async def test_another_word_by_the_same_id_is_refused(woonstede: Teller, admin_url: str) -> None:
    await woonstede.tell(a_word())
    before = everything(admin_url, "notify")
    other = await woonstede.tell(a_word(data={"handshakeId": str(UUID(int=9)), "fromMonth": "2026-03"}))
    assert (other.status_code, code(other)) == (409, "said-otherwise")
    assert everything(admin_url, "notify") == before


async def test_two_suppliers_may_use_the_same_id(
    woonstede: Teller, sem: Caller, app: FastAPI, clock: MovableClock
) -> None:
    other = Teller(app, await registered(sem, supplierId=str(ANOTHER_SUPPLIER)), clock)
    answers = [await one.tell(a_word()) for one in (woonstede, other)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert len({answer.json()["wordId"] for answer in answers}) == 2


async def test_who_has_no_secret_cannot_learn_which_addresses_there_are(
    woonstede: Teller, sem: Caller, organisation: UUID, another_organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    ours = Address.read(woonstede.path.rsplit("/", 1)[1])
    assert ours is not None
    body, stranger = a_word(), WebhookSecret.new()
    headers = sign([stranger], "msg_1", body, clock.now())
    places = [
        woonstede.path,
        f"/v1/letterboxes/{Address(organisation, UUID(int=7)).written()}",
        f"/v1/letterboxes/{Address(another_organisation, ours.source_id).written()}",
        f"/v1/letterboxes/{Address(UUID(int=8), ours.source_id).written()}",
        "/v1/letterboxes/none",
        "/v1/letterboxes/%C3%A9",
    ]
    before = everything(admin_url, "notify")
    answers = [await woonstede.post(body, headers, place) for place in places]
    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert everything(admin_url, "notify") == before


HOSTILE: list[tuple[int, dict[str, str]]] = [
    (401, {"webhook-signature": "v1"}),
    (401, {"webhook-signature": "v1,"}),
    (401, {"webhook-signature": ","}),
    (401, {"webhook-signature": " "}),
    (401, {"webhook-signature": "v1,%%%%"}),
    (401, {"webhook-signature": "v1,A"}),
    (401, {"webhook-signature": "v1,é"}),
    (401, {"webhook-signature": "v1a,AAAA"}),
    (401, {"webhook-signature": "v1,AAAA,BBBB,CCCC"}),
    (401, {"webhook-signature": "v1,AAAA " * 500}),
    (401, {"webhook-timestamp": ""}),
    (401, {"webhook-timestamp": "now"}),
    (401, {"webhook-timestamp": "-1"}),
    (401, {"webhook-timestamp": "1e9"}),
    (401, {"webhook-timestamp": "١٧٦٧٦٠٠٠٠٠"}),
    (401, {"webhook-timestamp": "9" * 5000}),
    (401, {"webhook-timestamp": "1767600000.5"}),
    (401, {"webhook-id": "msg_2"}),
    (400, {"webhook-id": "msg.1"}),
    (400, {"webhook-id": ""}),
    (400, {"webhook-id": "é"}),
    (400, {"webhook-id": "a b"}),
    (400, {"webhook-id": "x" * 256}),
]


@pytest.mark.parametrize(("status", "hostile"), HOSTILE, ids=lambda value: str(value)[:50])
async def test_hostile_headers_are_a_400_or_a_401(
    woonstede: Teller, status: int, hostile: dict[str, str], admin_url: str
) -> None:
    before = everything(admin_url, "notify")
    body = a_word()
    headers = {name: value.encode() for name, value in {**woonstede.signed(body), **hostile}.items()}
    assert (await woonstede.post(body, headers)).status_code == status
    assert everything(admin_url, "notify") == before


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
async def test_a_header_that_is_missing_is_a_401_and_one_that_is_there_twice_a_400(
    woonstede: Teller, name: str, admin_url: str
) -> None:
    before = everything(admin_url, "notify")
    body = a_word()
    headers = woonstede.signed(body)
    twice = [*headers.items(), (name, headers[name])]
    assert (await woonstede.post(body, twice)).status_code == 400
    del headers[name]
    assert (await woonstede.post(body, headers)).status_code == 401
    assert everything(admin_url, "notify") == before


@pytest.mark.parametrize(("seconds", "status"), [(300, 202), (301, 401), (-300, 202), (-301, 401)])
async def test_a_clock_may_be_five_minutes_off_to_either_side(
    woonstede: Teller, clock: MovableClock, seconds: int, status: int
) -> None:
    body = a_word()
    headers = sign([woonstede.secret], "msg_1", body, clock.now() - timedelta(seconds=seconds))
    assert (await woonstede.post(body, headers)).status_code == status


async def test_one_of_several_signatures_is_enough_and_ones_of_other_schemes_are_passed_over(
    woonstede: Teller, clock: MovableClock
) -> None:
    body = a_word()
    headers = sign([WebhookSecret.new(), woonstede.secret], "msg_1", body, clock.now())
    headers["webhook-signature"] = f"v1a,AAAA v2,BBBB {headers['webhook-signature']}"
    assert (await woonstede.post(body, headers)).status_code == 202


async def test_what_the_reference_library_signs_is_taken_in_and_what_it_signed_of_another_body_is_not(
    woonstede: Teller, clock: MovableClock
) -> None:
    body, library = a_word(), Webhook(woonstede.secret.written())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(clock.now().timestamp()))}
    for signed, status in ((body, 202), (body + b" ", 401)):
        headers["webhook-signature"] = library.sign("msg_1", clock.now(), signed.decode())
        assert (await woonstede.post(body, headers)).status_code == status


async def test_the_signature_is_over_the_bytes_as_they_came(woonstede: Teller, admin_url: str) -> None:
    headers = woonstede.signed(a_word())
    assert (await woonstede.post(a_word() + b" ", headers)).status_code == 401
    assert rows(admin_url, "select * from notify.word") == []


async def test_all_that_is_wrong_with_a_word_is_told_at_once(woonstede: Teller, admin_url: str) -> None:
    wrong = a_word("payment.booked", {"endToEndId": "x y", "sum": {"amount": 1.5, "currency": "USD"}, "who": "me"})
    answer = await woonstede.tell(wrong.replace(b"2026-01-05T07:59:00Z", b"yesterday"))
    assert answer.status_code == 400
    assert [fault["where"] for fault in answer.json()["errors"]] == [
        "timestamp",
        "data.endToEndId",
        "data.bookedOn",
        "data.sum.amount",
        "data.sum.currency",
        "data.who",
    ]
    assert rows(admin_url, "select * from notify.word") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"type": "collection.suspended", "timestamp": "2026-01-05T08:00:00Z", "data": NaN}',
        b'{"type": "payment.vanished", "timestamp": "2026-01-05T08:00:00Z", "data": {}}',
        b'{"type": "credit.due", "timestamp": "2026-01-05T08:00:00Z", "data": {"customerNumber": "\\u0000"}}',
        b'{"type": "credit.due", "timestamp": "2026-01-05T08:00:00Z", "data": {"customerNumber": "\\ud800"}}',
        b'{"data": ' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        a_word().decode().encode("utf-16"),
        a_word().replace(b'"data"', b'"type": "contract.ended", "data"'),
        a_word(timestamp="9999-12-31T23:59:59-14:00"),
        a_word(timestamp="0001-01-01T00:00:00+14:00"),
        a_word(data={**SUSPENDED, "fromMonth": "0000-01"}),
        a_word(data={**SUSPENDED, "fromMonth": "9999-12"}),
        a_word(data={**SUSPENDED, "fromMonth": "\u0662\u0660\u0662\u0666-03"}),
        a_word("contract.ended", {"customerNumber": "KL-1", "endsOn": "9999-12-31"}),
        a_word("credit.due", {"customerNumber": "KL-1", "sum": {"amount": -4210, "currency": "EUR"}}),
        a_word("credit.due", {"customerNumber": "KL-1", "sum": {"amount": 10**30, "currency": "EUR"}}),
        a_word("authorisation.rejected", {"handshakeId": SUSPENDED["handshakeId"], "remark": "nee\0nee"}),
    ],
    ids=lambda body: str(body[-60:]),
)
async def test_what_is_signed_and_is_no_word_is_a_400(woonstede: Teller, body: bytes, admin_url: str) -> None:
    assert (await woonstede.tell(body)).status_code == 400
    assert rows(admin_url, "select * from notify.word") == []


async def test_a_body_that_is_too_large_is_not_read(woonstede: Teller, admin_url: str) -> None:
    assert (await woonstede.tell(a_word(padding="x" * LARGEST_WORD))).status_code == 413
    assert rows(admin_url, "select * from notify.word") == []


async def test_who_tells_too_much_in_a_minute_is_asked_to_wait(
    woonstede: Teller, clock: MovableClock, admin_url: str
) -> None:
    await woonstede.tell(a_word())
    with psycopg.connect(admin_url) as connection:
        connection.execute(
            """
            insert into notify.word select organisation_id, gen_random_uuid(), source_id, supplier_id, n::text,
                body_hash, type, says_sealed, state, obstacle, changes, told_at, received_at
            from notify.word, generate_series(2, %s) as n
            """,
            [MOST_IN_A_WHILE],
        )
    refused = await woonstede.tell(a_word(), "one-more")
    assert (refused.status_code, code(refused)) == (429, "told-too-often")
    assert (await woonstede.tell(a_word())).status_code == 202, "what is told again does not count"
    clock.move_to(clock.now() + timedelta(minutes=1))
    assert (await woonstede.tell(a_word(), "one-more")).status_code == 202


async def test_customer_numbers_and_remarks_are_sealed_and_told_to_whoever_may_read_words(
    woonstede: Teller, sem: Caller, stranger: Caller, admin_url: str, clock: MovableClock
) -> None:
    said = {"customerNumber": NUMBER, "sum": {"amount": 4210, "currency": "EUR"}, "remark": "Mevrouw Verzonnen belde"}
    with logging_to("notify", clock) as log:
        word_id = (await woonstede.tell(a_word("credit.due", said))).json()["wordId"]
        content = await sem.get(f"/words/{word_id}/content")
    assert content.json()["data"] == said
    assert content.json()["supplierId"] == str(SUPPLIER)
    kept = str(everything(admin_url, "notify")) + str(log.lines)
    for secret in (NUMBER, "Verzonnen"):
        assert secret not in kept
        assert secret.encode().hex() not in kept
    assert (await stranger.get(f"/words/{word_id}/content")).status_code == 404


async def test_a_rotated_secret_is_believed_for_its_overlap_and_a_removed_source_never(
    woonstede: Teller, sem: Caller, app: FastAPI, clock: MovableClock
) -> None:
    (source,) = (await sem.get("/sources")).json()["items"]
    rotated = Teller(app, (await sem.post(f"/sources/{source['id']}/_rotate", {"overlapHours": 2})).json(), clock)
    assert [(await one.tell(a_word(), "a")).status_code for one in (woonstede, rotated)] == [202, 202]
    clock.move_to(clock.now() + timedelta(hours=2))
    assert [(await one.tell(a_word(), "a")).status_code for one in (woonstede, rotated)] == [401, 202]
    await sem.post(f"/sources/{source['id']}/_remove", {"reason": "they stopped"})
    assert (await rotated.tell(a_word(), "a")).status_code == 401


async def test_every_type_of_word_is_told_with_its_schema(sem: Caller) -> None:
    items = (await sem.get("/word-types")).json()["items"]
    assert [one["type"] for one in items] == [
        "amount.changed",
        "arrears.signalled",
        "authorisation.accepted",
        "authorisation.rejected",
        "bill.booked",
        "bill.not_booked",
        "collection.resumed",
        "collection.suspended",
        "contract.ended",
        "credit.due",
        "customer_number.assigned",
        "payment.booked",
        "payment.not_booked",
        "settlement.made",
    ]
    suspended = items[7]["dataSchema"]
    assert suspended["required"] == ["handshakeId", "fromMonth"]
    assert suspended["additionalProperties"] is False
