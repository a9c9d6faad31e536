"""Sources on the wire: what is asked, what is told, and the secret, once."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.notify.secret_schemas import Reason, SigningSecret
from services.notify.sources.repository import Step, Wanted
from services.notify.sources.service import WithSecret
from services.notify.sources.source import Address
from services.notify.sources.source import Source as KeptSource
from services.notify_events import SourceEvent, SourceState
from services.wire import Instant, PageRequest, Wire


class NewSource(Wire):
    """A supplier whose system is to tell us; `owner` sees to what nobody can act upon, or else you."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"supplierId": "019b8d2b-8c00-7000-8000-000000000000"}]})

    supplier_id: UUID
    owner: Annotated[str | None, Field(min_length=1, max_length=255)] = None


class SourceReason(Wire):
    """Why a source is removed."""

    reason: Reason


class Source(Wire):
    """A source as it is now: the supplier posts to `path` of this service. Of two secrets the newer stands first."""

    id: UUID
    supplier_id: UUID
    path: Annotated[str, Field(examples=["/v1/letterboxes/AZuNK4wAcACAAAAAAAAAAAGbjSuMAHAAgAAAAAAAAAE"])]
    owner: str
    state: SourceState
    version: int
    registered_at: Instant
    secrets: list[SigningSecret]

    @classmethod
    def of(cls, organisation_id: UUID, kept: KeptSource, now: datetime) -> "Source":
        """The source as it is told at this moment."""
        return cls(**_told(organisation_id, kept, now))


class SourceWithSecret(Source):
    """A source, and the secret that was made for it: give it to the supplier, for it is not shown again."""

    secret: Annotated[str, Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])]

    @classmethod
    def made(cls, organisation_id: UUID, made: WithSecret, now: datetime) -> "SourceWithSecret":
        """The answer of the command that made it."""
        return cls(**_told(organisation_id, made.source, now), secret=made.secret.written())


def _told(organisation_id: UUID, kept: KeptSource, now: datetime) -> dict[str, Any]:
    return {
        "id": kept.id,
        "supplier_id": kept.supplier_id,
        "path": f"/v1/letterboxes/{Address(organisation_id, kept.id).written()}",
        "owner": kept.owner,
        "state": kept.state,
        "version": kept.version,
        "registered_at": kept.registered_at,
        "secrets": [SigningSecret.of(one) for one in kept.signing(now)],
    }


class SourceFilter(PageRequest):
    """Which sources of the organisation."""

    supplier_id: Annotated[UUID | None, Field(description="That of this supplier")] = None
    state: Annotated[SourceState | None, Field(description="Those in this state")] = None

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.supplier_id, self.state)


class SourceStep(Wire):
    """A step in the life of a source, and what stood after it."""

    sequence: int
    happened: SourceEvent
    state: SourceState
    reason: str | None
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: Step) -> "SourceStep":
        """The step as it is told."""
        return cls(**kept._asdict())
