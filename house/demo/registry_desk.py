"""The desk of the registry: somebody who handed nothing in approves accounts, and takes in the papers that came."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from house.demo.world import World
from services.database import Session
from services.mandate_events import WatchedMonthState
from services.mandates.accounts import batches
from services.mandates.accounts import service as accounts
from services.mandates.accounts.verification import VerificationResult
from services.mandates.hand import Hand
from services.mandates.intake.paper_service import PaperKey, deliver_all
from services.mandates.intake.requirement import PaperKind
from services.mandates.looking import look_again
from services.mandates.watching import service as watching
from services.mandates.watching.repository import WatchedMonthWish, watched_months
from services.mandates.watching.watched_month import Knower, PaymentWord, Told

PAYEE_APPROVER, CASE_MANAGER, REGISSEUR = "demo-payee-approver", "demo-case-manager", "demo-regisseur"
"""Who looks at the accounts of a caseload and approves them; who is the fixed contact of every household and takes in
what clients bring and suppliers say; and who oversees it, and decides what needs a second person.
"""

_MOST = 100_000
_UNSURE = (None, VerificationResult.NO_MATCH)
_WAITING = text("select distinct batch_id from account where state = 'proposed' and batch_id is not null order by 1")
_MISSING = text("select household_id, kind, about from paper where state = 'missing' order by 1, 2, 3")


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
            if any(count for said, count in proposed.verifications.items() if said not in _UNSURE):
                approved += await accounts.approve_batch(session, hand, batch_id, proposed.digest)
    return approved


async def bring_papers(desk: AtDesk, household_id: UUID, kind: str | None = None) -> int:
    """Take in what is asked of a household, of one kind or all of it; how many papers those were."""
    missing = await _missing(desk)
    others = [one for one in missing if one[0] == household_id and kind not in (None, one[1])]
    return await deliver_all(desk.session, desk.hand, [household_id], others, cause="brought")


async def bring_what_nobody_waits_for(world: World, to_come: Collection[tuple[UUID, str]]) -> int:
    """Take in all papers that are asked by now, but those (household, kind) that are brought on a later day."""
    async with at_desk(world, CASE_MANAGER) as desk:
        missing = await _missing(desk)
        later = [one for one in missing if one[:2] in to_come]
        households = {one[0] for one in missing}
        return await deliver_all(desk.session, desk.hand, sorted(households), later, cause="brought")


async def ask_whether_paid(world: World) -> int:
    """Ask the suppliers about every month that a client pays under watch; they say that it arrived. How many."""
    async with at_desk(world, CASE_MANAGER) as (session, hand):
        wish = WatchedMonthWish(WatchedMonthState.TO_ASK)
        months = await watched_months(session, None, wish, None, _MOST)
        for one in months:
            await watching.answer(session, hand, one.id, Told(PaymentWord.PAID, Knower.SUPPLIER))
        return len(months)


async def _missing(desk: AtDesk) -> list[PaperKey]:
    return [(row.household_id, PaperKind(row.kind), row.about) for row in await desk.session.execute(_MISSING)]
