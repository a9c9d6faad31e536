"""Caseload imports on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.imports.repository import CaseloadImport as KeptImport
from services.schedule.imports.service import Outcome
from services.wire import Instant, Wire


class CaseloadImport(Wire):
    """What a file came to: how many households are new, changed or as they were, and what was added for them.

    `encoding` is how its text turned out to be written. `repeated` says that this very file had been taken in before;
    then nothing changed.
    """

    id: UUID
    repeated: bool
    encoding: Annotated[str, Field(examples=["UTF-8", "Latin-1"])]
    sha256: Annotated[str, Field(description="Of the file, by which it is known again")]
    rows: int
    registered: int
    changed: int
    unchanged: int
    facts: int
    plans: int
    imported_at: Instant
    imported_by: str

    @classmethod
    def of(cls, kept: KeptImport, *, repeated: bool = False) -> "CaseloadImport":
        """The import as it is told."""
        told = {name: value for name, value in kept._asdict().items() if name != "digest"}
        return cls(**told, repeated=repeated, sha256=kept.digest.hex())

    @classmethod
    def after(cls, outcome: Outcome) -> "CaseloadImport":
        """What handing in a file came to."""
        return cls.of(outcome.taken_in, repeated=outcome.repeated)
