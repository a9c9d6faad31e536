"""Messages that are to be sent in tests: a household that can be reached, and one message that it is owed."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from services.clock import Clock
from services.database import Database, organisation_of
from services.notify.addressees.addressee import Addressee
from services.notify.addressees.channel import Channel
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.addressees.repository import ADDRESSEES
from services.notify.contacts import repository as contacts
from services.notify.contacts.contact import Contact
from services.notify.dispatch.carrier import Carrier
from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.dispatch.folder import Folder
from services.notify.hand import Hand
from services.notify.messages.kinds import Kind
from services.notify.messages.language import Language
from services.notify.sender import repository as senders
from services.notify.sender.sender import Sender
from services.notify.told import repository
from services.notify.told.message import Message
from services.notify.told.outgoing import OutgoingMessages
from services.notify.told.repository import New
from services.notify.told.saying import written
from services.sealing import place_of
from tests.notify.callers import HOUSEHOLD
from tests.schedule.households.builders import KEYRING

MESSAGE = UUID(int=91)
DAY = date(2026, 1, 7)
SELAM = Addressee(
    "Selam Voorbeeld",
    Language.DUTCH,
    (Channel.SMS, Channel.EMAIL, Channel.LETTER),
    "selam@post.example",
    "+31612345678",
    ("Vogelstraat 12", "2511 AB Den Haag"),
)
SAID: Mapping[str, Any] = {"leefgeld": {"amount": 400_00, "on": DAY}, "ends_on": date(2026, 8, 7)}


def sending(
    database: Database, clock: Clock, folder: Path, carriers: Mapping[Channel, Carrier] | None = None
) -> Dispatcher[Message]:
    """Sends into a folder, or by these."""
    there = Folder(folder)
    given = dict.fromkeys(Channel, there) if carriers is None else carriers
    return Dispatcher(database, clock, given, OutgoingMessages(KEYRING, "gemeente@voorbeeldstad.example"))


async def reachable(database: Database, organisation: UUID, now: datetime, addressee: Addressee = SELAM) -> None:
    """A household that can be reached, in the name of an organisation."""
    async with database.transaction(organisation) as session:
        hand = Hand.of(session, "anna", now, KEYRING)
        contact = UUID(int=81)
        await contacts.add(session, hand, contact, 1, Contact("Mia Verzonnen", "+31701234567"))
        await senders.add(session, hand, 1, Sender("Gemeente Voorbeeldstad", contact))
        await ADDRESSEES.begin(session, hand, HOUSEHOLD, addressee)


async def prepared(database: Database, organisation: UUID, now: datetime, message_id: UUID = MESSAGE) -> None:
    """A message that says that leefgeld is on its way."""
    async with database.transaction(organisation) as session:
        opens = (await HOUSEHOLD_KEYS.made(session, KEYRING, [HOUSEHOLD], now))[HOUSEHOLD].opens
        assert opens is not None
        sealed = opens.seal(written(SAID), place_of(organisation_of(session), message_id, "said"))
        subject = str(message_id.int)
        new = New(message_id, HOUSEHOLD, Kind.LEEFGELD_COMING, subject, DAY, date(2026, 1, 6), (), sealed)
        assert await repository.prepare(session, [new], now, "service:notify") == {message_id}
