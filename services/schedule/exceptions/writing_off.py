"""Writing off: what nobody will ever explain leaves suspense for the organisation's own loss or gain, with a reason."""

from services.database import Session, organisation_of
from services.failpoints import failpoint
from services.schedule.exceptions.booking import into_the_loss
from services.schedule.exceptions.standing import standing_at
from services.schedule.hand import Hand
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Place
from services.schedule.matching.exception_steps import end, next_number
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.verdict import ExceptionEnd


async def write_off(session: Session, hand: Hand, place: Place, why: str) -> ExceptionRow:
    """Do it, as the second person; the caller has the turn. Refused as `standing_at` refuses."""
    found = await standing_at(session, place)
    number = await next_number(session, place)
    short = await post(session, [into_the_loss(organisation_of(session), found.booked, number, hand.today)])
    assert not short, "neither account has a limit"
    await end(session, hand, found.row, ExceptionEnd.WRITTEN_OFF, why)
    failpoint("exceptions.written-off")
    return found.row
