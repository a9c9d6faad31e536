"""The job that tells supporters what there is to do with those whom they help, by the next ring of the alarm clock.

What came together is told together. Who helps nobody of whom there is news hears nothing, and who is named later
nothing of before.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from services.clock import Clock, civil_date
from services.database import Database, ReadSession, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer_once
from services.notify.desk import support_repository as repository
from services.notify.desk import worker_repository
from services.notify.desk.asking import Waits
from services.notify.desk.letter import clients_letter
from services.notify.desk.matter import Matter, of_client
from services.notify.desk.preparing import Prepared, prepare
from services.notify.desk.support import News
from services.notify.desk.telling import SEND_NOTICES
from services.notify.desk.worker import DeskRole, DeskWorker
from services.notify_events import DeskNoticeKind
from services.sealing import Keyring
from services.waking import wake_each

TELL_SUPPORTERS: Final = "tell_supporters"
"""The job that tells the supporters of one organisation."""

_AT_ONCE = 500


class TellingSupporters:
    """Tells them; `waits` is the way to whoever knows the case numbers."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring, waits: Waits) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._waits = waits

    async def tell(self, organisation_id: str) -> None:
        """Tell all that was heard; `Unavailable` leaves it to the next ring."""
        mine = UUID(organisation_id)
        while await self._together(mine):
            pass

    async def wake(self) -> int:
        """An alarm: have it done where anything was heard; says in how many organisations."""
        return await wake_each(self._database, TELL_SUPPORTERS, repository.any_due)

    async def _together(self, mine: UUID) -> int:
        """How much was looked at. Nothing is held while somebody is asked."""
        async with self._database.reading(mine) as session:
            due = await repository.due(session, _AT_ONCE)
            supporters = await self._supporters(session) if due else {}
        helped = {
            one.household_id
            for one in due.values()
            if any(worker.looks_after(one.household_id) for worker in supporters.values())
        }
        references = await self._waits.references(mine, helped) if helped else {}
        if due:
            async with self._database.transaction(mine) as session:
                await self._tell(session, await repository.hold(session, due), references)
                await repository.told(session, due, self._clock.now())
            failpoint("supporters.told")
        return len(due)

    async def _supporters(self, session: ReadSession) -> Mapping[UUID, DeskWorker]:
        today = civil_date(self._clock.now())
        everybody = await worker_repository.everybody(session, self._keyring, today)
        return {one: worker for one, worker in everybody.items() if worker.role is DeskRole.SUPPORTER}

    async def _tell(self, session: Session, held: Mapping[UUID, News], references: Mapping[UUID, str]) -> None:
        now, any_told = self._clock.now(), False
        today = civil_date(now)
        for worker_id, worker in (await self._supporters(session)).items():
            his = {news_id: one for news_id, one in held.items() if worker.looks_after(one.household_id)}
            if not his:
                continue
            matters = [_matter(one, references) for one in his.values()]
            letter = clients_letter(matters, worker.language, today)
            said = Prepared(letter, len(matters), DeskNoticeKind.CLIENTS)
            notice_id = await prepare(session, self._keyring, worker_id, worker, said, today, now)
            if notice_id is not None:
                await repository.told_by(session, notice_id, his)
                any_told = True
        if any_told:
            await defer_once(session, SEND_NOTICES, organisation_id=str(organisation_of(session)))


def _matter(news: News, references: Mapping[UUID, str]) -> Matter:
    return of_client(news.about, news.household_id, references.get(news.household_id), news.day)
