"""A desk in tests: who works there, what the owners say that waits, and the jobs that tell it."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database
from services.notify.addressees.channel import Channel
from services.notify.desk.alarm_repository import raise_alarms
from services.notify.desk.matter import Matter
from services.notify.desk.mornings import TellingMornings
from services.notify.desk.outgoing import OutgoingNotices
from services.notify.desk.telling import TellingTheDesk
from services.notify.desk.telling_supporters import TellingSupporters
from services.notify.desk.worker import DeskRole, DeskWorker
from services.notify.desk.worker_repository import DESK_WORKERS
from services.notify.dispatch.carrier import Carrier
from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.dispatch.folder import Folder
from services.notify.hand import Hand
from services.notify_events import LoudKind
from tests.notify.desk.matters import works
from tests.schedule.households.builders import KEYRING

BY_ROLE: Mapping[str, DeskRole] = {
    "anna": DeskRole.CASE_MANAGER,
    "rosa": DeskRole.TEAM_LEAD,
    "boss": DeskRole.ADMINISTRATOR,
    "sem": DeskRole.SUPPLIER_DESK,
}


class Owners(NamedTuple):
    """The services that own what waits, as far as the desk asks them."""

    matters: list[Matter]

    async def loud(self, mine: UUID, kinds: Set[LoudKind]) -> list[Matter]:
        return [one for one in self.matters if one.loud in kinds]

    async def references(self, mine: UUID, household_ids: Set[UUID]) -> Mapping[UUID, str]:
        return {one: f"Z-{one.int:03}" for one in household_ids}

    async def everything(self, mine: UUID, until: date) -> list[Matter]:
        return [one for one in self.matters if one.due_on <= until]


class ADesk:
    """The jobs of a desk, by one clock."""

    def __init__(self, database: Database, clock: Clock, matters: Sequence[Matter], carrier: Carrier | None) -> None:
        self.owners = Owners(list(matters))
        self._telling = TellingTheDesk(database, clock, KEYRING, self.owners)
        self._mornings = TellingMornings(database, clock, KEYRING, self.owners)
        self._supporters = TellingSupporters(database, clock, KEYRING, self.owners)
        carriers = {Channel.EMAIL: carrier} if carrier else {}
        self._sending = Dispatcher(database, clock, carriers, OutgoingNotices(KEYRING, "post@gemeente.example"))

    async def tells(self, organisation: UUID) -> None:
        """What is loud, by mail."""
        await self._telling.tell(str(organisation))
        await self._sending.send(str(organisation))

    async def tells_supporters(self, organisation: UUID) -> None:
        """What there is to do with those whom they help, by mail."""
        await self._supporters.tell(str(organisation))
        await self._sending.send(str(organisation))

    async def tells_the_morning(self, organisation: UUID) -> None:
        """What waits, by mail."""
        await self._mornings.tell(str(organisation))
        await self._sending.send(str(organisation))


def into(folder: Path) -> Folder:
    """A carrier that may be handed the same thing twice."""
    return Folder(folder)


async def at_work(database: Database, organisation: UUID, now: datetime, *subjects: str) -> dict[str, UUID]:
    """These work there, each told at any moment."""
    workers = {subject: works(subject, BY_ROLE[subject]) for subject in subjects}
    return {subject: await employed(database, organisation, now, worker) for subject, worker in workers.items()}


async def employed(database: Database, organisation: UUID, now: datetime, worker: DeskWorker) -> UUID:
    """Somebody works there from now on."""
    async with database.transaction(organisation) as session:
        hand = Hand.of(session, "boss", now, KEYRING)
        return (await DESK_WORKERS.begin(session, hand, hand.new_id(), worker)).owner


async def raised(database: Database, organisation: UUID, now: datetime, matters: Sequence[Matter]) -> None:
    """What is loud of these was heard."""
    async with database.transaction(organisation) as session:
        await raise_alarms(session, [(one.loud, one.household_id) for one in matters if one.loud], now)
