"""What stands in the database at the end, by SQL and by its own front doors."""

import asyncio
import hashlib
import re
from collections.abc import Mapping

import psycopg

from house.caseload.towns import towns
from house.chaos.asking import Asker
from house.chaos.book import Rows
from house.chaos.callers import APPROVAL, FACT, HOUSEHOLD, KEPT, PROCEEDING, RUN, STATEMENT
from house.doctor import kept_files
from house.doctor.examination import Finding, examine
from house.services import SERVICES
from services.clock import SystemClock, stopwatch
from services.sealing import Keyring

_END_TO_END = re.compile(rb"<EndToEndId>([^<]+)</EndToEndId>")
_IDLE_PATIENCE = 300.0
"""Seconds for what is left: a job whose worker was killed is taken over after half a minute, and tried again later."""

_OF_HOUSEHOLD = "from schedule.{} as it join schedule.household as whose on whose.id = it.household_id"
_ROWS: Mapping[str, str] = {
    HOUSEHOLD: "select reference, count(*) from schedule.household group by 1",
    FACT: f"select reference, count(*) {_OF_HOUSEHOLD.format('fact')}"
    " where reference like 'chaos-%%' and it.kind = 'azc_departure' group by 1",
    PROCEEDING: f"select reference, count(*) {_OF_HOUSEHOLD.format('proceeding')} group by 1",
    RUN: "select kind || ' ' || number, count(*) from schedule.payment_run group by 1",
    APPROVAL: "select run.kind || ' ' || run.number, count(*) from schedule.payment_run as run"
    " join schedule.payment_run_history as step on step.run_id = run.id and step.state = 'approved' group by 1",
    STATEMENT: "select statement_id, count(*) from schedule.statement where account = %(account)s group by 1",
    KEPT: "select key, count(*) from ("
    + " union all ".join(f"select key from {service}.idempotency_key" for service in SERVICES)
    + ") as kept where key like 'chaos %%' group by 1",
}
_PAYMENTS = (
    "select end_to_end_id, count(*) from schedule.payment as it join schedule.payment_run as run on run.id = it.run_id"
    " where it.live and it.route = 'we_push' and run.state = 'filed' group by 1"
)
_FILED = "select id::text from schedule.payment_run where state = 'filed' order by number"
_LEFT = " union all ".join(
    f"select '{service} ' || task_name, count(*) from {service}.procrastinate_jobs"
    " where status = 'doing' or status = 'todo' and (scheduled_at is null or scheduled_at < %(now)s) group by 1"
    f" union all select '{service} ' || door, count(*) from {service}.outbox_delivery"
    " where delivered_at is null group by 1"
    for service in SERVICES
)
"""Jobs that are due or under way, and announcements that did not arrive."""


def rows_of(admin_url: str) -> Mapping[str, Rows]:
    """How many rows each kind has, by their marks."""
    given = {"account": towns()[0].iban}
    with psycopg.connect(admin_url) as connection:
        return {kind: dict(connection.execute(query.encode(), given).fetchall()) for kind, query in _ROWS.items()}


def payments_of(admin_url: str) -> Rows:
    """How often each payment that we push stands in a run that was filed, by its EndToEndId."""
    with psycopg.connect(admin_url) as connection:
        return dict(connection.execute(_PAYMENTS).fetchall())


async def ids_for_the_bank(admin_url: str, system: Asker) -> list[str]:
    """The EndToEndId of each payment in each file that can be downloaded; `ValueError` where its bytes are others
    than its record says.
    """
    with psycopg.connect(admin_url) as connection:
        runs = [run for (run,) in connection.execute(_FILED).fetchall()]
    found: list[str] = []
    for run in runs:
        for file in await system.read("schedule", f"/payment-runs/{run}/files"):
            content = (await system.fetch("schedule", f"/payment-runs/{run}/files/{file['number']}")).content
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                raise ValueError(f"{file['name']} has other bytes than its record says")
            found += [one.decode() for one in _END_TO_END.findall(content)]
    return found


async def idle(admin_url: str) -> Mapping[str, int]:
    """Wait until nothing is left to do, and say what is when that takes too long."""
    elapsed, quiet = stopwatch(), 0
    while True:
        left = await asyncio.to_thread(_left, admin_url)
        quiet = 0 if left else quiet + 1
        if quiet == 2 or elapsed() > _IDLE_PATIENCE:
            return left
        await asyncio.sleep(2)


async def examined(admin_url: str, keyring: Keyring) -> list[Finding]:
    """What `doctor` finds: every promise of every service, and every kept file opened."""
    findings = await asyncio.to_thread(examine, admin_url)
    return [*findings, await kept_files.opened(admin_url, keyring)]


def _left(admin_url: str) -> Mapping[str, int]:
    with psycopg.connect(admin_url) as connection:
        return dict(connection.execute(_LEFT.encode(), {"now": SystemClock().now()}).fetchall())
