"""Notices to the desk on their way out: by mail alone, and who is next hears at once of one that did not arrive."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from services.clock import civil_date
from services.database import Session, organisation_of
from services.notify.addressees.channel import Channel
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.desk import alarm_repository as alarms
from services.notify.desk.letter import Letter
from services.notify.desk.notice import Notice, NoticeState
from services.notify.desk.notice_repository import RECORD, alarms_of
from services.notify.desk.preparing import read
from services.notify.desk.telling import SEND_NOTICES
from services.notify.desk.worker import DeskRole, DeskWorker
from services.notify.desk.worker_repository import DESK_WORKERS
from services.notify.dispatch.outgoing import Begin, End, MessageEvent, Plan, Wait
from services.notify.dispatch.parcel import Parcel, mail_of
from services.sealing import Keyring

_WITHOUT_CARRIER = timedelta(hours=1)
"""Where nobody carries mail a notice waits, and is looked at again after so long."""
_WORDING = "desk"
"""The mark of the wording: the words themselves are kept."""


class OutgoingNotices:
    """Notices to the desk; mail goes out from `email_from`."""

    job = SEND_NOTICES
    record = RECORD

    def __init__(self, keyring: Keyring, email_from: str) -> None:
        self._keyring = keyring
        self._email_from = email_from

    async def plans(
        self, session: Session, due: Sequence[Notice], carried: Collection[Channel], now: datetime
    ) -> list[Plan]:
        """What is to become of each of these now."""
        mine, ids = organisation_of(session), {one.worker_id for one in due}
        people = await DESK_WORKERS.newest_of(session, self._keyring, ids)
        keys = await DESK_WORKERS.keys.of(session, self._keyring, ids)
        plans: list[Plan] = []
        for one in due:
            worker, opens = people[one.worker_id].document, keys[one.worker_id].opens
            if worker is None or opens is None:
                plans.append(End(MessageEvent.FAIL, "erased"))
            elif Channel.EMAIL not in carried:
                plans.append(Wait(now + _WITHOUT_CARRIER))
            else:
                letter = read(opens, mine, one)
                ended = await self._is_ended(session, letter, worker, civil_date(now))
                plans.append(End(MessageEvent.FAIL, "ended") if ended else self._begin(one, worker, letter))
        return plans

    async def heard(self, session: Session, written: Notice, now: datetime) -> None:
        """It did not arrive as far as anybody knows, so who is next hears of its alarms."""
        if written.state in (NoticeState.UNKNOWN, NoticeState.FAILED) and written.level is not None:
            await alarms.goes_on(session, await alarms_of(session, written.id), written.level, now)

    async def _is_ended(self, session: Session, letter: Letter, worker: DeskWorker, today: date) -> bool:
        """Nothing goes to somebody after his last day, about those whom he looks after no more, or to a supporter about
        a household that was erased."""
        if not worker.may_hear(letter.about, today):
            return True
        if worker.role is not DeskRole.SUPPORTER:
            return False
        keys = await HOUSEHOLD_KEYS.of(session, self._keyring, letter.about)
        return any(one.opens is None for one in keys.values())

    def _begin(self, one: Notice, worker: DeskWorker, letter: Letter) -> Begin:
        to, language = worker.email, worker.language
        mail = mail_of(one.id, to, self._email_from, language, letter.subject, letter.text)
        return Begin(Parcel(one.id, Channel.EMAIL, to, language, mail.as_bytes(), letter.text, _WORDING))
