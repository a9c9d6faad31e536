"""Workers of the desk on the wire: to whoever writes them in full, for they are there to be corrected."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.types import JsonValue

from services.errors import Fault, InvalidInput
from services.notify.desk.worker import MOST_HOUSEHOLDS, DeskErasureGround, DeskRole, Hours
from services.notify.desk.worker import DeskWorker as KeptWorker
from services.notify.fields import EmailAddress, Hour, Name
from services.notify.messages.language import Language
from services.notify.sealed_history import Step
from services.notify_events import DeskWorkerEvent
from services.wire import Instant, Wire

_EXAMPLE: dict[str, JsonValue] = {
    "subject": "anna",
    "name": "A. Verzonnen",
    "email": "anna@gemeente.example",
    "role": "case_manager",
    "language": "nl",
    "worksFrom": "08:00",
    "worksUntil": "17:00",
}
Subject = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$"),
    Field(description="The issuer's own word for the person", examples=["anna"]),
]


class DeskWorkerDetails(Wire):
    """Who is told, as what, where and when. Without hours at any moment, without households of all of them; a supporter
    has some."""

    subject: Subject
    name: Name
    email: EmailAddress
    role: DeskRole
    language: Annotated[Language, Field(description="nl or en")] = Language.DUTCH
    works_from: Annotated[Hour | None, Field(description="On bank days")] = None
    works_until: Hour | None = None
    households: Annotated[tuple[UUID, ...] | None, Field(max_length=MOST_HOUSEHOLDS)] = None
    subscription_id: Annotated[
        UUID | None, Field(description="A webhook of the organisation itself by which he is told too")
    ] = None
    until: Annotated[date | None, Field(description="The last day on which he is told; of a supporter's naming")] = None

    def worker(self) -> KeptWorker:
        """The worker as we keep him; `InvalidInput`."""
        if (self.works_from is None) != (self.works_until is None):
            raise InvalidInput([Fault("worksUntil", "is one of two hours", "give both, or none")])
        hours = Hours(self.works_from, self.works_until) if self.works_from and self.works_until else None
        households = None if self.households is None else tuple(sorted(set(self.households)))
        reached = self.subject, self.name, self.email, self.role, self.language
        return KeptWorker(*reached, hours, households, self.subscription_id, self.until)


class NewDeskWorker(DeskWorkerDetails):
    """Somebody who is told from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})


class CorrectedDeskWorker(DeskWorkerDetails):
    """How he is told from now on, by somebody who saw how it was before."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "seenVersion": 1}]})

    seen_version: Annotated[int, Field(strict=True, ge=1, description="The version that this was decided on")]


class DeskWorkerErasure(Wire):
    """Why a worker is erased."""

    ground: DeskErasureGround


class DeskWorker(DeskWorkerDetails):
    """Somebody who is told, and since when it is so."""

    id: UUID
    version: int
    at: Instant
    by: str

    @classmethod
    def of(cls, step: Step[KeptWorker]) -> Self:
        """The worker as he is told of."""
        assert step.document is not None, "a worker that is told of was not erased"
        return cls(id=step.owner, version=step.version, **_told(step.document), at=step.at, by=step.by)


class DeskWorkerChange(Wire):
    """That a worker was added, corrected or erased: the answer of the command, and nothing of the person, for an answer
    is kept beside its key and would outlive him."""

    id: UUID
    version: int
    happened: DeskWorkerEvent
    ground: DeskErasureGround | None
    at: Instant
    by: str

    @classmethod
    def of_step(cls, step: Step[KeptWorker]) -> "DeskWorkerChange":
        """The step as its command is answered."""
        return cls(id=step.owner, **step.bare())


class DeskWorkerStep(DeskWorkerChange):
    """What happened to a worker, and what stood afterwards; of one who was erased nothing can be shown."""

    worker: DeskWorkerDetails | None

    @classmethod
    def of(cls, step: Step[KeptWorker]) -> Self:
        """The step as it is told."""
        worker = DeskWorkerDetails(**_told(step.document)) if step.document else None
        return cls(id=step.owner, **step.bare(), worker=worker)


def _told(kept: KeptWorker) -> dict[str, Any]:
    return {
        "subject": kept.subject,
        "name": kept.name,
        "email": kept.email,
        "role": kept.role,
        "language": kept.language,
        "works_from": kept.hours and kept.hours.since,
        "works_until": kept.hours and kept.hours.until,
        "households": kept.households,
        "subscription_id": kept.subscription_id,
        "until": kept.until,
    }
