"""After a command the rules of the alarms look at every household that it touched, in the transaction of the command.

So an alarm is over in the moment in which what it is about is, and a new one is there with what raised it; and a paper
that the registry has itself, as an authorisation that was just signed, holds up no cost until the next morning. Nobody
has to think of it: whoever asks for the hand of a caller gets it looked after.
"""

from typing import Final

from services.database import Session, organisation_of
from services.jobs import defer
from services.mandates.alarms import repository, service
from services.mandates.hand import Hand
from services.mandates.households.repository import take_touched
from services.mandates.intake.paper_service import require_many

LOOK: Final = "look_at_households"
"""The job that looks at all that no round has seen, or whose look was forgotten."""

AT_ONCE = 100
"""So many households are looked at while somebody waits; an account of a large supplier touches 20,000."""


async def look_again(session: Session, hand: Hand) -> None:
    """Look at what this transaction touched; when it was too much for somebody who waits, let a job do that."""
    touched = take_touched(session)
    if len(touched) > AT_ONCE:
        await repository.forget_looks(session, touched)
        await defer(session, LOOK, organisation_id=str(organisation_of(session)))
    elif touched:
        await require_many(session, hand, touched)
        await service.look_at(session, hand, touched, hand.today)
