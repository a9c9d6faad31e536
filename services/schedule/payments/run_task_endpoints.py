"""What has to be done for runs, over HTTP: by whom and before which day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.auth import Role, requires
from services.events import Month, NextStep, RunKind, RunTaskState
from services.months import month_text, parse_month
from services.schedule.payments import paging, run_task_repository
from services.schedule.payments.run_task import ESCALATES_TO, OWNERS
from services.schedule.payments.run_task_repository import Place
from services.schedule.payments.tables import RunTaskRow
from services.sessions import Reading
from services.wire import Instant, Page, PageRequest, Wire

router = APIRouter(tags=["payment runs"])


class RunTask(Wire):
    """A step that brings a run further: to be done by the role `owner` before a day.

    The run that is to be proposed is not there yet, so it is named by its month, kind and number. When the day has
    passed it is `escalated`, to the role `escalatedTo` as well; it closes when the run has come so far.
    """

    month: Month
    kind: RunKind
    number: int
    step: NextStep
    owner: Role
    due_on: date
    state: RunTaskState
    escalated_to: Role | None
    opened_at: Instant
    escalated_at: Instant | None
    closed_at: Instant | None

    @classmethod
    def of(cls, row: RunTaskRow) -> "RunTask":
        """The task as it is told."""
        return cls(
            **row.model_dump(exclude={"organisation_id", "month"}),
            month=month_text(row.month),
            owner=OWNERS[row.step],
            escalated_to=ESCALATES_TO[row.step] if row.escalated_at else None,
            state=_state(row),
        )


class RunTaskFilter(PageRequest):
    """Which tasks of runs."""

    is_open: Annotated[bool | None, Field(description="Those that are open, or those that are closed; all without")] = (
        None
    )


def _state(row: RunTaskRow) -> RunTaskState:
    if row.closed_at is not None:
        return RunTaskState.CLOSED
    return RunTaskState.ESCALATED if row.escalated_at is not None else RunTaskState.OPEN


@router.get("/run-tasks", dependencies=[requires("runs:read")])
async def list_run_tasks(session: Reading, asked: Annotated[RunTaskFilter, Query()]) -> Page[RunTask]:
    """What has to be done before the payments of a month arrive in time, the first day first: propose its run, approve
    it, see to it that it is filed; and the same for a supplementary run that somebody's payments ask for."""
    after = paging.after(asked, "run-tasks", date.fromisoformat, int, str, int, str)
    found = await run_task_repository.tasks(
        session, Place(*after) if after else None, asked.limit + 1, is_open=asked.is_open
    )
    return Page.cut(
        [RunTask.of(row) for row in found],
        asked.limit,
        lambda one: (
            "run-tasks",
            one.due_on,
            parse_month(one.month),
            str(one.kind),
            one.number,
            str(one.step),
        ),
    )
