"""The job that tells the desk what waits, once a morning, and finds out which alarms are over."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from services.clock import Clock
from services.database import Database, ReadSession, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer_once
from services.notify.desk import alarm_repository as alarms
from services.notify.desk import desk_repository, worker_repository
from services.notify.desk import notice_repository as notices
from services.notify.desk.alarm import DeskAlarm
from services.notify.desk.asking import Waits
from services.notify.desk.letter import morning_letter
from services.notify.desk.matter import Matter, loud_of
from services.notify.desk.morning import AHEAD, his, is_told_on, morning_of
from services.notify.desk.preparing import Prepared, prepare
from services.notify.desk.telling import SEND_NOTICES
from services.notify.hand import BY
from services.notify_events import DeskAlarmEvent, DeskNoticeKind
from services.sealing import Keyring
from services.waking import wake_each

TELL_MORNING: Final = "tell_desk_morning"
"""The job that tells the desk of one organisation what waits."""


class TellingMornings:
    """Tells it; `waits` is the way to the owners of what waits."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring, waits: Waits) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._waits = waits

    async def tell(self, organisation_id: str) -> None:
        """Tell it if it is to be told and was not; `Unavailable` leaves it to the next ring."""
        mine = UUID(organisation_id)
        async with self._database.reading(mine) as session:
            day = await self._day_to_tell(session)
            standing = await alarms.all_standing(session)
        if day is None:
            return
        matters = await self._waits.everything(mine, day + AHEAD)
        failpoint("desk.morning_asked")
        async with self._database.transaction(mine) as session:
            if await notices.begin_morning(session, day, len(matters), self._clock.now()):
                await self._end_what_is_over(session, standing, matters)
                await self._prepare(session, matters, day)
        failpoint("desk.morning_told")

    async def wake(self) -> int:
        """An alarm: have it done where it is to be told; says in how many organisations."""
        return await wake_each(self._database, TELL_MORNING, self._any_to_tell)

    async def _any_to_tell(self, session: Session) -> bool:
        return await self._day_to_tell(session) is not None

    async def _day_to_tell(self, session: ReadSession) -> date | None:
        """Where nobody works at the desk there is nobody to tell."""
        day = morning_of((await desk_repository.newest(session)).desk, self._clock.now())
        if day is None or await notices.has_begun(session, day):
            return None
        if not is_told_on(day, is_loud=await alarms.any_standing(session)):
            return None
        return day if await worker_repository.anybody(session) else None

    async def _prepare(self, session: Session, matters: Collection[Matter], day: date) -> None:
        now, any_told = self._clock.now(), False
        for worker_id, worker in (await worker_repository.everybody(session, self._keyring, day)).items():
            if mine := his(matters, worker):
                said = Prepared(morning_letter(mine, worker.language, day), len(mine), DeskNoticeKind.MORNING)
                await prepare(session, self._keyring, worker_id, worker, said, day, now)
                any_told = True
        if any_told:
            await defer_once(session, SEND_NOTICES, organisation_id=str(organisation_of(session)))

    async def _end_what_is_over(
        self, session: Session, standing: Mapping[UUID, DeskAlarm], matters: Collection[Matter]
    ) -> None:
        """Also what somebody answered, for nobody is told of that any more. What was heard of since stays."""
        stands = loud_of(matters)
        gone = [alarm_id for alarm_id, one in standing.items() if one.key not in stands]
        for one in await alarms.hold_standing(session, gone):
            if one.heard == standing[one.id].heard:
                over = one.after(DeskAlarmEvent.END)
                await alarms.write(session, over, DeskAlarmEvent.END, self._clock.now(), BY)
