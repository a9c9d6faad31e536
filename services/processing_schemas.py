"""The processing log on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.wire import Instant, PageRequest, Wire


class ProcessingActivity(Wire):
    """A processing activity that this service takes part in."""

    id: str
    name: str
    purpose: str
    legal_basis: Annotated[str, Field(description="As we propose it; the organisation's own register says what holds")]


class ProcessingActivities(Wire):
    """The processing activities of this service."""

    items: list[ProcessingActivity]


class LoggedProcessing(Wire):
    """What somebody did at one request; a status from 400 on means that nothing was shown or changed."""

    position: Annotated[int, Field(description="Where it stands in the log of this service")]
    activity: Annotated[str, Field(description="`id` of the processing activity")]
    operation: Annotated[str, Field(description="Method and path, as the document of this API has them")]
    resources: Annotated[dict[str, str], Field(description="Ids in the path, by their names")]
    household_ids: Annotated[list[UUID], Field(description="Whose data: households that were asked for or shown")]
    subject: Annotated[str, Field(description="Who: the issuer's own word, or `service:` and a service of this house")]
    roles: list[str]
    on_behalf_of: Annotated[str | None, Field(description="At whose request a service asked; nobody's: null")] = None
    started_at: Instant
    ended_at: Instant
    trace_id: Annotated[str, Field(description="Joins what one act led to in all services")]
    operation_id: str
    parent_operation_id: str | None = None
    status: Annotated[int, Field(ge=100, le=599, description="The HTTP status of the answer")]


class ProcessingAsked(PageRequest):
    """Which lines of the log, the newest first."""

    household_id: UUID | None = None
    subject: Annotated[
        str | None, Field(min_length=1, max_length=255, description="Who did it, or at whose request it was done")
    ] = None
    activity: Annotated[str | None, Field(min_length=1, max_length=255)] = None
    trace_id: Annotated[str | None, Field(pattern="^[0-9a-f]{32}$")] = None
    since: Instant | None = None
    until: Annotated[Instant | None, Field(description="The first moment that is no longer wanted")] = None


class ProcessingBatch(Wire):
    """Lines that were linked into the chain together."""

    number: int
    lines: int
    last_position: int
    before: Annotated[str, Field(description="The hash of the batch before it, 64 hex digits")]
    hash: Annotated[str, Field(description="SHA-256 over the 32 bytes of `before` and the batch's content")]
    linked_at: Instant
