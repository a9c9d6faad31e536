"""What bridges a household on the wire: positions, lives of decisions, and what toeslagen cleared."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.bridging.clearing import Clearing, sentence
from services.schedule.bridging.decision_schemas import BridgingDecisionLine
from services.schedule.bridging.life import Life, Lived
from services.schedule.bridging.position import Figures, Position
from services.schedule.bridging.proposal import Means
from services.schedule.bridging.repository import Total
from services.schedule.households.fields import Day, SignedCents
from services.schedule.households.plan_schemas import Sentence
from services.schedule.ledger.entry import AccountKind
from services.schedule.planning.case import Account
from services.wire import Money, Wire


class BridgingFigures(Wire):
    """What was put in, what came back, and what is open: the first less the second."""

    drawn: Money
    repaid: Money
    open: Money

    @classmethod
    def of(cls, figures: Figures) -> "BridgingFigures":
        """The figures as they are told."""
        return cls(
            drawn=Money(amount=figures.drawn), repaid=Money(amount=figures.repaid), open=Money(amount=figures.open)
        )


class BridgingPosition(Wire):
    """One account of the ledger that bridges: `loans` holds advances (art. 52) too, and a grant is never owed.

    `plan` is counted as runs book, until the day `bookedUntil`; `agrees` says whether both have as much open.
    """

    account: AccountKind
    ledger: BridgingFigures
    plan: BridgingFigures
    agrees: bool
    open_at_end: Annotated[Money, Field(description="What the plan leaves owed when the relief ends")]

    @classmethod
    def of(cls, one: Position) -> "BridgingPosition":
        """The position as it is told."""
        return cls(
            account=one.account,
            ledger=BridgingFigures.of(one.ledger),
            plan=BridgingFigures.of(one.plan),
            agrees=one.agrees,
            open_at_end=Money(amount=one.open_at_end),
        )


class LivedDecision(BridgingDecisionLine):
    """A decision, how far it is, and its own figures."""

    life: Life
    figures: BridgingFigures

    @classmethod
    def lived(cls, one: Lived) -> "LivedDecision":
        """The decision as it is told."""
        told = BridgingDecisionLine.line(one.row)
        return cls(**dict(told), life=one.life, figures=BridgingFigures.of(one.figures))


class ClearedPart(Wire):
    """What of the money went to an instrument; negative where the minstand had to help a loan back."""

    means: Means
    amount: SignedCents


class ToeslagClearing(Wire):
    """Toeslagen that arrived, what they cleared in the order of the policy, and what stays; in a sentence too."""

    on: Day
    toeslag: str
    account: Account
    arrived: Money
    parts: list[ClearedPart]
    stays: Money
    sentence: Sentence

    @classmethod
    def of(cls, one: Clearing) -> "ToeslagClearing":
        """The clearing as it is told."""
        return cls(
            on=one.came.on,
            toeslag=one.came.toeslag,
            account=one.came.account,
            arrived=Money(amount=one.came.amount),
            parts=[ClearedPart(means=part.means, amount=part.amount) for part in one.parts],
            stays=Money(amount=one.stays),
            sentence=Sentence.of(sentence(one)),
        )


class Bridgings(Wire):
    """What bridges a household until its toeslagen come, and what they cleared."""

    household_id: UUID
    booked_until: Annotated[Day | None, Field(description="The last day until which a run has booked")]
    positions: list[BridgingPosition]
    decisions: Annotated[list[LivedDecision], Field(description="The newest first")]
    clearings: list[ToeslagClearing]

    @classmethod
    def of(
        cls,
        household_id: UUID,
        until: date | None,
        at: Sequence[Position],
        lived: Sequence[Lived],
        cleared: Sequence[Clearing],
    ) -> "Bridgings":
        """All of it as it is told."""
        return cls(
            household_id=household_id,
            booked_until=until,
            positions=[BridgingPosition.of(one) for one in at],
            decisions=[LivedDecision.lived(one) for one in lived],
            clearings=[ToeslagClearing.of(one) for one in cleared],
        )


class BridgingTotal(Wire):
    """An account of bridging over all households: how many owe on it, and its figures together."""

    account: AccountKind
    households: Annotated[int, Field(description="Households with something open; of grants, with any")]
    figures: BridgingFigures


class BridgingTotals(Wire):
    """What is open in total, by account of the ledger."""

    items: list[BridgingTotal]

    @classmethod
    def of(cls, found: Sequence[Total]) -> "BridgingTotals":
        """The totals as they are told."""
        return cls(
            items=[
                BridgingTotal(account=one.account, households=one.households, figures=BridgingFigures.of(one.figures))
                for one in found
            ]
        )
