"""An allocation: whether a supplier booked a payment of ours to the account of the client that it was for. Pure.

That the bank executed a payment does not say that the bill counts as paid: dunning letters came although the money
had gone (seed 000, line 225; seed 001, lines 1746-1749). Only the supplier can say, so he is asked. His word of a day
stands until he says something else of that day or of a later one.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.clock import civil_date
from services.events import AllocationState
from services.months import Month
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute

ANSWER_WITHIN: Final = 10
"""Bank days after we know that a payment was executed. Whoever books by hand does so within a week, and a first
reminder seldom comes before two have passed: there is time for an answer, and some left before the letter."""

LONG_AGO: Final = timedelta(days=60)
"""What was executed longer than this before we heard of it is not asked after: it stands in statements that were handed
in late, as at a beginning, and if it was not booked the letters about it have come."""

_DAY = timedelta(days=1)


class NotAsked(StrEnum):
    """Why nobody is asked about a payment: it went to the client's own account; the benefit system withheld it and
    answers for it; the supplier drew it himself, so he has it; no statement shows that it was executed; or one did so
    long after."""

    TO_CLIENT = "to_client"
    WITHHELD = "withheld"
    DRAWN = "drawn"
    NOT_EXECUTED = "not_executed"
    LONG_AGO = "long_ago"


class AllocationWord(StrEnum):
    """What can be said: it was booked to the client's account as it was paid; with another amount, or to another
    contract; or not at all."""

    BOOKED = "booked"
    BOOKED_OTHERWISE = "booked_otherwise"
    NOT_BOOKED = "not_booked"


class NotBookedReason(StrEnum):
    """Why it was not booked: the supplier never saw it; cannot place its reference; has no such client; has it on an
    account of what he cannot place; sent it back; or something else."""

    NOT_RECEIVED = "not_received"
    REFERENCE_UNKNOWN = "reference_unknown"
    CLIENT_UNKNOWN = "client_unknown"
    NOT_PLACED = "not_placed"
    SENT_BACK = "sent_back"
    OTHER = "other"


class Teller(StrEnum):
    """Who says it: the supplier himself, a case manager who saw it in his portal, or the client, who got a letter."""

    SUPPLIER = "supplier"
    CASE_MANAGER = "case_manager"
    CLIENT = "client"


class Said(NamedTuple):
    """What was said of a payment: true on the day `told_on`, as far as who said it knew.

    What was booked was so on `booked_on`; booked otherwise it was another `amount` (cents), or `on_another_contract`,
    of this client or of another. What was not booked has a `reason`.
    """

    word: AllocationWord
    told_on: date
    told_by: Teller
    booked_on: date | None = None
    amount: int | None = None
    on_another_contract: bool = False
    reason: NotBookedReason | None = None


class KeptAnswer(NamedTuple):
    """What was said, as it is kept: the `number`-th answer about its payment, noted by whom and when."""

    number: int
    said: Said
    by: str
    at: datetime


class Allocation(NamedTuple):
    """A payment of ours, and what its payee says of it.

    It was executed on `executed_on`, which we have known since `known_at`; both are None as long as no statement shows
    it. It is `over` when the money came back, or is asked back of the bank. `answer` is the one that stands.
    """

    run_id: UUID
    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    municipality: str
    end_to_end_id: str
    amount: int
    route: PaymentRoute
    payee: PayeeKind
    payee_id: UUID | None
    execute_on: date
    executed_on: date | None
    known_at: datetime | None
    over: bool
    answer: KeptAnswer | None = None

    @property
    def state(self) -> AllocationState:
        """Where it stands."""
        if self.over:
            return AllocationState.ENDED
        return AllocationState.ASKED if self.answer is None else AllocationState(self.answer.said.word)

    @property
    def subject(self) -> str:
        """What it pays, as `rent/2026-03`."""
        return f"{self.purpose}/{self.occasion}"

    @property
    def answer_by(self) -> date:
        """The last day on which an answer is not late; of one that was executed."""
        assert self.executed_on is not None, "asked of what was executed"
        assert self.known_at is not None, "asked of what was executed"
        return bank_days_later(max(self.executed_on, civil_date(self.known_at)), ANSWER_WITHIN)

    def is_overdue(self, today: date) -> bool:
        """Whether an answer is waited for that should have come."""
        return self.state is AllocationState.ASKED and self.answer_by < today

    @property
    def astray(self) -> int:
        """Cents that do not stand on the client's account as they should, by the word that stands."""
        said = self.answer.said if self.answer and not self.over else None
        if said is None or said.word is AllocationWord.BOOKED:
            return 0
        if said.amount is None or said.on_another_contract:
            return self.amount
        return abs(self.amount - said.amount)


def why_not_asked(one: Allocation) -> NotAsked | None:
    """Why the payee of a payment is not asked; None if he is.

    A run pays suppliers and clients. What is owed to COA or to the municipality is set off in our own books, and so no
    payment of a run.
    """
    if one.payee is PayeeKind.CLIENT:
        return NotAsked.TO_CLIENT
    if one.route is PaymentRoute.BENEFIT_SYSTEM_WITHHOLDS:
        return NotAsked.WITHHELD
    if one.route is PaymentRoute.SUPPLIER_PULLS:
        return NotAsked.DRAWN
    if one.executed_on is None or one.known_at is None:
        return NotAsked.NOT_EXECUTED
    return NotAsked.LONG_AGO if civil_date(one.known_at) - one.executed_on > LONG_AGO else None


def silent_since(today: date) -> date:
    """The last day on which a payment may have become known, for its answer to be late today.

    >>> silent_since(date(2026, 3, 16))
    datetime.date(2026, 2, 28)
    """
    day = today
    while bank_days_later(day, ANSWER_WITHIN) >= today:
        day -= _DAY
    return day
