"""What a booking is, and by what that is known. Pure values."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.events import Oddity
from services.months import Month
from services.schedule.matching.booked import Place
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.sent_back.payment import SentBack


class Rule(StrEnum):
    """By what a booking was recognised, the surest first.

    `reference` is the creditor's reference of a payment, or a household's own number in the text; `account` the other
    side's account with amount and day; `remembered` what a person confirmed of that payer; `mirrored` that it takes
    back a booking which nobody could explain.
    """

    END_TO_END_ID = "end_to_end_id"
    BATCH = "batch"
    REFERENCE = "reference"
    MANDATE = "mandate"
    ACCOUNT = "account"
    REMEMBERED = "remembered"
    MIRRORED = "mirrored"


class Meaning(StrEnum):
    """What a matched booking says: of our payments what became of them, or of other money whose it is.

    It was `received` for households, `collected` from them as somebody remembered, or takes back what was odd
    (`refunded`). What nobody could explain was `sent_back` to where it came from, or `came_again` from there.
    """

    EXECUTED = "executed"
    RETURNED = "returned"
    RECEIVED = "received"
    COLLECTED = "collected"
    REFUNDED = "refunded"
    SENT_BACK = "sent_back"
    CAME_AGAIN = "came_again"


class ExceptionEnd(StrEnum):
    """How an exception ended: a person explained it, matched it, split it, sent it back or wrote it off, or the bank
    took it back by itself. Those that ended before this was written down were explained."""

    EXPLAINED = "explained"
    MATCHED = "matched"
    SPLIT = "split"
    SENT_BACK = "sent_back"
    WRITTEN_OFF = "written_off"
    MIRRORED = "mirrored"


class ExceptionStep(StrEnum):
    """What became of an exception, in its history: how it ended, that it was found to be odd in another way, that what
    it had ended as was taken back, that what was sent back came again (or never left), that our bank was asked for what
    was drawn, or that somebody was given it, or nobody."""

    EXPLAINED = "explained"
    MATCHED = "matched"
    SPLIT = "split"
    MIRRORED = "mirrored"
    FOUND_OTHERWISE = "found_otherwise"
    WRITTEN_OFF = "written_off"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"
    CAME_AGAIN = "came_again"
    ASKED_BACK = "asked_back"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"


class Explained(NamedTuple):
    """A booking that says something of our payments: which of them, and what became of each."""

    rule: Rule
    outcome: Outcome
    payments: tuple[Submitted, ...]


class Share(NamedTuple):
    """What of a booking is a household's, in cents: for what (`zorgtoeslag/2026-03`), of which month."""

    household_id: UUID
    month: Month
    subject: str
    amount: int

    @property
    def kind(self) -> str:
        """The kind of income or of cost."""
        return self.subject.partition("/")[0]


class Shared(NamedTuple):
    """A booking that is no payment of ours and all of it is somebody's: money that came in, or that was collected."""

    rule: Rule
    shares: tuple[Share, ...]


class Mirrored(NamedTuple):
    """A booking that takes back another one, which nobody could explain; both are explained by that."""

    of: Place


class WentBack(NamedTuple):
    """A booking that says something of money that we sent back to where it came from."""

    rule: Rule
    outcome: Outcome
    payment: SentBack


class Odd(NamedTuple):
    """A booking that somebody has to look at; `payment` is the one it names, `household_id` whose it seems to be."""

    oddity: Oddity
    payment: Submitted | None = None
    household_id: UUID | None = None

    @property
    def whose(self) -> UUID | None:
        """The household that it is about, as far as that is known."""
        return self.payment.household_id if self.payment else self.household_id


Verdict = Explained | Shared | Mirrored | WentBack | Odd
