"""What people are told: a few households of the story, each in another language, by letter, text message and e-mail.

It is asked, prepared, written and proved as in life; what leaves the house lies in a folder, for whoever wants to read.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from house.caseload import Household
from house.caseload.names import person_name
from house.demo.world import ORGANISATION, World
from sandbox.draw import Draw
from services.notify.addressees.addressee import Addressee
from services.notify.addressees.channel import Channel
from services.notify.addressees.repository import ADDRESSEES
from services.notify.contacts import repository as contacts
from services.notify.contacts.contact import Contact
from services.notify.dispatch.carrier import Carried
from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.dispatch.folder import Folder
from services.notify.dispatch.parcel import Parcel
from services.notify.hand import Hand
from services.notify.messages.language import Language
from services.notify.sender import repository as senders
from services.notify.sender.sender import Sender
from services.notify.told.asking import AskingWhatToTell
from services.notify.told.households import Marked
from services.notify.told.outgoing import OutgoingMessages

_FROM = "ontzorgen@nergensland.example"
_CLERK, _CONTACT = "demo-clerk", Contact("Noor Verzonnen", "+31101234567")
_FEW = len(Language) * 2
"""Of so many households people are told, two in each language; rendering for all would be most of the demo's time."""


class Way(NamedTuple):
    """By which channel something was told, and in which language."""

    channel: Channel
    language: Language


class Messages:
    """Tells those few, and lays down in `folder` what they get; `sent` counts it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.sent: Counter[Way] = Counter()
        self._world = world
        self._days: dict[UUID, date | None] = {}
        self._asking = AskingWhatToTell(world.notify, world.clock, world.keyring, world.asks)
        carriers = dict.fromkeys(Channel, _Counted(folder, self.sent))
        self._sending = Dispatcher(world.notify, world.clock, carriers, OutgoingMessages(world.keyring, _FROM))

    @property
    def next_on(self) -> date | None:
        """The next day on which somebody may have to be told something."""
        return min((day for day in self._days.values() if day is not None), default=None)

    async def open(self) -> None:
        """Say in whose name people are told and whom they call; every language may be sent, for nobody reads it."""
        async with self._world.notify.transaction(self._world.organisation_id) as session:
            hand = Hand.of(session, _CLERK, self._world.clock.now(), self._world.keyring)
            contact_id = hand.new_id()
            await contacts.add(session, hand, contact_id, 1, _CONTACT)
            await senders.add(session, hand, 1, Sender(ORGANISATION, contact_id, tuple(Language)))

    async def reach(self, came: Sequence[tuple[UUID, Household]]) -> None:
        """Write down how the first few are reached who have yet to come, so that all of it is told them."""
        today = self._world.clock.today()
        async with self._world.notify.transaction(self._world.organisation_id) as session:
            hand = Hand.of(session, _CLERK, self._world.clock.now(), self._world.keyring)
            for household_id, household in came:
                if len(self._days) < _FEW and household.life.leaves_on >= today:
                    addressee = _addressee(len(self._days), household.life.number)
                    await ADDRESSEES.begin(session, hand, household_id, addressee)
                    self._days[household_id] = today

    async def tell(self) -> None:
        """Ask about those whose day has come, and send what they are owed."""
        today = self._world.clock.today()
        due = [household_id for household_id, day in self._days.items() if day is not None and day <= today]
        await self._ask(due)

    async def tell_news(self) -> None:
        """Ask about all of them, for something was paid or is otherwise."""
        await self._ask(list(self._days))

    async def _ask(self, household_ids: Sequence[UUID]) -> None:
        if household_ids:
            mine = self._world.organisation_id
            self._days |= await self._asking.ask_about(mine, [Marked(one, 0) for one in household_ids])
            await self._sending.send(str(mine))


class _Counted(Folder):
    """A folder that counts what is laid down in it, by language too."""

    def __init__(self, folder: Path, sent: Counter[Way]) -> None:
        super().__init__(folder)
        self._sent = sent

    async def carry(self, parcel: Parcel) -> Carried:
        self._sent[Way(parcel.channel, parcel.language)] += 1
        return await super().carry(parcel)


def _addressee(place: int, number: int) -> Addressee:
    """Languages take turns and so do channels, so that of each language there are two channels to look at."""
    channel = tuple(Channel)[place % len(Channel)]
    return Addressee(
        person_name(Draw(number, number, "addressee")),
        tuple(Language)[place % len(Language)],
        (channel,),
        f"huishouden-{number}@post.example",
        f"+316{number:08d}",
        (f"Dwaalweg {number}", "9999 ZZ Nergensland"),
    )
