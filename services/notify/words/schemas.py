"""Words on the wire: what a supplier gets for an answer, and what we tell of them among ourselves."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.events import WordObstacle
from services.notify.secret_schemas import Reason
from services.notify.words.repository import Step, Wanted
from services.notify.words.saying import SAYINGS, Saying
from services.notify.words.word import Word as KeptWord
from services.notify_events import WordEvent, WordState, WordType
from services.wire import Instant, PageRequest, Wire


class WordReceipt(Wire):
    """Your word as it stands: send it again, with the same `webhook-id` and bytes, to see what became of it.

    One that is `unclear` waits for a person here, who calls you if that is needed; `obstacle` says why.
    """

    word_id: UUID
    state: WordState
    obstacle: WordObstacle | None

    @classmethod
    def of(cls, kept: KeptWord) -> "WordReceipt":
        """The receipt of a word."""
        return cls(word_id=kept.id, state=kept.state, obstacle=kept.obstacle)


class Word(Wire):
    """A word of a supplier, without what it says; `owner` sees to it while it is `unclear`.

    It was told by its system (`sourceId`), or is a line of a list of open items (`fileId`).
    """

    id: UUID
    source_id: UUID | None
    file_id: UUID | None
    supplier_id: UUID
    webhook_id: str
    type: WordType
    state: WordState
    obstacle: WordObstacle | None
    owner: str
    told_at: Instant
    received_at: Instant

    @classmethod
    def of(cls, kept: KeptWord) -> "Word":
        """The word as it is told."""
        told = kept._asdict()
        return cls(**{name: told[name] for name in cls.model_fields})


class WordContent(Wire):
    """What a word says, as the schema of its type has it (`/word-types`)."""

    word_id: UUID
    supplier_id: UUID
    type: WordType
    received_at: Instant
    proof: Annotated[str, Field(description="SHA-256 of the bytes that the supplier signed")]
    data: dict[str, Any]

    @classmethod
    def of(cls, kept: KeptWord, says: Saying) -> "WordContent":
        """What it says, as it is told."""
        return cls(
            word_id=kept.id,
            supplier_id=kept.supplier_id,
            type=kept.type,
            received_at=kept.received_at,
            proof=kept.body_hash.hex(),
            data=says.model_dump(mode="json", by_alias=True),
        )


class WordFilter(PageRequest):
    """Which words."""

    state: Annotated[WordState | None, Field(description="Those in this state")] = None
    type: Annotated[WordType | None, Field(description="Those of this type")] = None
    owner: Annotated[str | None, Field(max_length=255, description="Those that this person sees to")] = None
    supplier_id: Annotated[UUID | None, Field(description="Those of this supplier")] = None

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.state, self.type, self.owner, self.supplier_id)


class WordReason(Wire):
    """What somebody did about a word that nothing could be done with."""

    reason: Reason


class WordStep(Wire):
    """A step in the life of a word, and what stood after it."""

    sequence: int
    happened: WordEvent
    state: WordState
    obstacle: WordObstacle | None
    reason: str | None
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: Step) -> "WordStep":
        """The step as it is told."""
        return cls(**kept._asdict())


class TellableType(Wire):
    """A type of word that a supplier can tell: what it says, and the JSON Schema of its `data`."""

    type: WordType
    says: str
    data_schema: dict[str, Any]

    @classmethod
    def of(cls, kind: WordType) -> "TellableType":
        """The type as it is told."""
        saying = SAYINGS[kind]
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **saying.model_json_schema(by_alias=True)}
        return cls(type=kind, says=" ".join((saying.__doc__ or "").split()), data_schema=schema)
