"""Plans on the wire: versions, explanations, and what would be if."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.errors import Fault, InvalidInput
from services.reading import MOST_CENTS
from services.schedule.households.contents import StatedContent
from services.schedule.households.fields import Cents, Day, SignedCents
from services.schedule.households.plan_document_schemas import PlanDocument
from services.schedule.households.planning import Summary
from services.schedule.households.queries import PlanLine, WholePlan
from services.schedule.households.what_if import Assumption
from services.schedule.planning.explanation import Explanation as Explained
from services.schedule.planning.explanation import Input, Text, Unit
from services.wire import Instant, Wire


class PlanSummary(Wire):
    """What a plan comes down to: amounts in whole euro cents, lengths in days.

    `lowestRest` is the least that is left to live on in a month that is tested, `gapDays` how long the budget account
    is below zero around its deepest day.
    """

    currency: Literal["EUR"] = "EUR"
    lowest_rest: SignedCents | None
    deepest_gap: SignedCents
    gap_days: int
    days_without_money: int | None
    coa_debt: SignedCents
    shortfalls: int
    sustainable_leefgeld: SignedCents | None

    @classmethod
    def of(cls, summary: Summary) -> "PlanSummary":
        """The summary as it is told."""
        return cls(**summary._asdict())


class PlanVersion(Wire):
    """A version of a household's plan: by which rules it was made, of how many facts, and what it comes down to."""

    household_id: UUID
    version: int
    id: UUID
    fact_sequence: Annotated[int, Field(description="The number of the newest fact that went into it")]
    made_at: Instant
    policy: str
    policy_mark: Annotated[str, Field(description="Changes when, and only when, the policy does")]
    norms_mark: Annotated[str, Field(description="Changes when, and only when, the norms do")]
    summary: PlanSummary

    @classmethod
    def of(cls, line: PlanLine) -> "PlanVersion":
        """The version as a list shows it."""
        return cls(**{**line._asdict(), "summary": PlanSummary.of(line.summary)})


class Plan(PlanVersion):
    """A version with all that it says."""

    document: PlanDocument

    @classmethod
    def whole(cls, kept: WholePlan) -> "Plan":
        """The whole version as it is told."""
        line = {**kept.line._asdict(), "summary": PlanSummary.of(kept.line.summary)}
        return cls(**line, document=PlanDocument.model_validate(kept.document))


class PlanQuestion(BaseModel):
    """What is to be explained: every figure that is an amount, or the figure at one place of the document."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[
        int | None, Field(ge=-MOST_CENTS, le=MOST_CENTS, description="In whole cents: 56693 for € 566.93")
    ] = None
    path: Annotated[
        str | None, Field(max_length=200, description="A JSON pointer into the document, as /closing/settlement")
    ] = None

    def check(self) -> None:
        """`InvalidInput` unless one thing is asked."""
        if (self.amount is None) == (self.path is None):
            what = "either an amount or a path belongs here"
            raise InvalidInput([Fault("amount", what, "ask amount=56693 or path=/closing/settlement")])


class Sentence(Wire):
    """The same words in English and in Dutch."""

    en: str
    nl: str

    @classmethod
    def of(cls, text: Text) -> "Sentence":
        """The words as they are told."""
        return cls(en=text.en, nl=text.nl)


class ExplanationInput(Wire):
    """Something that a figure was made from; those that are a part of a sum add up to it exactly.

    `figures` are JSON pointers to figures of the same plan that can explain themselves in turn. `verified` says of what
    a law or an agency sets whether somebody held it against its `source`.
    """

    name: Sentence
    value: int | str
    unit: Unit
    is_part: bool
    figures: list[str]
    source: str | None
    verified: bool | None

    @classmethod
    def of(cls, given: Input) -> "ExplanationInput":
        """The input as it is told."""
        return cls(**{**given._asdict(), "name": Sentence.of(given.name), "figures": list(given.figures)})


class Explanation(Wire):
    """Why a figure of a plan is what it is, in a sentence that can be repeated to a client."""

    path: str
    figure: int | str | None
    sentence: Sentence
    rule: Annotated[int | Literal["solver"], Field(description="The number of the planner's rule")]
    articles: list[str]
    inputs: list[ExplanationInput]

    @classmethod
    def of(cls, explained: Explained) -> "Explanation":
        """The explanation as it is told."""
        return cls(
            path=explained.path,
            figure=explained.figure,
            sentence=Sentence.of(explained.sentence),
            rule=explained.rule,
            articles=list(explained.articles),
            inputs=[ExplanationInput.of(one) for one in explained.inputs],
        )


class Explanations(Wire):
    """All that answers one question about a plan, the most tangible first; nothing where no figure is that amount."""

    version: int
    items: list[Explanation]


class WhatIf(Wire):
    """What is assumed; without anything it is the plan as it would be made now. Nothing of it is kept.

    With another departure day everything that hangs on it moves by as many days. `facts` are assumed in the place of
    what stands about the same.
    """

    policy: str | None = None
    leefgeld: Annotated[Cents | None, Field(description="In whole cents, from the first month on")] = None
    benefit_decided_on: Day | None = None
    toeslagen_decided_on: Day | None = None
    leaves_reception_centre_on: Day | None = None
    facts: Annotated[tuple[StatedContent, ...], Field(max_length=200)] = ()

    def assumption(self) -> Assumption:
        """What is assumed."""
        return Assumption(
            self.policy,
            self.leefgeld,
            self.benefit_decided_on,
            self.toeslagen_decided_on,
            self.leaves_reception_centre_on,
            self.facts,
        )


class AssumedPlan(Wire):
    """The plan that would be made, beside the one that stands."""

    policy: str
    summary: PlanSummary
    stands: Annotated[PlanVersion | None, Field(description="The newest version that was kept")]
    document: PlanDocument
