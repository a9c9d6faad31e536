"""Telling that the benefit system has not answered while it is still time to pay in another way."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from services import banking_days
from services.clock import Clock, civil_date
from services.database import Database, Session, organisation_of
from services.events import InstructionsUnanswered
from services.outbox import announce, every_organisation

_RAISE = text(
    """
    insert into instruction_alarm (organisation_id, run_id, number, due_on, lines, raised_at)
    select organisation_id, run_id, number, due_on, count(*), :now
    from instruction_file as file join instruction_line as line using (organisation_id, run_id, number)
    where file.written_at >= :since and due_on <= :until and not exists (
        select from instruction_answer as answer where answer.run_id = line.run_id and answer.number = line.number
        and answer.end_to_end_id = line.end_to_end_id
    ) and not exists (
        select from instruction_alarm as alarm where alarm.run_id = line.run_id and alarm.number = line.number
        and alarm.due_on = line.due_on
    ) group by organisation_id, run_id, number, due_on order by run_id, number, due_on
    on conflict do nothing returning run_id, number, due_on, lines
    """
)
_LOOKS_BACK = timedelta(days=100)
"""Files of longer ago had their alarms, and what is open of them stands on the list."""
_DAY = timedelta(days=1)


def is_late(due_on: date, today: date) -> bool:
    """Whether this is the last bank day before the due day, on which a file to the bank still arrives, or later."""
    return today >= _last_day_to_act(due_on)


def _last_day_to_act(due_on: date) -> date:
    return banking_days.before(due_on - _DAY)


async def raise_alarms(session: Session, now: datetime) -> int:
    """Tell of every file and due day, once whoever looks, how many lines are late; and say how many such there were."""
    today = civil_date(now)
    until = today
    while is_late(until + _DAY, today):
        until += _DAY
    asked = {"since": now - _LOOKS_BACK, "until": until, "now": now}
    late = (await session.execute(_RAISE, asked)).all()
    mine = organisation_of(session)
    await announce(session, *(InstructionsUnanswered(organisation_id=mine, **row._mapping) for row in late), now=now)
    return len(late)


class InstructionAlarm:
    """What a worker rings: it looks once a day, for a day more or less is what its alarms are about."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looked_on: date | None = None

    async def wake(self) -> int:
        """An alarm of a worker: look, and say that no job was missing."""
        await self.look()
        return 0

    async def look(self) -> int:
        """Raise the alarms of all organisations, unless that was done today; how many they were."""
        today = self._clock.today()
        if self._looked_on == today:
            return 0
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        raised = sum([await self._of(organisation_id) for organisation_id in organisations])
        self._looked_on = today
        return raised

    async def _of(self, organisation_id: UUID) -> int:
        async with self._database.transaction(organisation_id) as session:
            return await raise_alarms(session, self._clock.now())
