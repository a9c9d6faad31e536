"""What failed is sent again when somebody asks, with the same id; every attempt is shown; and a ping tries it out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.notify.subscriptions.leaving import PING
from services.notify.webhooks.poster import WebhookPoster
from tests.mandates.rows import everything
from tests.notify.callers import subscribed
from tests.notify.webhooks.conftest import Happens, Rows
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.callers import Caller

STATES = "select state, attempts, tries from delivery order by event_id"


@pytest.fixture
async def path(sem: Caller, receiver: Receiver) -> str:
    """Where the subscription of a supplier that listens is found."""
    return f"/subscriptions/{(await subscribed(sem, url=receiver.url))['id']}"


async def steps(sem: Caller, path: str) -> list[Any]:
    return [(one["happened"], one["by"]) for one in (await sem.get(f"{path}/steps")).json()["items"]]


async def test_one_that_was_exhausted_is_sent_again_under_its_id_and_its_log_goes_on(
    sem: Caller, path: str, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows
) -> None:
    receiver.answers(422, body="een ‘€’ te veel".encode())
    await happen(1)
    await poster.deliver()
    assert rows(STATES) == [("exhausted", 1, 1)]
    receiver.answers(204)
    answer = await sem.post(f"{path}/deliveries/{UUID(int=1)}/_replay", None)
    assert (answer.status_code, answer.json()["state"], answer.json()["attempts"]) == (200, "owed", 1)
    assert rows(STATES) == [("owed", 1, 0)]
    assert await poster.deliver() == 1
    assert rows(STATES) == [("delivered", 2, 1)]
    assert receiver.ids() == {str(UUID(int=1)): 2}
    log = (await sem.get(f"{path}/deliveries/{UUID(int=1)}/attempts")).json()["items"]
    assert [(one["number"], one["status"], one["failure"], one["said"]) for one in log] == [
        (1, 422, None, "een ‘€’ te veel"),
        (2, 204, None, None),
    ]
    assert await steps(sem, path) == [("subscribe", "sem"), ("replay", "sem")]


async def test_the_log_is_given_page_by_page(
    sem: Caller, path: str, poster: WebhookPoster, receiver: Receiver, happen: Happens, clock: MovableClock
) -> None:
    receiver.answers(500)
    await happen(1)
    for _ in range(3):
        await poster.deliver()
        clock.move_to(clock.now() + timedelta(hours=3))
    page = (await sem.get(f"{path}/deliveries/{UUID(int=1)}/attempts", limit=2)).json()
    rest = (await sem.get(f"{path}/deliveries/{UUID(int=1)}/attempts", limit=2, cursor=page["nextCursor"])).json()
    assert [one["number"] for one in (*page["items"], *rest["items"])] == [1, 2, 3]


async def test_all_that_failed_since_a_moment_is_sent_again_and_nothing_else(
    sem: Caller, path: str, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    async def a_day(number: int, status: int) -> None:
        receiver.answers(status)
        await happen(number)
        await poster.deliver()
        clock.move_to(clock.now() + timedelta(days=1))

    begun = clock.now()
    for number, status in ((1, 400), (2, 204), (3, 400), (4, 400)):
        await a_day(number, status)
    receiver.answers(204)
    since = (begun + timedelta(days=1)).isoformat()
    answer = await sem.post(f"{path}/deliveries/_replay", {"since": since})
    assert (answer.status_code, answer.json()) == (200, {"replayed": 2})
    assert await poster.deliver() == 2
    assert [state for state, *_ in rows(STATES)] == ["exhausted", "delivered", "delivered", "delivered"]
    range_ = {"since": begun.isoformat(), "until": since, "onlyFailed": False}
    assert (await sem.post(f"{path}/deliveries/_replay", range_)).json() == {"replayed": 1}
    assert (await sem.post(f"{path}/deliveries/_replay", {"since": clock.now().isoformat()})).json() == {"replayed": 0}
    assert (await steps(sem, path))[1:] == [("replay", "sem")] * 2


async def test_what_is_not_over_cannot_be_sent_again_and_nothing_changes(
    sem: Caller, path: str, happen: Happens, admin_url: str, clock: MovableClock
) -> None:
    await happen(1)
    before = everything(admin_url, "notify")
    one = await sem.post(f"{path}/deliveries/{UUID(int=1)}/_replay", None)
    unknown = await sem.post(f"{path}/deliveries/{UUID(int=9)}/_replay", None)
    backwards = {"since": clock.now().isoformat(), "until": clock.now().isoformat()}
    none = await sem.post(f"{path}/deliveries/_replay", backwards)
    assert [answer.status_code for answer in (one, unknown, none)] == [409, 404, 400]
    assert everything(admin_url, "notify") == before


async def test_to_one_that_is_told_nothing_nothing_is_sent_again(
    sem: Caller, path: str, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    await happen(1)
    await sem.post(f"{path}/_disable", {"reason": "they moved"})
    answers = [
        await sem.post(f"{path}/deliveries/{UUID(int=1)}/_replay", None),
        await sem.post(f"{path}/deliveries/_replay", {"since": "2026-01-01T00:00:00Z"}),
        await sem.post(f"{path}/_ping", None),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert rows(STATES) == [("cancelled", 0, 0)]
    await sem.post(f"{path}/_enable", None)
    assert (await sem.post(f"{path}/deliveries/_replay", {"since": "2026-01-01T00:00:00Z"})).json() == {"replayed": 1}


async def test_a_ping_is_a_message_like_every_other_and_says_nothing(
    sem: Caller, path: str, poster: WebhookPoster, receiver: Receiver
) -> None:
    for _ in range(2):
        assert (await sem.post(f"{path}/_ping", None)).json()["type"] == PING
    assert await poster.deliver() == 2
    assert [one.event.type for one in receiver.got] == [PING, PING]
    assert sorted(one.event.sequence or 0 for one in receiver.got) == [2, 3]
    assert set(receiver.got[0].event.data) == {"subscriptionId", "supplierId"}
    delivered = (await sem.get(f"{path}/deliveries", state="delivered")).json()["items"]
    assert [one["type"] for one in delivered] == [PING, PING]
    assert (await sem.get(f"{path}/deliveries", state="exhausted")).json()["items"] == []
    assert await steps(sem, path) == [("subscribe", "sem"), ("ping", "sem"), ("ping", "sem")]
