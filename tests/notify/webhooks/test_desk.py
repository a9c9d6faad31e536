"""What the desk is told goes to a worker's own webhook too; one that only fails is one alarm."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from jsonschema_rs import Draft202012Validator

from services.clock import MovableClock, SystemClock
from services.database import Database
from services.events import json_schema
from services.notify.desk.matter import of_house
from services.notify.webhooks.calling import EndpointCalls
from services.notify.webhooks.poster import WebhookPoster
from services.notify_events import DeskNoticeMade, LoudKind
from tests.notify.callers import subscribed
from tests.notify.desk.matters import TODAY, nobody_pays
from tests.notify.desk.telling import ADesk, into, raised
from tests.notify.desk.workers import added
from tests.notify.webhooks.conftest import SOURCE, Rows
from tests.notify.webhooks.numbers import KNOWN
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

ANY_TIME = {"worksFrom": None, "worksUntil": None}
NOBODY_PAYS = nobody_pays(1)


async def test_an_alarm_is_owed_to_a_workers_own_webhook_and_arrives_there_signed_and_thin(
    sem: Caller,
    boss: Caller,
    notify: Database,
    calls: EndpointCalls,
    receiver: Receiver,
    rows: Rows,
    clock: MovableClock,
    organisation: UUID,
    tmp_path: Path,
) -> None:
    """The reference library compares with the machine's own clock, so that is what signs here."""
    own = await subscribed(sem, supplierId=str(organisation), url=receiver.url)
    worker = await added(boss, subject="sem", role="supplier_desk", subscriptionId=own["id"], **ANY_TIME)
    await added(boss, subject="ria", role="supplier_desk", **ANY_TIME)
    desk = ADesk(notify, clock, [NOBODY_PAYS], into(tmp_path))
    poster = WebhookPoster(notify, calls, KNOWN, KEYRING, clock, SystemClock(), SOURCE)
    await raised(notify, organisation, clock.now(), [NOBODY_PAYS])
    for _ in range(2):
        await desk.tells(organisation)
        await poster.deliver()
    (event,) = receiver.verified(own["secret"])
    ((notice,),) = rows(f"select id from desk_notice where worker_id = '{worker['id']}'")
    assert (event.type, event.id, event.subject, event.sequence) == (DeskNoticeMade.type, notice, worker["id"], 1)
    assert event.data == {
        "organisationId": str(organisation),
        "noticeId": str(notice),
        "workerId": worker["id"],
        "kind": "alarms",
        "level": 1,
        "matters": 1,
        "day": "2026-01-05",
    }
    assert Draft202012Validator(json_schema(DeskNoticeMade), validate_formats=True).is_valid(event.data)
    assert rows("select state, attempts from delivery") == [("delivered", 1)]


async def test_a_workers_webhook_that_only_fails_is_one_alarm_and_never_one_about_that_alarm(
    sem: Caller,
    boss: Caller,
    notify: Database,
    poster: WebhookPoster,
    receiver: Receiver,
    rows: Rows,
    clock: MovableClock,
    organisation: UUID,
    tmp_path: Path,
) -> None:
    """Whoever hears of a webhook that fails is told by that webhook, too; and what he is told there fails as well."""
    own = await subscribed(sem, supplierId=str(organisation), url=receiver.url)
    await added(boss, subject="sem", role="supplier_desk", subscriptionId=own["id"], **ANY_TIME)
    fails = of_house(LoudKind.WEBHOOK_FAILS, TODAY, f"/notify/v1/subscriptions/{own['id']}")
    desk = ADesk(notify, clock, [NOBODY_PAYS, fails], into(tmp_path))
    receiver.answers(500)
    await raised(notify, organisation, clock.now(), [NOBODY_PAYS])
    for _ in range(8 * 4):
        await desk.tells(organisation)
        await poster.deliver()
        clock.move_to(clock.now() + timedelta(hours=6))
    assert rows("select kind, count(*) from desk_alarm group by 1 order by 1") == [
        ("no_payer", 1),
        ("webhook_fails", 1),
    ]
    assert rows("select state, count(*) from desk_notice group by 1") == [("sent", 2)]
    assert rows("select count(*), count(*) filter (where due_at is not null) from delivery") == [(2, 0)]
    assert max(receiver.ids().values()) == 10
    steps = (await sem.get(f"/subscriptions/{own['id']}/steps")).json()["items"]
    assert [one["happened"] for one in steps] == ["subscribe", "warn", "disable"]
