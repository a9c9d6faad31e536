"""The handshake by which paying a cost goes from one to another, and the days that belong to it. Pure.

Taking over: before our first payment the supplier says that its own collection is suspended. Handing back: before our
last one it says that it collects again. Days are bank days: a supplier collects on no other.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later, is_bank_day
from services.errors import Conflict, Refused
from services.machine import Machine
from services.mandate_events import HandshakeDirection, HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements.payer import OURS
from services.mandates.suppliers.supplier import Procedure
from services.months import Month

MARGIN = 2
"""Bank days between the agreed answer and the day on which it matters."""

ESCALATED_AFTER = 2
"""Bank days after the deadline until a supervisor is shown a silent supplier."""

BY_ITSELF: Final = "service:mandates"
"""Who prepares a handshake that the plan asks for and nobody thought of yet."""

UNDER_WAY = frozenset({HandshakeState.PREPARED, HandshakeState.ASKED, HandshakeState.OVERDUE})

HANDSHAKES = Machine(
    "handshake",
    HandshakeState.PREPARED,
    {
        (HandshakeState.PREPARED, HandshakeEvent.ASK): HandshakeState.ASKED,
        (HandshakeState.ASKED, HandshakeEvent.REMIND): HandshakeState.ASKED,
        (HandshakeState.ASKED, HandshakeEvent.LAPSE): HandshakeState.OVERDUE,
        (HandshakeState.ASKED, HandshakeEvent.CONFIRM): HandshakeState.CONFIRMED,
        (HandshakeState.OVERDUE, HandshakeEvent.CONFIRM): HandshakeState.CONFIRMED,
        (HandshakeState.DECIDED, HandshakeEvent.CONFIRM): HandshakeState.CONFIRMED,
        (HandshakeState.ASKED, HandshakeEvent.REFUSE): HandshakeState.REFUSED,
        (HandshakeState.OVERDUE, HandshakeEvent.REFUSE): HandshakeState.REFUSED,
        # a supplier that refuses after we went on without it is heard: its collection goes on beside our payment
        (HandshakeState.DECIDED, HandshakeEvent.REFUSE): HandshakeState.REFUSED,
        (HandshakeState.PREPARED, HandshakeEvent.DECIDE): HandshakeState.DECIDED,
        (HandshakeState.ASKED, HandshakeEvent.DECIDE): HandshakeState.DECIDED,
        (HandshakeState.OVERDUE, HandshakeEvent.DECIDE): HandshakeState.DECIDED,
        (HandshakeState.REFUSED, HandshakeEvent.DECIDE): HandshakeState.DECIDED,
        (HandshakeState.PREPARED, HandshakeEvent.WITHDRAW): HandshakeState.WITHDRAWN,
        (HandshakeState.ASKED, HandshakeEvent.WITHDRAW): HandshakeState.WITHDRAWN,
        (HandshakeState.OVERDUE, HandshakeEvent.WITHDRAW): HandshakeState.WITHDRAWN,
    },
)


class Channel(StrEnum):
    """By which way a supplier is asked and answers; a link and the telephone are always possible."""

    WEBHOOK = "webhook"
    LINK = "link"
    EMAIL = "email"
    TELEPHONE = "telephone"
    PORTAL_UPLOAD = "portal_upload"
    OWN_FORM = "own_form"


class Answer(StrEnum):
    """What a supplier said."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Word(NamedTuple):
    """A supplier's word: which way it came, for a confirmation the month that it named, and what proves it.

    `evidence` is a SHA-256 digest of the letter or message; `note` is who said what and when, and is sealed.
    """

    way: Channel
    month: Month | None = None
    evidence: bytes | None = None
    note: str | None = None


class Handshake(NamedTuple):
    """A handshake as it is kept: `payer` is who pays from `from_month` on once it succeeds.

    `answer` is the supplier's last word, with the month that it named and the moment that it came.
    """

    id: UUID
    arrangement_id: UUID
    household_id: UUID
    supplier_id: UUID
    cost: str
    payer: Payer
    from_month: Month
    direct_debit_id: UUID | None
    state: HandshakeState
    changes: int
    channel: Channel
    deadline: date
    owner: str
    made_at: datetime
    made_by: str
    asked_on: date | None = None
    remind_on: date | None = None
    reminded: int = 0
    answer: Answer | None = None
    answered_month: Month | None = None
    answered_at: datetime | None = None

    @property
    def direction(self) -> HandshakeDirection:
        return direction_to(self.payer)

    @property
    def escalates_on(self) -> date:
        """The day on which a supervisor is shown that the supplier is still silent."""
        return bank_days_later(self.deadline, ESCALATED_AFTER)

    def lapses_by(self, today: date) -> bool:
        """Whether its deadline has passed without a word; the deadline itself is still in time."""
        return self.state is HandshakeState.ASKED and self.deadline < today

    def is_reminded_by(self, today: date) -> bool:
        """Whether the day has come to remind the supplier, once, by itself."""
        day_has_come = self.remind_on is not None and self.remind_on <= today
        return self.state is HandshakeState.ASKED and self.reminded == 0 and day_has_come


class ChannelNotAccepted(Refused):
    """This supplier takes in no such question by this way."""


class SamePerson(Refused):
    """Who prepared a handshake cannot decide to go on without the supplier; ask a colleague."""


class HandshakeUnderWay(Conflict):
    """A handshake about this cost is under way already; end it before you begin another."""


def direction_to(payer: Payer) -> HandshakeDirection:
    """Whether a cost is taken over or handed back by making this the payer."""
    return HandshakeDirection.TAKING_OVER if payer in OURS else HandshakeDirection.HANDING_BACK


def deadline_for(due_on: date, answer_days: int, today: date) -> date:
    """The day by which the supplier must have answered; `due_on` is the first due day of the new payer.

    It lies the agreed answer time (bank days) and the margin before that, and never before the next bank day.
    """
    return max(bank_days_later(due_on, -(answer_days + MARGIN)), bank_days_later(today, 1))


def reminder_for(asked_on: date, deadline: date) -> date | None:
    """The day halfway the answer time on which the supplier is reminded; None if no bank day lies in between."""
    days = sum(is_bank_day(date.fromordinal(one)) for one in range(asked_on.toordinal() + 1, deadline.toordinal() + 1))
    return bank_days_later(asked_on, days // 2) if days > 1 else None


def channel_for(wanted: Channel | None, procedures: tuple[Procedure, ...]) -> Channel:
    """The way that is wanted, or without a wish the supplier's favourite; `ChannelNotAccepted`."""
    accepted = [*map(Channel, procedures), Channel.LINK, Channel.TELEPHONE]
    if wanted is None:
        return accepted[0]
    if wanted not in accepted:
        raise ChannelNotAccepted(f"by {wanted} it takes nothing in; it does by {', '.join(dict.fromkeys(accepted))}")
    return wanted


def check_other_person(prepared_by: str, decides: str) -> None:
    """Two persons for what goes on without the supplier: `SamePerson`."""
    if prepared_by == decides:
        raise SamePerson
