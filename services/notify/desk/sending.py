"""The job that sends notices to the desk, by the carrier of mail that people's messages go by."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session, organisation_of
from services.failpoints import failpoint
from services.notify.addressees.channel import Channel
from services.notify.desk import alarm_repository as alarms
from services.notify.desk import notice_repository as notices
from services.notify.desk import worker_repository
from services.notify.desk.letter import mail_of
from services.notify.desk.notice import Notice, NoticeEvent, NoticeState
from services.notify.desk.preparing import read
from services.notify.desk.telling import SEND_NOTICES
from services.notify.desk.worker import DeskWorker
from services.notify.desk.worker_repository import WORKER_KEYS
from services.notify.told.carrier import Carried, Carrier, HandedOver, Lost, NotNow, Refused
from services.notify.told.message import pause_after
from services.notify.told.parcel import Parcel
from services.sealing import Keyring
from services.waking import wake_each

_AT_ONCE = 50
_LEASE: Final = timedelta(minutes=10)
"""After so long whoever began to send is taken for dead."""
_WITHOUT_CARRIER = timedelta(hours=1)
"""Where nobody carries mail a notice waits, and is looked at again after so long."""
_WORDING = "desk"
"""The mark of the wording: the words themselves are kept."""


class _Begun(NamedTuple):
    """A notice that is under way."""

    notice: Notice
    parcel: Parcel


class SendingNotices:
    """Sends by `carrier`, if there is one; mail goes out from `email_from`."""

    def __init__(
        self, database: Database, clock: Clock, keyring: Keyring, carrier: Carrier | None, email_from: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._carrier = carrier
        self._email_from = email_from

    async def send(self, organisation_id: str) -> None:
        """Send all that is due; what is put off is due again later."""
        mine = UUID(organisation_id)
        while await self._batch(mine):
            pass

    async def wake(self) -> int:
        """An alarm: have it done where anything is due; says in how many organisations."""
        return await wake_each(self._database, SEND_NOTICES, self._any_due)

    async def _any_due(self, session: Session) -> bool:
        return await notices.any_due(session, self._clock.now())

    async def _batch(self, mine: UUID) -> int:
        """How many were looked at. What is handed over is written down before it is."""
        async with self._database.transaction(mine) as session:
            due = await notices.claim(session, self._clock.now(), _AT_ONCE)
            begun = await self._begin(session, due)
        failpoint("notice.begun")
        for one in begun:
            assert self._carrier is not None, "without a carrier nothing begins"
            carried = await self._carrier.carry(one.parcel)
            failpoint("notice.carried")
            async with self._database.transaction(mine) as session:
                await self._write_down(session, one.notice, carried)
        return len(due)

    async def _begin(self, session: Session, due: Sequence[Notice]) -> list[_Begun]:
        ids = {one.worker_id for one in due}
        people = await worker_repository.newest_of(session, self._keyring, ids)
        keys = await WORKER_KEYS.of(session, self._keyring, ids)
        found = []
        for one in due:
            begun = await self._begin_one(session, one, people[one.worker_id].worker, keys[one.worker_id].opens)
            found += [begun] if begun else []
        return found

    async def _begin_one(
        self, session: Session, one: Notice, worker: DeskWorker | None, opens: Keyring | None
    ) -> _Begun | None:
        if one.state is NoticeState.SENDING and not (self._carrier and self._carrier.repeats_safely):
            await self._end(session, one, NoticeEvent.LOSE, "no_answer")
            return None
        if worker is None or opens is None:
            await self._end(session, one, NoticeEvent.FAIL, "erased")
            return None
        now = self._clock.now()
        if self._carrier is None:
            await notices.wait(session, one.id, now + _WITHOUT_CARRIER)
            return None
        letter = read(opens, organisation_of(session), one)
        content = mail_of(letter, one.id, worker.email, self._email_from, worker.language)
        begun = one.after(NoticeEvent.BEGIN, now + _LEASE)._replace(attempts=one.attempts + 1)
        mark = hashlib.sha256(content).digest()
        if not await notices.write(session, begun, NoticeEvent.BEGIN, now, content_hash=mark):
            return None
        parcel = Parcel(one.id, Channel.EMAIL, worker.email, worker.language, content, letter.text, _WORDING)
        return _Begun(begun, parcel)

    async def _write_down(self, session: Session, begun: Notice, carried: Carried) -> None:
        """What the carrier said; nothing if somebody else has taken the notice meanwhile."""
        now = self._clock.now()
        match carried:
            case HandedOver():
                await notices.write(session, begun.after(NoticeEvent.HAND_OVER), NoticeEvent.HAND_OVER, now)
            case Lost():
                await self._end(session, begun, NoticeEvent.LOSE, "no_answer")
            case Refused():
                await self._end(session, begun, NoticeEvent.FAIL, "refused")
            case NotNow() if (pause := pause_after(begun.attempts)) is not None:
                put_off = begun.after(NoticeEvent.PUT_OFF, now + pause)
                await notices.write(session, put_off, NoticeEvent.PUT_OFF, now, detail="unreachable")
            case NotNow():
                await self._end(session, begun, NoticeEvent.FAIL, "unreachable")

    async def _end(self, session: Session, one: Notice, event: NoticeEvent, detail: str) -> None:
        """It did not arrive as far as anybody knows, so who is next hears of its alarms at once."""
        now = self._clock.now()
        if await notices.write(session, one.after(event), event, now, detail=detail) and one.level is not None:
            about = await notices.alarms_of(session, one.id)
            await alarms.goes_on(session, about, one.level, now)
