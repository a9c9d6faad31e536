"""A step of a claim: the state that it came into, kept with its history and told."""

from services.database import Session
from services.events import ClaimState, ToeslagClaimChanged
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.toeslagen import claim_repository
from services.schedule.toeslagen.claim_tables import ClaimRow


async def take_step(session: Session, hand: Hand, row: ClaimRow) -> None:
    """Keep the state that a claim is in now, and tell of it."""
    await claim_repository.enter(session, row, hand.by, hand.now)
    event = ToeslagClaimChanged(
        organisation_id=row.organisation_id,
        household_id=row.household_id,
        arrived_on=row.arrived_on,
        state=ClaimState(row.state),
    )
    await announce(session, event, now=hand.now)
