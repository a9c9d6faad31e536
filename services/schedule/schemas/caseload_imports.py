"""What a caseload file came to, as others read it."""

from uuid import UUID

from services.wire import Instant, Wire


class CaseloadImport(Wire):
    """What a caseload file came to; `repeated` says that this very file had been taken in before."""

    id: UUID
    repeated: bool
    encoding: str
    sha256: str
    rows: int
    registered: int
    changed: int
    unchanged: int
    facts: int
    plans: int
    imported_at: Instant
    imported_by: str
