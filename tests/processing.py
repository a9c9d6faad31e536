"""The processing log in tests: lines that somebody wrote, and what stands in it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from services.processing import Line
from services.processing_chain import Linking
from services.processing_log import write
from tests.superuser import as_superuser

HOUSEHOLD = UUID("019ca6b1-0000-7000-8000-00000000aaaa")


def a_line(at: datetime, *households: UUID, subject: str = "anna") -> Line:
    return Line(
        activity="urn:ontzorg:processing-activity:case-file",
        operation="GET /households/{household_id}",
        resources={},
        households=households or (HOUSEHOLD,),
        subject=subject,
        roles=("case_manager",),
        on_behalf_of=None,
        started_at=at,
        ended_at=at + timedelta(milliseconds=5),
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        operation_id="00f067aa0ba902b7",
        parent_operation_id=None,
        status=200,
    )


async def a_batch(database: Database, organisation: UUID, clock: MovableClock, lines: int = 1) -> None:
    """So many lines, linked."""
    async with database.transaction(organisation) as session:
        for _ in range(lines):
            await write(session, a_line(clock.now()))
    await Linking(database, clock).link(str(organisation))


def logged(admin_url: str, service: str = "schedule") -> list[dict[str, Any]]:
    """Every line of a service's log, in its order."""
    with as_superuser(admin_url, service) as connection:
        rows = connection.execute("select to_jsonb(line) from processing line order by position").fetchall()
        return [row for (row,) in rows]
