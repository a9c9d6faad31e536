"""Lists of open items on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.events import WordObstacle
from services.months import month_text
from services.notify.open_items.open_item import ItemState
from services.notify.open_items.repository import KeptLine
from services.notify.open_items.repository import OpenItemsFile as KeptFile
from services.notify_events import WordState, WordType
from services.wire import Instant, PageRequest, Wire


class OpenItemsFile(Wire):
    """A supplier's list of open items for a month, as of a day; `owner` sees to what of it is unclear."""

    id: UUID
    supplier_id: UUID
    month: Annotated[str, Field(examples=["2026-03"])]
    listed_on: date
    lines: int
    owner: str
    taken_at: Instant
    by: str

    @classmethod
    def of(cls, kept: KeptFile) -> "OpenItemsFile":
        """The list as it is told."""
        told = {name: value for name, value in kept._asdict().items() if name in cls.model_fields}
        return cls(**{**told, "month": month_text(kept.month)})


class OpenItemsProgress(Wire):
    """How many lines of a list wait to be acted upon, were acted upon, are somebody's, were settled by him; and how
    many are open and not due yet, so that nothing is done about them."""

    received: int
    acted: int
    unclear: int
    settled: int
    not_due: int


class OpenItemsFileWithProgress(OpenItemsFile):
    """A list, and how far it is."""

    progress: OpenItemsProgress

    @classmethod
    def at(cls, kept: KeptFile, counts: dict[str, int]) -> "OpenItemsFileWithProgress":
        """The list as it is told, with its lines by what became of them."""
        progress = OpenItemsProgress(**{name: counts.get(name, 0) for name in OpenItemsProgress.model_fields})
        return cls(**OpenItemsFile.of(kept).model_dump(by_alias=False), progress=progress)


class OpenItemsLine(Wire):
    """A line of a list by its number in the file (the names of the columns are line 1), and what became of its word.

    Without a word it is open and not due yet. What it says is in the word (`/words/{id}/content`).
    """

    line: int
    says: ItemState
    word_id: UUID | None
    type: WordType | None
    state: WordState | None
    obstacle: WordObstacle | None

    @classmethod
    def of(cls, kept: KeptLine) -> "OpenItemsLine":
        """The line as it is told."""
        told = kept._asdict()
        return cls(line=told.pop("number"), **told)


class OpenItemsFileFilter(PageRequest):
    """Which lists."""

    supplier_id: Annotated[UUID | None, Field(description="Those of this supplier")] = None


class OpenItemsLineFilter(PageRequest):
    """Which lines."""

    state: Annotated[WordState | None, Field(description="Those whose word is in this state")] = None
