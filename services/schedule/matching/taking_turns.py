"""One at a time: whoever matches bookings of an organisation, and whoever decides about one by hand.

Both hold households and exceptions, in orders that follow from what the bookings say: so first they wait.
"""

from sqlalchemy import text

from services.database import Session, organisation_of

_TURN = text("select pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def take_turn(session: Session) -> None:
    """From now to the end of this transaction nobody else matches a booking of this organisation."""
    await session.execute(_TURN, {"what": f"matching/{organisation_of(session)}"})
