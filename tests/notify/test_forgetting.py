"""A secret that signs no more is forgotten by whoever works, and no other is."""

from datetime import timedelta
from uuid import UUID

from house.composition.crew import notify_worker
from services.clock import MovableClock
from services.database import Database
from services.notify.forgetting import Forgetting
from tests.mandates.rows import everything
from tests.notify.callers import subscribed
from tests.notify.subscriptions.test_endpoints import kept_secrets
from tests.schedule.callers import Caller


async def test_a_secret_is_forgotten_once_its_overlap_is_over(
    notify: Database, sem: Caller, admin_url: str, organisation: UUID, clock: MovableClock
) -> None:
    made = await subscribed(sem)
    rotated = (await sem.post(f"/subscriptions/{made['id']}/_rotate", {"overlapHours": 2})).json()
    assert kept_secrets(admin_url, organisation, made["id"]) == [made["secret"], rotated["secret"]]
    clock.move_to(clock.now() + timedelta(hours=2))
    async with notify_worker(notify, clock) as worker:
        assert await Forgetting(notify, clock).wake() == 1
        assert await worker.drain() == 1
    assert kept_secrets(admin_url, organisation, made["id"]) == [None, rotated["secret"]]


async def test_nobody_is_woken_where_there_is_nothing_to_forget(
    notify: Database, sem: Caller, organisation: UUID, another_organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    forgetting = Forgetting(notify, clock)
    made = await subscribed(sem)
    assert await forgetting.wake() == 0
    await sem.post(f"/subscriptions/{made['id']}/_remove", {"reason": "sold on"})
    assert await forgetting.wake() == 1
    for _ in range(2):
        await forgetting.forget(str(organisation))
    assert kept_secrets(admin_url, organisation, made["id"]) == [None]
    before = everything(admin_url, "notify")
    assert await forgetting.wake() == 0
    assert everything(admin_url, "notify") == before
