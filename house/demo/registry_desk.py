"""The desk of the registry: somebody who handed nothing in approves accounts, and takes in the papers that came."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from sqlalchemy import text

from house.demo.world import World
from services.database import Session
from services.mandates.accounts import batches
from services.mandates.accounts import service as accounts
from services.mandates.hand import Hand
from services.mandates.intake.paper_service import deliver_all
from services.mandates.looking import look_again

PAYEE_APPROVER, CASE_MANAGER = "demo-payee-approver", "demo-case-manager"
"""Who looks at the accounts of a caseload and approves them, and who takes in what clients bring."""

_WAITING = text("select distinct batch_id from account where state = 'proposed' and batch_id is not null order by 1")
_LACKING = text("select distinct household_id from paper where state = 'missing' order by 1")


class AtDesk(NamedTuple):
    """Somebody's hand in the registry, and the session in which it writes."""

    session: Session
    hand: Hand


@asynccontextmanager
async def at_desk(world: World, who: str) -> AsyncIterator[AtDesk]:
    """Let somebody do something in the registry; as behind its doors the rules look at what was touched."""
    async with world.mandates.transaction(world.organisation_id) as session:
        hand = Hand.of(session, who, world.clock.now(), world.keyring)
        yield AtDesk(session, hand)
        await look_again(session, hand)


async def approve_accounts(world: World) -> int:
    """Approve what imports proposed and a bank did not call another's; how many accounts that were."""
    async with at_desk(world, PAYEE_APPROVER) as (session, hand):
        approved = 0
        for batch_id in (await session.execute(_WAITING)).scalars().all():
            proposed = await batches.batch(session, batch_id, None)
            approved += await accounts.approve_batch(session, hand, batch_id, proposed.digest)
    return approved


async def bring_papers(world: World) -> int:
    """Take in all papers that are still asked; how many those were."""
    async with at_desk(world, CASE_MANAGER) as (session, hand):
        households = (await session.execute(_LACKING)).scalars().all()
        return await deliver_all(session, hand, households, cause="brought")
