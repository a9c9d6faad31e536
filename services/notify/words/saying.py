"""What a supplier can tell us, word by word: a closed list, each with what it says. Pure.

A word names things by what the supplier knows: the handshake that we asked it about, its own customer number, the
EndToEndId that a payment of ours had at the bank, a month. Amounts are whole cents with their currency.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import to_json

from services.errors import Fault, InvalidInput
from services.notify_events import WordType
from services.problem_json import faults_among
from services.reading import FIRST_YEAR, LAST_YEAR, MOST_CENTS, parse_json
from services.wire import Instant, Wire


def _known_day(day: date) -> date:
    """A day of which a calendar here knows what is around it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput([Fault("", f"{day} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "check the year")])
    return day


Month = Annotated[str, StringConstraints(pattern=r"^(20[0-9]{2}|2100)-(0[1-9]|1[0-2])$")]
"""A calendar month, as `2026-03`, of the years that we know."""
Day = Annotated[date, AfterValidator(_known_day)]
"""A day of these years."""
CustomerNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=50, pattern=r"^[^\x00-\x1f\x7f]*$"),
    Field(description="The number that you know your customer by", examples=["1002003"]),
]
EndToEndId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9-]{1,35}$"),
    Field(description="The EndToEndId that our payment had at the bank", examples=["2026032e07472802464cd386766a9c"]),
]
Remark = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    Field(description="In your own words; leave out whom it is about", examples=["No contract by this number"]),
]


class PositiveMoney(Wire):
    """An amount of money, more than nothing."""

    amount: Annotated[int, Field(strict=True, ge=1, le=MOST_CENTS, description="Whole euro cents")]
    currency: Literal["EUR"] = "EUR"


class Owing(StrEnum):
    """Who owes the balance of a settlement: the customer, or the supplier."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


class WhyNotBooked(StrEnum):
    """Why a payment was not booked: it was never seen; its reference, or the client, is not known; it stands on an
    account of what cannot be placed; it was sent back; or something else.
    """

    NOT_RECEIVED = "not_received"
    REFERENCE_UNKNOWN = "reference_unknown"
    CLIENT_UNKNOWN = "client_unknown"
    NOT_PLACED = "not_placed"
    SENT_BACK = "sent_back"
    OTHER = "other"


class ArrearsStage(StrEnum):
    """How far it has come: a reminder, the last one, handed to a collector, or supply or lease is about to end."""

    REMINDER = "reminder"
    FINAL_NOTICE = "final_notice"
    COLLECTION = "collection"
    ENDING = "ending"


class AboutHandshake(Wire):
    """The handshake that we asked about: `handshakeId` in what we sent."""

    handshake_id: UUID


class AuthorisationAccepted(AboutHandshake):
    """The authorisation of our client is accepted: we may act for him towards you."""


class AuthorisationRejected(AboutHandshake):
    """The authorisation of our client is not accepted, so nothing changes in who pays."""

    remark: Remark


class CollectionSuspended(AboutHandshake):
    """You collect from the client no more from this month on: we pay."""

    from_month: Month


class CollectionResumed(AboutHandshake):
    """You collect from the client again from this month on."""

    from_month: Month


class CustomerNumberAssigned(AboutHandshake):
    """The number that you know our client by, or a new one."""

    customer_number: CustomerNumber


class PaymentBooked(Wire):
    """A payment of ours is booked to the customer's account.

    With another `sum` than we paid, or `onAnotherContract`, it is booked otherwise.
    """

    end_to_end_id: EndToEndId
    booked_on: Day
    sum: PositiveMoney | None = None
    on_another_contract: bool = False


class PaymentNotBooked(Wire):
    """A payment of ours is not booked to the customer's account."""

    end_to_end_id: EndToEndId
    reason: WhyNotBooked


class AboutCustomer(Wire):
    """The contract of a customer."""

    customer_number: CustomerNumber


class BillBooked(AboutCustomer):
    """The bill of a month is booked as paid by us, for who does not know the name of our payment at the bank.

    `sum` is what was booked.
    """

    month: Month
    booked_on: Day
    sum: PositiveMoney


class BillNotBooked(AboutCustomer):
    """The bill of a month is open by your books, though it is due."""

    month: Month
    reason: WhyNotBooked


class AmountChanged(AboutCustomer):
    """The bill of a month is another from this month on."""

    from_month: Month
    sum: PositiveMoney


class SettlementMade(AboutCustomer):
    """The settlement of a year, or of a contract that ended: what it comes to, and who owes it."""

    sum: PositiveMoney
    owed_by: Owing
    due_on: Day | None = None


class CreditDue(AboutCustomer):
    """You owe the customer money that is to be paid out."""

    sum: PositiveMoney
    remark: Remark | None = None


class ArrearsSignalled(AboutCustomer):
    """The bill of a month is not paid by your books, and a letter about it is written or about to be."""

    month: Month
    sum: PositiveMoney
    stage: ArrearsStage = ArrearsStage.REMINDER
    letter_on: Day


class ContractEnded(AboutCustomer):
    """The contract ends on this day, its last one."""

    ends_on: Day
    remark: Remark | None = None


Saying = (
    AuthorisationAccepted
    | AuthorisationRejected
    | CollectionSuspended
    | CollectionResumed
    | CustomerNumberAssigned
    | PaymentBooked
    | PaymentNotBooked
    | BillBooked
    | BillNotBooked
    | AmountChanged
    | SettlementMade
    | CreditDue
    | ArrearsSignalled
    | ContractEnded
)

SAYINGS: Mapping[WordType, type[Saying]] = {
    WordType.AUTHORISATION_ACCEPTED: AuthorisationAccepted,
    WordType.AUTHORISATION_REJECTED: AuthorisationRejected,
    WordType.COLLECTION_SUSPENDED: CollectionSuspended,
    WordType.COLLECTION_RESUMED: CollectionResumed,
    WordType.CUSTOMER_NUMBER_ASSIGNED: CustomerNumberAssigned,
    WordType.PAYMENT_BOOKED: PaymentBooked,
    WordType.PAYMENT_NOT_BOOKED: PaymentNotBooked,
    WordType.BILL_BOOKED: BillBooked,
    WordType.BILL_NOT_BOOKED: BillNotBooked,
    WordType.AMOUNT_CHANGED: AmountChanged,
    WordType.SETTLEMENT_MADE: SettlementMade,
    WordType.CREDIT_DUE: CreditDue,
    WordType.ARREARS_SIGNALLED: ArrearsSignalled,
    WordType.CONTRACT_ENDED: ContractEnded,
}


class _Envelope(Wire):
    """A message of Standard Webhooks 1.0.0: what kind of word it is, when it was so, and the word."""

    type: WordType
    timestamp: Instant
    data: dict[str, Any]


class _Inside(_Envelope):
    """What of an envelope is needed to judge the word inside, whatever else is wrong with it."""

    model_config = ConfigDict(extra="ignore")

    timestamp: Any = None


class Said(NamedTuple):
    """What a supplier told: of which type, when it was so by its own clock, and what."""

    type: WordType
    at: datetime
    word: Saying


def read(body: bytes) -> Said:
    """The word in a body; `InvalidInput` with every fault of it.

    What says a thing twice, or holds what is no text, is refused before it is read: two readers would differ about it.
    """
    faults: list[Fault] = []
    parse_json(_text(body))
    at, word = _instant(body, faults), _word(body, faults)
    if faults or at is None or word is None:
        raise InvalidInput(faults)
    return Said(word[0], at, word[1])


def opened(kind: WordType, data: bytes) -> Saying:
    """A word that was kept."""
    return SAYINGS[kind].model_validate_json(data)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InvalidInput([Fault("", "is no text in UTF-8", "send JSON in UTF-8")]) from None


def _instant(body: bytes, faults: list[Fault]) -> datetime | None:
    try:
        return _Envelope.model_validate_json(body, strict=True).timestamp
    except ValidationError as refusal:
        faults += faults_among(refusal)
        return None


def _word(body: bytes, faults: list[Fault]) -> tuple[WordType, Saying] | None:
    try:
        inside = _Inside.model_validate_json(body, strict=True)
    except ValidationError:
        return None
    try:
        return inside.type, SAYINGS[inside.type].model_validate_json(to_json(inside.data), strict=True)
    except ValidationError as refusal:
        faults += [fault.under("data") for fault in faults_among(refusal)]
        return None
