"""Who tells people: the jobs that ask and send, and the alarms that look whether there is anything to do."""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database
from services.jobs import Alarm, Handler
from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carrier
from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.told.asking import SEND, AskingWhatToTell
from services.notify.told.hearing import ASK
from services.notify.told.outgoing import OutgoingMessages
from services.schedule.client import ScheduleClient
from services.sealing import Keyring


class TellingPeople(NamedTuple):
    """What the worker of this service does to tell people."""

    jobs: Mapping[str, Handler]
    alarms: tuple[Alarm, ...]

    @classmethod
    def of(
        cls,
        database: Database,
        clock: Clock,
        keyring: Keyring,
        schedule: Callable[[UUID], ScheduleClient],
        carriers: Mapping[Channel, Carrier],
        email_from: str,
    ) -> "TellingPeople":
        """Asking `schedule`, and sending by these carriers."""
        asking = AskingWhatToTell(database, clock, keyring, schedule)
        sending = Dispatcher(database, clock, carriers, OutgoingMessages(keyring, email_from))
        return cls({ASK: asking.ask, SEND: sending.send}, (asking.wake, sending.wake))
