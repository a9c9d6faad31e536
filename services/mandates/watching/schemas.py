"""Watched months on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from services.errors import Fault, InvalidInput
from services.mandate_events import Origin, WatchedMonthEvent, WatchedMonthState
from services.mandates.costs import Cost
from services.mandates.evidence import Digest
from services.mandates.fields import Cents, Day, MonthField
from services.mandates.watching.repository import WatchedMonthWish
from services.mandates.watching.watched_month import Knower, PaymentWord, Told
from services.mandates.watching.watched_month import WatchedMonth as Kept
from services.many_households import HouseholdsAsked
from services.wire import Instant, PageRequest, Wire

_Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class WatchedMonth(Wire):
    """A month of a cost that the client pays himself while we look whether it arrives.

    Somebody asks the supplier or the client and notes the answer by `answerBy`. Of another month than `paid` nobody can
    say that the client does it well: the next cost does not go back to him before that.
    """

    id: UUID
    household_id: UUID
    cost: Cost
    month: MonthField
    due_on: Day
    currency: Literal["EUR"] = "EUR"
    amount: Cents
    answer_by: Day
    state: WatchedMonthState
    told_by: Knower | None
    answered_on: Day | None

    @classmethod
    def of(cls, kept: Kept) -> "WatchedMonth":
        """The month as it is told."""
        shown = {name: value for name, value in kept._asdict().items() if name != "changes"}
        return cls(**{**shown, "cost": Cost(kept.cost)})


class WatchedMonthFilter(PageRequest):
    """Which watched months."""

    state: Annotated[
        WatchedMonthState, Field(description="Those in this state; without one those that are to be asked after")
    ] = WatchedMonthState.TO_ASK
    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None

    def wish(self) -> WatchedMonthWish:
        """What is asked."""
        return WatchedMonthWish(self.state, self.household_id)


class WatchedMonthSearch(HouseholdsAsked):
    """Whose watched months."""

    state: Annotated[
        WatchedMonthState, Field(description="Those in this state; without one those that are to be asked after")
    ] = WatchedMonthState.TO_ASK


class AnsweredWatchedMonth(Wire):
    """Whether it arrived, and who says so; a client who says that he paid shows it. The note is kept sealed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answer": "paid", "toldBy": "supplier"}]})

    answer: PaymentWord
    told_by: Knower
    evidence: Digest | None = None
    note: _Note | None = None

    @model_validator(mode="after")
    def _client_shows_it(self) -> "AnsweredWatchedMonth":
        if self.told_by is Knower.CLIENT and self.answer is not PaymentWord.NOT_PAID and self.evidence is None:
            cure = "give the SHA-256 of what the client showed, or ask the supplier"
            raise InvalidInput([Fault("evidence", "is missing", cure)])
        return self

    def told(self) -> Told:
        """It as it is kept."""
        return Told(self.answer, self.told_by, self.evidence, self.note)


class WatchedMonthTransition(Wire):
    """One step in the life of a watched month; what somebody said stays sealed."""

    sequence: int
    before: WatchedMonthState | None
    event: WatchedMonthEvent
    state: WatchedMonthState
    cause: str
    origin: Origin
    reason_code: str | None
    at: Instant
    by: str
