"""The job that tells of what is loud: to whose it is, and to who is next where nobody answered.

Nothing is told at the moment at which it is heard, but by the next ring of the alarm clock, within a minute: so what
came together is told together, and three hundred alarms of one statement are one letter. Before anybody is told the
owners are asked what still stands; what does not is over.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from services.clock import AMSTERDAM, Clock, civil_date, in_utc
from services.database import Database, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer_once
from services.notify.desk import alarm_repository as alarms
from services.notify.desk import desk_repository, worker_repository
from services.notify.desk.alarm import DeskAlarm, telling_of
from services.notify.desk.asking import Waits
from services.notify.desk.letter import alarm_letter
from services.notify.desk.levels import Desk
from services.notify.desk.matter import Matter, loud_of
from services.notify.desk.preparing import Prepared, prepare
from services.notify.desk.worker import DeskWorker
from services.notify.hand import BY
from services.notify_events import DeskAlarmEvent, DeskNoticeKind
from services.sealing import Keyring
from services.waking import wake_each

TELL_DESK: Final = "tell_desk"
"""The job that tells the desk of one organisation what is loud."""
SEND_NOTICES: Final = "send_desk_notices"
"""The job that sends what is due of its notices."""

_AT_ONCE = 2000
"""Alarms that are told together: one question to each owner, one letter to each worker."""
_MORNING = time(8)
_DAY = timedelta(days=1)

_ToldTo = dict[tuple[UUID, int], dict[UUID, Sequence[Matter]]]


class TellingTheDesk:
    """Tells; `waits` is the way to the owners of what waits."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring, waits: Waits) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._waits = waits

    async def tell(self, organisation_id: str) -> None:
        """Tell of all that is due; `Unavailable` leaves it due."""
        mine = UUID(organisation_id)
        while await self._together(mine):
            pass

    async def wake(self) -> int:
        """An alarm: have it done where anything is due; says in how many organisations."""
        return await wake_each(self._database, TELL_DESK, self._any_due)

    async def _any_due(self, session: Session) -> bool:
        return await alarms.any_due(session, self._clock.now())

    async def _together(self, mine: UUID) -> int:
        """How many were looked at. Nothing is held while the owners are asked; of what was heard again meanwhile they
        are asked again."""
        now = self._clock.now()
        async with self._database.reading(mine) as session:
            due = await alarms.due(session, now, _AT_ONCE)
        if not due:
            return 0
        stands = loud_of(await self._waits.loud(mine, {one.kind for one in due}))
        failpoint("desk.asked")
        async with self._database.transaction(mine) as session:
            asked = {one.id: one.heard for one in due}
            held = [one for one in await alarms.hold_due(session, asked, now) if one.heard == asked[one.id]]
            await self._tell(session, held, stands, now)
        failpoint("desk.told")
        return len(due)

    async def _tell(
        self, session: Session, held: Sequence[DeskAlarm], stands: Mapping[alarms.Loud, Sequence[Matter]], now: datetime
    ) -> None:
        desk = (await desk_repository.newest(session)).desk
        workers = await worker_repository.everybody(session, self._keyring, civil_date(now))
        told: _ToldTo = defaultdict(dict)
        for one in held:
            if matters := stands.get(one.key):
                await self._tell_one(session, one, matters, desk, workers, told, now)
            else:
                await alarms.write(session, one.after(DeskAlarmEvent.END), DeskAlarmEvent.END, now, BY)
        for (worker_id, level), several in told.items():
            worker, today = workers[worker_id], civil_date(now)
            letter = alarm_letter(several, level, worker.language, today)
            count = sum(map(len, several.values()))
            said = Prepared(letter, count, DeskNoticeKind.ALARMS, level, list(several))
            await prepare(session, self._keyring, worker_id, worker, said, today, now)
        if told:
            await defer_once(session, SEND_NOTICES, organisation_id=str(organisation_of(session)))

    async def _tell_one(
        self,
        session: Session,
        one: DeskAlarm,
        matters: Sequence[Matter],
        desk: Desk,
        workers: Mapping[UUID, DeskWorker],
        told: _ToldTo,
        now: datetime,
    ) -> None:
        telling = telling_of(one, desk.levels, workers, now)
        if telling is None:
            await alarms.later(session, [one.id], _tomorrow(now))
            return
        after = one.after(DeskAlarmEvent.TELL, telling.goes_up, telling.level)
        await alarms.write(session, after, DeskAlarmEvent.TELL, now, BY)
        for worker_id in telling.workers:
            told[worker_id, telling.level][one.id] = matters


def _tomorrow(now: datetime) -> datetime:
    """By then somebody may work there."""
    day = civil_date(now) + _DAY
    return in_utc(datetime.combine(day, _MORNING, AMSTERDAM))
