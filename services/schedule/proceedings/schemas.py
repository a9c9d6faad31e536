"""Proceedings on the wire: what is under way, each step of it, and what became of it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.events import ProceedingEvent, ProceedingKind, ProceedingState
from services.schedule.households.fields import Day
from services.schedule.planning.policy import CostKind
from services.schedule.proceedings.proceeding import Refusal, StepState, Whom
from services.schedule.proceedings.repository import Kept, Wish, opened_refusal
from services.schedule.proceedings.step import OfCost, Step, StepWork
from services.schedule.proceedings.tables import ProceedingRow, ProceedingStepRow, ProceedingTurnRow
from services.sealing import Keyring
from services.wire import Instant, PageRequest, Wire


class Proceeding(Wire):
    """What a person set in motion for a household and several services finish; `cost` if it is of one."""

    id: UUID
    household_id: UUID
    kind: ProceedingKind
    cost: CostKind | None
    state: ProceedingState
    asked_by: str
    asked_at: Instant
    changed_at: Instant

    @classmethod
    def of(cls, row: ProceedingRow) -> "Proceeding":
        """The proceeding as it is told."""
        told = row.model_dump(include=set(Proceeding.model_fields))
        return cls(**told, cost=CostKind(row.about) if row.about else None)


class ProceedingFault(Wire):
    """A fault of a step that was refused, and its cure."""

    where: str
    what: str
    cure: str


class StepRefusal(Wire):
    """Why a step was refused: the code of the problem, what it says, and each fault."""

    code: str
    detail: str
    faults: list[ProceedingFault]

    @classmethod
    def of(cls, refusal: Refusal) -> "StepRefusal":
        """The refusal as it is told."""
        faults = [ProceedingFault(where=one.where, what=one.what, cure=one.cure) for one in refusal.faults]
        return cls(code=refusal.code, detail=refusal.detail, faults=faults)


class ProceedingStep(Wire):
    """A step: what it does, where it is, for whom it waits until when, or why it was refused.

    `needs` are the keys of the steps before it; `handshakeId` is the handshake at the registry that it is about.
    """

    key: str
    work: StepWork
    cost: CostKind | None
    needs: list[str]
    state: StepState
    waits_for: Whom | None
    waits_until: Day | None
    handshake_id: UUID | None
    refusal: StepRefusal | None
    changed_at: Instant

    @classmethod
    def of(cls, step: Step, row: ProceedingStepRow, refusal: Refusal | None) -> "ProceedingStep":
        """The step as it is told."""
        return cls(
            key=step.key,
            work=StepWork(step.work),
            cost=step.cost if isinstance(step, OfCost) else None,
            needs=list(step.needs),
            state=row.state,
            waits_for=row.waits_for,
            waits_until=row.waits_until,
            handshake_id=row.handshake_id,
            refusal=StepRefusal.of(refusal) if refusal else None,
            changed_at=row.changed_at,
        )


class ProceedingTurn(Wire):
    """Something that happened to a proceeding; `step` is the key of the step that was done or refused."""

    happened: ProceedingEvent
    step: str | None
    state: ProceedingState
    by: str
    at: Instant


class ProceedingInFull(Proceeding):
    """A proceeding with its steps, and how it came to where it is. What was done stays done once it is withdrawn."""

    steps: list[ProceedingStep]
    turns: list[ProceedingTurn]

    @classmethod
    def opened(cls, kept: Kept, turns: Sequence[ProceedingTurnRow], keyring: Keyring) -> "ProceedingInFull":
        """The proceeding as it is told to who reads all of it."""
        steps = [
            ProceedingStep.of(
                step, one, opened_refusal(keyring, kept.row, one.refusal_sealed) if one.refusal_sealed else None
            )
            for step, one in zip(kept.steps, kept.at, strict=True)
        ]
        told = [ProceedingTurn(**one.model_dump(include=set(ProceedingTurn.model_fields))) for one in turns]
        return cls(**Proceeding.of(kept.row).model_dump(by_alias=False), steps=steps, turns=told)


class HouseholdProceedingFilter(PageRequest):
    """Which proceedings of a household."""

    kind: Annotated[ProceedingKind | None, Field(description="Those of this kind")] = None
    state: Annotated[ProceedingState | None, Field(description="Those in this state")] = None
    open: Annotated[bool, Field(description="Those alone that have not ended")] = False

    def wish(self, household_id: UUID | None = None) -> Wish:
        """What is asked."""
        return Wish(household_id, self.kind, self.state, self.open)


class ProceedingFilter(HouseholdProceedingFilter):
    """Which proceedings of all households."""

    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None
