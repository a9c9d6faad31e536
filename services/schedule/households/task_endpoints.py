"""Tasks over HTTP: across the caseload by deadline, of one household, and closing one by hand."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.dependencies import Sight, Writer
from services.schedule.households import queries, task_queries
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.task_schemas import NewClosure, Task, TaskFilter, TaskSearch
from services.schedule.households.task_service import FactClosesThis, TaskIsClosed, close_task
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["tasks"])

_READS = [requires("tasks:read")]


@router.get("/tasks", dependencies=_READS)
async def list_tasks(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[TaskFilter, Query()]
) -> Page[Task]:
    """The tasks of all households that the caller works for, by deadline."""
    after = asked.after(date.fromisoformat, UUID)
    today = clock.today()
    found = await task_queries.tasks(
        session, sees, asked.wish(), today, (after[0], after[1]) if after else None, asked.limit + 1
    )
    return Page.cut([Task.of(line, today) for line in found], asked.limit, lambda one: (one.due_on, one.id))


@router.post("/tasks/_search", dependencies=_READS)
async def search_tasks(body: TaskSearch, session: Reading, sees: Sight, clock: ClockDep) -> Page[ListOfHousehold[Task]]:
    """The tasks of each of these households, by deadline: the first 50."""
    ids, today = await queries.seen(session, sees, body.household_ids), clock.today()
    found = await task_queries.tasks_of(session, ids, body.wish(), today, MOST_OF_EACH + 1)
    return lists_told(ids, found, lambda line: Task.of(line, today))


@router.get("/households/{household_id}/tasks/{task_id}", dependencies=_READS)
async def get_task(household_id: UUID, task_id: UUID, session: Reading, sees: Sight, clock: ClockDep) -> Task:
    """One task of a household."""
    return Task.of(await task_queries.task(session, sees, household_id, task_id), clock.today())


@router.post(
    "/households/{household_id}/tasks/{task_id}/closures",
    status_code=201,
    response_model=Task,
    dependencies=[requires("tasks:write")],
    responses=problems(TaskIsClosed, FactClosesThis, HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def close_task_by_hand(
    household_id: UUID,
    task_id: UUID,
    body: NewClosure,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Close a task that no fact closes, with a reason: a review that was held, a toeslag to which there is no right."""

    async def effect() -> Answer:
        closed = await close_task(session, hand, household_id, task_id, body.reason)
        return Answer.of(201, Task.of(closed, hand.today), f"/v1/households/{household_id}/tasks/{task_id}")

    return await answer_once(session, command, effect, clock.now())
