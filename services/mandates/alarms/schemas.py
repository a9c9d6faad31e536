"""Alarms and expected uses on the wire; an alarm tells what will hurt, in which month, and nothing of any person."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.auth import Caller, Scope
from services.mandate_events import AlarmKind, AlarmState
from services.mandates.alarms.alarm import CURES, NO_MONTH, AlarmAnswer, Cure
from services.mandates.alarms.alarm import Alarm as KeptAlarm
from services.mandates.alarms.expected_use import ExpectedUse as KeptExpectedUse
from services.mandates.alarms.expected_use import MeteredCost, Teller, ToldUse
from services.mandates.alarms.repository import AlarmWish, ListedAlarm
from services.mandates.alarms.rules import LEEFGELD
from services.mandates.costs import Cost
from services.mandates.fields import Day, MonthField
from services.many_households import HouseholdsAsked
from services.reading import MOST_CENTS
from services.wire import Money, PageRequest, Wire

_Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_Subject = Annotated[str, Field(description="The issuer's own word for the person", examples=["anna"])]


class Alarm(Wire):
    """Harm that is seen before it happens: what, about which cost and month, and why.

    `actBy` is the last day on which a person can prevent what hurts on `harmsOn`, or has to act on what hurts since;
    once it has passed the alarm is shown to `escalatedTo` too. Without an `owner` nobody stands around the household:
    such an alarm, and one that is escalated to nobody in particular, is the approvers'. `closedBy` names the change
    that ended it; to own or answer it does not, nor does the passing of `harmsOn`.
    """

    id: UUID
    household_id: UUID
    kind: AlarmKind
    cost: Cost | None
    leefgeld: Annotated[bool, Field(description="Whether it is about the client's own account, and so his leefgeld")]
    month: MonthField | None
    state: AlarmState
    why: Annotated[
        str,
        Field(
            description="A word; for papers also which are missing, from whom, by when",
            examples=["plan_counts_on_us", "papers_missing: lease from client by 2026-02-13"],
        ),
    ]
    cure: Annotated[Cure | None, Field(description="What makes it go away, where that is one thing")]
    raised_on: Day
    act_by: Day
    harms_on: Day
    owner: _Subject | None
    answer: AlarmAnswer | None
    escalated_to: _Subject | None
    closed_by: Annotated[str | None, Field(examples=["handshake.confirm"])]
    closed_on: Day | None

    @classmethod
    def of(cls, kept: KeptAlarm) -> "Alarm":
        """The alarm as it is told."""
        return cls(
            id=kept.id,
            household_id=kept.key.household_id,
            kind=kept.key.kind,
            cost=Cost(kept.key.about) if kept.key.about not in ("", LEEFGELD) else None,
            leefgeld=kept.key.about == LEEFGELD,
            month=None if kept.key.month == NO_MONTH else kept.key.month,
            state=kept.state,
            why=kept.why,
            cure=CURES.get(kept.key.kind),
            raised_on=kept.raised_on,
            act_by=kept.act_by,
            harms_on=kept.harms_on,
            owner=kept.owner,
            answer=kept.answer,
            escalated_to=kept.escalated_to,
            closed_by=kept.closed_by,
            closed_on=kept.closed_on,
        )


class CaseloadAlarm(Wire):
    """An alarm, and the organisation's own case number of its household."""

    reference: str
    alarm: Alarm

    @classmethod
    def of(cls, kept: ListedAlarm) -> "CaseloadAlarm":
        """The alarm as it is told."""
        return cls(reference=kept.reference, alarm=Alarm.of(kept.alarm))


class AlarmFilter(PageRequest):
    """Which alarms of the caseload."""

    kind: Annotated[AlarmKind | None, Field(description="Those of this kind")] = None
    state: Annotated[AlarmState | None, Field(description="Those in this state; those that stand without")] = None
    mine: Annotated[
        bool,
        Field(
            description="Those that the caller owns, or was shown as supervisor, and for approvers those that nobody"
            " owns or was shown; all of them without"
        ),
    ] = False
    without_owner: Annotated[bool, Field(description="Those that nobody owns, for nobody is around the household")] = (
        False
    )

    def wish(self, caller: Caller) -> AlarmWish:
        """What this caller asks."""
        return AlarmWish(
            kind=self.kind,
            state=self.state,
            whose=caller.subject if self.mine else None,
            and_nobodys=caller.may(Scope.MANDATES_APPROVE),
            without_owner=self.without_owner,
        )


class HouseholdAlarmFilter(PageRequest):
    """Which alarms of a household."""

    state: Annotated[AlarmState | None, Field(description="Those in this state; those that stand without")] = None


class AlarmSearch(HouseholdsAsked):
    """Whose alarms."""

    state: Annotated[AlarmState | None, Field(description="Those in this state; those that stand without")] = None


class AnsweredAlarm(Wire):
    """What is being done about it; the note is kept sealed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answer": "called_supplier"}]})

    answer: AlarmAnswer
    note: _Note | None = None


class NewExpectedUse(Money):
    """What the household is expected to use in a month, in cents, told by somebody who can know."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"cost": "energy", "amount": 18000, "toldBy": "supplier", "toldOn": "2026-01-05"}]
        }
    )

    amount: Annotated[int, Field(strict=True, ge=1, le=MOST_CENTS, description="Whole euro cents a month")]
    cost: MeteredCost
    told_by: Teller
    told_on: Day

    def told(self) -> ToldUse:
        """It as the rules know it."""
        return ToldUse(self.cost, self.amount, self.told_by, self.told_on)


class ExpectedUse(NewExpectedUse):
    """What was told; of the same cost the one with the highest number counts."""

    model_config = ConfigDict(json_schema_extra=None)

    id: UUID
    household_id: UUID
    number: int

    @classmethod
    def of(cls, kept: KeptExpectedUse) -> "ExpectedUse":
        """It as it is told."""
        return cls(id=kept.id, household_id=kept.household_id, number=kept.number, **kept.told._asdict())
