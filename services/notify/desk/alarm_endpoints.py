"""Alarms of the desk over HTTP: which stand, what became of each, that somebody saw it; and who was told."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.notify.dependencies import FOR_ALL, Writer
from services.notify.desk import alarm_repository as repository
from services.notify.desk import notice_repository as notices
from services.notify.desk.alarm import NotAtTheDesk
from services.notify.desk.alarm_schemas import (
    DeskAlarm,
    DeskAlarmFilter,
    DeskAlarmStep,
    DeskNotice,
    DeskNoticeFilter,
)
from services.notify.desk.answering import acknowledge
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["desk"], dependencies=[FOR_ALL])

_READS = [requires("desk:read")]


@router.get("/desk-alarms", dependencies=_READS)
async def list_desk_alarms(session: Reading, asked: Annotated[DeskAlarmFilter, Query()]) -> Page[DeskAlarm]:
    """What was loud, in the order in which it was raised."""
    after = asked.after(UUID)
    found = await repository.alarms(session, asked.wanted(), after[0] if after else None, asked.limit + 1)
    return Page.cut([DeskAlarm.of(one) for one in found], asked.limit, lambda one: (one.id,))


@router.get("/desk-alarms/{alarm_id}", dependencies=_READS)
async def get_desk_alarm(alarm_id: UUID, session: Reading) -> DeskAlarm:
    """An alarm as it is now."""
    return DeskAlarm.of(await repository.alarm(session, alarm_id))


@router.get("/desk-alarms/{alarm_id}/steps", dependencies=_READS)
async def list_desk_alarm_steps(
    alarm_id: UUID, session: Reading, page: Annotated[PageRequest, Query()]
) -> Page[DeskAlarmStep]:
    """All that became of an alarm, oldest first."""
    after = page.after(int)
    await repository.alarm(session, alarm_id)
    found = await repository.steps(session, alarm_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([DeskAlarmStep.of(one) for one in found], page.limit, lambda one: (one.number,))


@router.post(
    "/desk-alarms/{alarm_id}/_acknowledge",
    response_model=DeskAlarm,
    dependencies=[requires("desk:answer")],
    responses=problems(NotAtTheDesk, CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def acknowledge_desk_alarm(
    alarm_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say that you see to it; nobody else is told of it any more."""

    async def effect() -> Answer:
        return Answer.of(200, DeskAlarm.of(await acknowledge(session, hand, alarm_id)))

    return await answer_once(session, command, effect, clock.now())


@router.get("/desk-notices", dependencies=_READS)
async def list_desk_notices(session: Reading, asked: Annotated[DeskNoticeFilter, Query()]) -> Page[DeskNotice]:
    """Who was told, and what became of it, in the order in which it was prepared."""
    after = asked.after(UUID)
    found = await notices.notices(session, asked.wanted(), after[0] if after else None, asked.limit + 1)
    return Page.cut([DeskNotice.of(one) for one in found], asked.limit, lambda one: (one.id,))
