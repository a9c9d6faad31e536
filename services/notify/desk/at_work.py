"""The desk at work: the jobs that tell and send, and the alarms that look whether there is anything to do."""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database
from services.jobs import Alarm, Handler
from services.mandates.client import MandatesClient
from services.notify.addressees.channel import Channel
from services.notify.desk.asking import WhatWaits
from services.notify.desk.mornings import TELL_MORNING, TellingMornings
from services.notify.desk.outgoing import OutgoingNotices
from services.notify.desk.telling import SEND_NOTICES, TELL_DESK, TellingTheDesk
from services.notify.desk.telling_supporters import TELL_SUPPORTERS, TellingSupporters
from services.notify.dispatch.carrier import Carrier
from services.notify.dispatch.dispatcher import Dispatcher
from services.schedule.client import ScheduleClient
from services.sealing import Keyring


class DeskAtWork(NamedTuple):
    """What the worker of this service does to tell the desk."""

    jobs: Mapping[str, Handler]
    alarms: tuple[Alarm, ...]

    @classmethod
    def of(
        cls,
        database: Database,
        clock: Clock,
        keyring: Keyring,
        schedule: Callable[[UUID], ScheduleClient],
        mandates: Callable[[UUID], MandatesClient],
        carrier: Carrier | None,
        email_from: str,
    ) -> "DeskAtWork":
        """Asking these owners, and sending mail by this carrier."""
        waits = WhatWaits(database, schedule, mandates)
        telling = TellingTheDesk(database, clock, keyring, waits)
        mornings = TellingMornings(database, clock, keyring, waits)
        supporters = TellingSupporters(database, clock, keyring, waits)
        carriers = {Channel.EMAIL: carrier} if carrier else {}
        sending = Dispatcher(database, clock, carriers, OutgoingNotices(keyring, email_from))
        jobs = {
            TELL_DESK: telling.tell,
            TELL_MORNING: mornings.tell,
            TELL_SUPPORTERS: supporters.tell,
            SEND_NOTICES: sending.send,
        }
        return cls(jobs, (telling.wake, mornings.wake, supporters.wake, sending.wake))
