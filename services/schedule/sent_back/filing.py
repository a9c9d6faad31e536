"""Filing a payment back: a bank file of one payment, written, read back and kept once, in the caller's transaction."""

import json
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import Session, organisation_of
from services.errors import InvalidInput, Refused
from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader, account_name
from services.schedule.bank.identifiers import message_id
from services.schedule.bank.keeping import keep
from services.schedule.hand import Hand
from services.schedule.matching.booked import Booked
from services.schedule.sent_back.payment import execution_day, name_of
from services.schedule.sent_back.repository import times_sent
from services.schedule.sent_back.tables import SentBackRow
from services.schedule.statements.storing_bookings import content_place

_DEBTOR = text("select name, iban from municipality where iban = :account order by code limit 1")
_ONLY_FILE = 1


class NobodyToSendBackTo(Refused):
    """The bank does not tell an account and a name that a credit transfer reaches; ask the bank to give this money back
    itself, and match what it books then."""


class Sender(NamedTuple):
    """Whom money goes back to."""

    name: str
    iban: Iban


def sender_of(hand: Hand, organisation_id: UUID, booked: Booked, content: bytes | None) -> Sender:
    """Where the money of a booking came from, as its sealed words tell; `NobodyToSendBackTo`."""
    said = {} if content is None else json.loads(hand.keyring.unseal(bytes(content), _place(organisation_id, booked)))
    try:
        sender = Sender(account_name(said.get("name") or ""), Iban.parse(said.get("iban") or ""))
    except InvalidInput as refusal:
        raise NobodyToSendBackTo from refusal
    if not sender.iban.in_sepa:
        raise NobodyToSendBackTo
    return sender


async def file_back(session: Session, hand: Hand, booked: Booked, sender: Sender, decision_id: UUID) -> SentBackRow:
    """Write the file that takes the money of a booking back to who sent it. The caller has the turn, and has seen that
    the money stands on suspense: so of what was sent before nothing is on its way."""
    number = await times_sent(session, booked.place) + 1
    name, day = name_of(booked, number), execution_day(hand.now)
    debtor = (await session.execute(_DEBTOR, {"account": booked.account})).one()
    header = FileHeader(message_id(decision_id, _ONLY_FILE), hand.now, debtor.name, Iban(debtor.iban))
    transfer = CreditTransfer(name, booked.amount, *sender, _reference(booked), day)
    totals = {day: (1, booked.amount)}
    record = await keep(session, hand.keyring, header, [transfer], totals, f"back-{name}.xml", hand.now)
    await session.flush()
    row = SentBackRow(
        organisation_id=organisation_of(session),
        **booked.place._asdict(),
        number=number,
        decision_id=decision_id,
        end_to_end_id=name,
        message_id=record.message_id,
        account=booked.account,
        amount=booked.amount,
        execute_on=day,
        filed_at=hand.now,
    )
    session.add(row)
    await session.flush()
    return row


def _reference(booked: Booked) -> PaymentReference:
    """What the receiver knows it by, in the language of a Dutch bank statement."""
    return PaymentReference.read(ReferenceKind.FREE_TEXT, f"Retour van uw betaling van {booked.booked_on:%d-%m-%Y}")


def _place(organisation_id: UUID, booked: Booked) -> bytes:
    return content_place(organisation_id, *booked.place)
