"""The one lock that all bookings of an organisation share, and that closing a day takes for itself."""

from sqlalchemy import text

from services.database import Session, organisation_of


async def stay_open(session: Session) -> None:
    """Let nobody close a day of this organisation's ledger until this transaction ends; any number may book at once."""
    await _guard(session, "pg_advisory_xact_lock_shared")


async def keep_still(session: Session) -> None:
    """Wait for everyone who is booking for this organisation, and let nobody begin until this transaction ends."""
    await _guard(session, "pg_advisory_xact_lock")


async def _guard(session: Session, lock: str) -> None:
    whose = {"ledger": f"ledger of {organisation_of(session)}"}
    await session.execute(text(f"select {lock}(hashtextextended(:ledger, 0))"), whose)
