"""What people say of exceptions, on the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from services.schedule.exceptions.deciding import reason_of
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import Part
from services.schedule.exceptions.tables import BookingMeasure, DecisionEnd, DecisionRow
from services.schedule.households.fields import Cents, MonthField
from services.schedule.matching.booked import Place
from services.schedule.matching.tables import RememberedRow
from services.schedule.payments.held_schemas import Name
from services.schedule.sent_back.refund import Ground
from services.schedule.statements.statement import Direction
from services.schedule.why import Why
from services.sealing import Keyring
from services.wire import Instant, Money, Wire

Position = Annotated[int, Field(ge=1, le=2**31 - 1)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=140)]
_GROUND = "Of what was drawn: `authorised` within eight weeks, `unauthorised` within thirteen months"
_OF = (
    "A kind of income (`benefit`, a toeslag, `grant`, `other`, or `huurtoeslag_repaid_1` for what comes back of the"
    " first claim on huurtoeslag) if it came in, a kind of cost if it went out"
)


class MoneyOf(Wire):
    """Whose money a booking is: of which household, for what, of which month."""

    household_id: UUID
    kind: Annotated[Name, Field(description=_OF, examples=["zorgtoeslag"])]
    month: Annotated[MonthField, Field(examples=["2026-03"])]

    def part(self, amount: int) -> Part:
        """As a part of its booking."""
        return Part(self.household_id, self.kind, self.month, amount)


class MoneyOfPart(MoneyOf):
    """Whose money a part of a booking is; whole cents."""

    amount: Annotated[Cents, Field(gt=0, examples=[12300])]


class RememberPayer(Wire):
    """By which words of its text the next booking of that payer is known, and how much comes or goes each month."""

    words: Annotated[list[Word], Field(max_length=10, examples=[["T900252"]])]
    amount: Annotated[Cents | None, Field(gt=0, description="Whole cents that come or go once a month")] = None

    def remember(self) -> Remember:
        """As it is remembered."""
        return Remember(self.words, self.amount)


class _OfBooking(Wire):
    entry: Position
    part: Position
    why: Annotated[Why, Field(examples=["The client showed the letter about this payment."])]

    def place(self, statement_id: UUID) -> Place:
        """Where the booking stands."""
        return Place(statement_id, self.entry, self.part)


class BookingMatch(_OfBooking):
    """Whose money all of a booking is; and by what the next one of that payer is known."""

    money_of: MoneyOf
    remember_by: RememberPayer | None = None


class BookingPayment(_OfBooking):
    """Which payment of ours a booking is: executed if it went out, returned if it came back."""

    end_to_end_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,35}$", examples=["202603f0e1d2c3b4a5968778695a4b"])]


class BookingSplit(_OfBooking):
    """Whose money the parts of a booking are; they come to it to the cent."""

    parts: Annotated[list[MoneyOfPart], Field(min_length=2, max_length=100)]


class BookingDecisionRequest(_OfBooking):
    """What is to be done about a booking: `take_back` what it was matched as, `write_off` what nobody explains, or
    `send_back` money that is nobody's of ours. What went out is asked of our own bank, on a `ground`."""

    what: BookingMeasure
    ground: Annotated[Ground | None, Field(description=_GROUND)] = None


class BookingDecisionReason(Wire):
    """Why it is refused, or withdrawn."""

    why: Annotated[Why, Field(examples=["The supplier has found the payment after all."])]


class BookingDecision(Wire):
    """What somebody asked another to decide about a booking; `alone` says that nobody else had to. What was drawn is
    asked of our own bank on a `ground`."""

    id: UUID
    statement_id: UUID
    entry: int
    part: int
    what: BookingMeasure
    asked_by: str
    asked_at: Instant
    alone: bool
    ground: Ground | None
    ended_as: DecisionEnd | None
    ended_by: str | None
    ended_at: Instant | None

    @classmethod
    def of(cls, row: DecisionRow) -> Self:
        """What was asked, as it is told."""
        return cls(**row.model_dump(exclude={"organisation_id", "why_sealed", "end_why_sealed"}))


class BookingDecisionInFull(BookingDecision):
    """What was asked with its reasons, for who decides."""

    why: str
    end_why: str | None

    @classmethod
    def opened(cls, row: DecisionRow, keyring: Keyring) -> Self:
        """What was asked, with its reasons unsealed."""
        end_why = None if row.end_why_sealed is None else keyring.unseal(row.end_why_sealed, reason_of(row, "end_why"))
        told = BookingDecision.of(row).model_dump()
        return cls(**told, why=keyring.unseal(row.why_sealed, reason_of(row, "why")), end_why=end_why)


class RememberedPayer(Wire):
    """What somebody said of a payer or a collector; by which words, and of which account, stays sealed.

    With a `sum` that much comes or goes once a month, whatever a plan says.
    """

    id: UUID
    direction: Direction
    kind: str
    household_id: UUID | None
    sum: Money | None
    words: Annotated[int, Field(description="How many words a booking has to have")]
    remembered_by: str
    remembered_at: Instant
    forgotten_by: str | None
    forgotten_at: Instant | None

    @classmethod
    def of(cls, row: RememberedRow) -> Self:
        """What is remembered, as it is told."""
        return cls(
            id=row.id,
            direction=row.direction,
            kind=row.kind,
            household_id=row.household_id,
            sum=None if row.amount is None else Money(amount=row.amount),
            words=len(row.words),
            remembered_by=row.remembered_by,
            remembered_at=row.remembered_at,
            forgotten_by=row.forgotten_by,
            forgotten_at=row.forgotten_at,
        )
