"""Messages on the wire: what was told to whom, when, by which way, and in which words."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.many_households import HouseholdsAsked
from services.notify.addressees.channel import Channel
from services.notify.dispatch.outgoing import MessageEvent
from services.notify.messages.kinds import Kind
from services.notify.told.message import Message as KeptMessage
from services.notify.told.message import MessageState
from services.notify.told.repository import Step, Wanted
from services.wire import Instant, PageRequest, Wire


class MessageFilter(PageRequest):
    """Which messages of the organisation."""

    household_id: Annotated[UUID | None, Field(description="Those to this household")] = None
    kind: Annotated[Kind | None, Field(description="Those about this")] = None
    state: Annotated[MessageState | None, Field(description="Those in this state")] = None
    cost: Annotated[str | None, Field(max_length=40, description="Those about this fixed cost")] = None

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.household_id, self.kind, self.state, self.cost)


class MessageSearch(HouseholdsAsked):
    """Whose messages, and which of them."""

    kind: Annotated[Kind | None, Field(description="Those about this")] = None
    state: Annotated[MessageState | None, Field(description="Those in this state")] = None


class Message(Wire):
    """A message to a household about a day: where it is, and by which channel it went or goes.

    `subject` tells messages of one kind and day apart: a month, a nominal day of leefgeld, a cost.
    """

    id: UUID
    household_id: UUID
    kind: Kind
    subject: str
    day: date
    tell_until: date
    costs: list[str]
    state: MessageState
    version: int
    channel: Channel | None
    prepared_at: Instant

    @classmethod
    def of(cls, kept: KeptMessage) -> "Message":
        """The message as it is told."""
        return cls(
            id=kept.id,
            household_id=kept.household_id,
            kind=kept.kind,
            subject=kept.subject,
            day=kept.day,
            tell_until=kept.tell_until,
            costs=list(kept.costs),
            state=kept.state,
            version=kept.version,
            channel=kept.channel,
            prepared_at=kept.prepared_at,
        )


class MessageStep(Wire):
    """What happened to a message; `words` are those that were handed over, until the household is erased.

    `contentSha256` is of the bytes, so what somebody shows can be held against it, and `wording` marks the wording.
    """

    sequence: int
    happened: MessageEvent
    state: MessageState
    channel: Channel | None
    words: str | None
    content_sha256: str | None
    wording: str | None
    detail: str | None
    at: Instant
    by: str

    @classmethod
    def of(cls, step: Step, words: str | None) -> "MessageStep":
        """The step as it is told."""
        return cls(
            sequence=step.sequence,
            happened=step.happened,
            state=step.state,
            channel=step.channel,
            words=words,
            content_sha256=step.content_hash.hex() if step.content_hash else None,
            wording=step.wording,
            detail=step.detail,
            at=step.at,
            by=step.by,
        )


class ChannelReport(StrEnum):
    """What a channel says of a message that was handed over."""

    ARRIVED = "arrived"
    BOUNCED = "bounced"


class MessageReport(Wire):
    """What became of a message on its way."""

    report: ChannelReport
