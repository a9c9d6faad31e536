"""Payment runs, and what can be done with one."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from gateway.context import Info
from gateway.described import described
from gateway.problems import (
    AnotherProposal,
    InvalidInput,
    KeyInFlight,
    KeyUsedBefore,
    NoSuchRun,
    NotAllMunicipalities,
    Problem,
    RunIsElsewhere,
    SamePerson,
    told,
)
from gateway.scalars import Month
from services import errors
from services.schedule import schemas

RunKind = strawberry.enum(schemas.RunKind, name="RunKind", description="Why a run was put together.")
RunState = strawberry.enum(schemas.RunState, name="RunState", description="Where a run is.")


@described
class PaymentRun:
    """Payments that are put together, approved and filed as one."""

    id: UUID
    month: Month
    kind: schemas.RunKind
    number: int
    state: schemas.RunState
    pays_from: date
    pays_until: date
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    content_hash: str | None = strawberry.field(description="SHA-256 over every payment as it was proposed")

    @classmethod
    def of(cls, told: schemas.Run) -> Self:
        """The run as the service told it."""
        return cls(
            id=told.id,
            month=Month(told.month),
            kind=told.kind,
            number=told.number,
            state=told.state,
            pays_from=told.pays_from,
            pays_until=told.pays_until,
            proposed_by=told.proposed_by,
            proposed_at=told.proposed_at,
            approved_by=told.approved_by,
            approved_at=told.approved_at,
            content_hash=told.content_hash,
        )


@described
class RunApproved:
    """The run is approved; a worker freezes and files it without anyone's doing."""

    run: PaymentRun


_APPROVAL_REFUSALS = (
    AnotherProposal,
    InvalidInput,
    KeyInFlight,
    KeyUsedBefore,
    NoSuchRun,
    NotAllMunicipalities,
    RunIsElsewhere,
    SamePerson,
)
ApproveRunResult = Annotated[
    RunApproved
    | AnotherProposal
    | InvalidInput
    | KeyInFlight
    | KeyUsedBefore
    | NoSuchRun
    | NotAllMunicipalities
    | RunIsElsewhere
    | SamePerson,
    strawberry.union("ApproveRunResult", description="The approved run, or why it was not approved."),
]


@described
class RunMutation:
    """What can be done with payment runs."""

    @strawberry.mutation(
        graphql_type=ApproveRunResult,
        description=(
            "Approve a run as another person than its proposer, by the hash of what was looked at. "
            "Sent again with the same idempotency key it has one effect and one answer."
        ),
    )
    async def approve_run(
        self, info: Info, run_id: UUID, content_hash: str, idempotency_key: str
    ) -> RunApproved | Problem:
        try:
            run = await info.context.schedule.approve_run(run_id, content_hash, idempotency_key)
        except errors.Problem as problem:
            return told(problem, _APPROVAL_REFUSALS)
        return RunApproved(run=PaymentRun.of(run))
