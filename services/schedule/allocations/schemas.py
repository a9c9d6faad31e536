"""Allocations, on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonValue

from services.events import AllocationState
from services.many_households import HouseholdsAsked
from services.months import month_text
from services.schedule.allocations.allocation import (
    Allocation,
    AllocationWord,
    KeptAnswer,
    NotBookedReason,
    Said,
    Teller,
)
from services.schedule.allocations.booking_link import MadeLink
from services.schedule.households.fields import Cents, Day, MonthField
from services.schedule.planning.policy import CostKind
from services.wire import Instant, Money, PageRequest, Wire

MOST_ANSWERS = 1_000
"""A supplier's list of a month; a longer one comes in parts."""

_EXAMPLES: list[JsonValue] = [
    {"endToEndId": "2026032e07472802464cd386766a9c", "word": "booked", "toldOn": "2026-03-09", "toldBy": "supplier",
     "bookedOn": "2026-03-02"},
    {"endToEndId": "2026032e07472802464cd386766a9c", "word": "not_booked", "toldOn": "2026-03-09",
     "toldBy": "supplier", "reason": "reference_unknown"},
]  # fmt: skip


class AllocationAnswer(Wire):
    """What was said of a payment. `sum` is what was booked instead, where that is another amount."""

    word: AllocationWord
    told_on: date
    told_by: Teller
    booked_on: date | None
    sum: Money | None
    on_another_contract: bool
    reason: NotBookedReason | None
    by: str
    at: Instant

    @classmethod
    def of(cls, kept: KeptAnswer) -> Self:
        """The answer as it is told."""
        told = kept.said._asdict()
        amount = told.pop("amount")
        return cls(**told, sum=None if amount is None else Money(amount=amount), by=kept.by, at=kept.at)


class PaymentAllocation(Wire):
    """A payment of ours to a supplier, by the name that it has at the bank, and whether he booked it.

    `paidTo` is his account at the registry. Without an answer by `answerBy` it is `isOverdue`. `answer` is the one that
    stands; `/traces` tells all of them.
    """

    household_id: UUID
    run_id: UUID
    end_to_end_id: str
    cost: CostKind
    occasion: Annotated[str, Field(examples=["2026-03", "first"])]
    month: Annotated[str | None, Field(examples=["2026-03"])]
    sum: Money
    paid_to: UUID | None
    executed_on: date
    answer_by: date
    is_overdue: bool
    state: AllocationState
    answer: AllocationAnswer | None

    @classmethod
    def of(cls, one: Allocation, today: date) -> Self:
        """It as it is told today."""
        assert one.executed_on is not None, "listed are those that were executed"
        return cls(
            household_id=one.household_id,
            run_id=one.run_id,
            end_to_end_id=one.end_to_end_id,
            cost=CostKind(one.purpose),
            occasion=one.occasion,
            month=month_text(one.month) if one.month else None,
            sum=Money(amount=one.amount),
            paid_to=one.payee_id,
            executed_on=one.executed_on,
            answer_by=one.answer_by,
            is_overdue=one.is_overdue(today),
            state=one.state,
            answer=one.answer and AllocationAnswer.of(one.answer),
        )


class PaymentAllocations(Wire):
    """A page of them, those of the oldest run first."""

    items: list[PaymentAllocation]
    next_cursor: str | None


class PaymentAllocationsAsked(Wire):
    """Which are asked for: all, or only some of them."""

    state: AllocationState | None = None
    overdue: bool = False
    household_id: UUID | None = None
    run_id: UUID | None = None
    paid_to: UUID | None = None
    cost: CostKind | None = None
    since: MonthField | None = None


class AllocationFilter(PageRequest):
    """Which allocations."""

    state: Annotated[AllocationState | None, Field(description="Those in this state; all of them without")] = None
    overdue: Annotated[bool, Field(description="Those of which nobody said anything in time")] = False
    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None
    run_id: Annotated[UUID | None, Field(description="Those of this run, as `payments.executed` names it")] = None
    paid_to: Annotated[UUID | None, Field(description="Those that went to this account of the registry")] = None
    cost: Annotated[CostKind | None, Field(description="Those of this kind of cost")] = None
    since: Annotated[
        MonthField | None, Field(description="Those of runs of this month or later; of the last four months without")
    ] = None


class PaymentAllocationSearch(HouseholdsAsked):
    """Whose payments, and how far they are; of runs since a month, as a list of them is."""

    state: AllocationState | None = None
    since: Annotated[MonthField | None, Field(description="Those of runs of this month or later")] = None


class NewAllocationAnswer(Wire):
    """Whether a payment was booked, as somebody knew on a day (`toldOn`).

    `booked` and `booked_otherwise` have the day of booking; the second also what differs: the `amount`, or that it
    stands `onAnotherContract`. `not_booked` has a reason.
    """

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    end_to_end_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,35}$")]
    word: AllocationWord
    told_on: Day
    told_by: Teller
    booked_on: Day | None = None
    amount: Annotated[Cents | None, Field(description="Whole cents that were booked instead")] = None
    on_another_contract: bool = False
    reason: NotBookedReason | None = None

    def said(self) -> Said:
        """As it is kept."""
        return Said(**{name: getattr(self, name) for name in Said._fields})


class NewAllocationAnswers(Wire):
    """Answers to one payment or to many. With `paidTo`, the accounts of who answers, he answers for no other."""

    answers: Annotated[list[NewAllocationAnswer], Field(min_length=1, max_length=MOST_ANSWERS)]
    paid_to: Annotated[list[UUID] | None, Field(min_length=1, max_length=100)] = None


class NewBookingLink(Wire):
    """Which payment its supplier is to be asked about by a link."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"endToEndId": "2026032e07472802464cd386766a9c"}]})

    end_to_end_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,35}$")]


class BookingLink(Wire):
    """A link to say by whether a payment was booked: `/v1/answers/{token}/page`.

    The token is shown once, when it is made, and kept by nobody.
    """

    end_to_end_id: str
    token: Annotated[str | None, Field(description="Only in the first answer; make another link if it was lost")]
    expires_at: Instant

    @classmethod
    def of(cls, made: MadeLink, *, with_token: bool) -> Self:
        """The link, with its token or without."""
        token = made.token if with_token else None
        return cls(end_to_end_id=made.end_to_end_id, token=token, expires_at=made.expires_at)


class AllocationAnswersTaken(Wire):
    """How many answers were new, how many were known before, and of how many of these payments money is astray now."""

    new: int
    known_before: int
    astray: int
