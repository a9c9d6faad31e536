"""Alarms over HTTP: listed by the day to act, owned, answered. There is no command that closes one."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import CallerDep, requires
from services.clock import Clock
from services.database import Session
from services.idempotency import Answer, Command, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.alarms import expected_use, repository, service
from services.mandates.alarms.alarm import Alarm as KeptAlarm
from services.mandates.alarms.schemas import (
    Alarm,
    AlarmFilter,
    AlarmSearch,
    AnsweredAlarm,
    CaseloadAlarm,
    ExpectedUse,
    HouseholdAlarmFilter,
    NewExpectedUse,
)
from services.mandates.dependencies import Sight, Writer
from services.mandates.households.repository import household, seen
from services.mandates.transitions import ChangedMeanwhile
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["alarms"])

_READS = [requires("alarms:read")]
_WRITES = [requires("alarms:write")]
_STEP = problems(CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore)
_USES = "/households/{household_id}/expected-uses"


@router.get("/alarms", dependencies=_READS)
async def list_alarms(
    session: Reading, sees: Sight, caller: CallerDep, asked: Annotated[AlarmFilter, Query()]
) -> Page[CaseloadAlarm]:
    """The alarms of all households that the caller works for, the earliest to act on first."""
    after = asked.after(date.fromisoformat, UUID)
    key = (after[0], after[1]) if after else None
    found = await repository.alarms(session, sees, asked.wish(caller), key, asked.limit + 1)
    told = [CaseloadAlarm.of(one) for one in found]
    return Page.cut(told, asked.limit, lambda one: (one.alarm.act_by, one.alarm.id))


@router.get("/households/{household_id}/alarms", dependencies=_READS)
async def list_household_alarms(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[HouseholdAlarmFilter, Query()]
) -> Page[Alarm]:
    """The alarms of a household, the earliest to act on first."""
    after = asked.after(date.fromisoformat, UUID)
    await household(session, household_id, sees)
    key = (after[0], after[1]) if after else None
    found = await repository.alarms_of(session, [household_id], asked.state, asked.limit + 1, key)
    return Page.cut([Alarm.of(one) for one in found[household_id]], asked.limit, lambda one: (one.act_by, one.id))


@router.post("/alarms/_search", dependencies=_READS)
async def search_alarms(body: AlarmSearch, session: Reading, sees: Sight) -> Page[ListOfHousehold[Alarm]]:
    """The alarms of each of these households, the earliest to act on first: the first 50."""
    ids = await seen(session, body.household_ids, sees)
    return lists_told(ids, await repository.alarms_of(session, ids, body.state, MOST_OF_EACH + 1), Alarm.of)


@router.get("/alarms/{alarm_id}", dependencies=_READS)
async def get_alarm(alarm_id: UUID, session: Reading, sees: Sight) -> Alarm:
    """One alarm."""
    return Alarm.of(await repository.alarm(session, alarm_id, sees))


@router.post("/alarms/{alarm_id}/_own", response_model=Alarm, dependencies=_WRITES, responses=_STEP)
async def own_alarm(alarm_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep) -> Response:
    """Make an alarm your own: you see to it from now on."""
    return await _once(session, command, clock, partial(service.own, session, hand, alarm_id))


@router.post("/alarms/{alarm_id}/_answer", response_model=Alarm, dependencies=_WRITES, responses=_STEP)
async def answer_alarm(
    alarm_id: UUID, body: AnsweredAlarm, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say what is being done about it. It stands until what it is about is otherwise."""
    step = partial(service.answer, session, hand, alarm_id, body.answer, body.note)
    return await _once(session, command, clock, step)


@router.get(_USES, dependencies=_READS)
async def list_expected_uses(
    household_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[ExpectedUse]:
    """All that was ever told of what a household will use, oldest first."""
    after = page.after(UUID)
    await household(session, household_id, sees)
    found = await expected_use.expected_uses(session, household_id, after[0] if after else None, page.limit + 1)
    return Page.cut([ExpectedUse.of(one) for one in found], page.limit, lambda one: (one.id,))


@router.post(
    _USES,
    status_code=201,
    response_model=ExpectedUse,
    dependencies=_WRITES,
    responses=problems(KeyInFlight, KeyUsedBefore),
)
async def tell_expected_use(
    household_id: UUID, body: NewExpectedUse, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Tell what a household is expected to use in a month; an advance far below it is an alarm."""

    async def effect() -> Answer:
        kept = await expected_use.tell(session, hand, household_id, body.told())
        return Answer.of(201, ExpectedUse.of(kept), f"/v1/households/{household_id}/expected-uses")

    return await answer_once(session, command, effect, clock.now())


async def _once(session: Session, command: Command, clock: Clock, step: Callable[[], Awaitable[KeptAlarm]]) -> Response:
    async def effect() -> Answer:
        return Answer.of(200, Alarm.of(await step()))

    return await answer_once(session, command, effect, clock.now())
