"""Toeslagen among what came in: each is an arrival, which says where that toeslag of a household stands from now on.

So is what comes back of one that came to the client's own account: it lowers the claim on it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.matching.booked import Booked
from services.schedule.matching.verdict import Shared
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.arriving import CameIn, Place, arrived
from services.schedule.toeslagen.claim import Part
from services.schedule.toeslagen.repaying import Shown, show
from services.schedule.toeslagen.repository import times_taken_back
from services.schedule.wanted.claim_back import ClaimName, claim_named

_TOESLAGEN = {str(kind): kind for kind in ToeslagKind}


async def tell_toeslagen(
    session: Session, hand: Hand, shared: Iterable[tuple[Booked, Shared]], again: Collection[tuple[UUID, int, int]]
) -> None:
    """Tell of every toeslag that these bookings brought; those that are matched `again` may have brought some before.
    The caller holds the households."""
    came = [one for booked, verdict in shared if not booked.is_debit for one in _came_in(booked, verdict, hand)]
    for at, one in enumerate(came):
        if one.booking is not None and one.booking in again:
            came[at] = one._replace(number=await times_taken_back(session, *one.booking) + 1)
    if came:
        await arrived(session, hand, came)


async def tell_claims(session: Session, hand: Hand, shared: Iterable[tuple[Booked, Shared]]) -> None:
    """Tell of all that these bookings brought back of claims. The caller holds the households."""
    of_claim: Counter[tuple[UUID, ClaimName, Booked]] = Counter()
    for booked, verdict in shared:
        for share in verdict.shares:
            if not booked.is_debit and (name := claim_named(share.subject.partition("/")[0])) is not None:
                of_claim[share.household_id, name, booked] += share.amount
    came = [
        Shown(household_id, name, Part(min(booked.booked_on, hand.today), amount), booked.place)
        for (household_id, name, booked), amount in of_claim.items()
    ]
    await show(session, hand, came)


def _came_in(booked: Booked, verdict: Shared, hand: Hand) -> Iterator[CameIn]:
    """What a booking brought of each toeslag; its months follow from what was due, if it is of more than one."""
    on = min(booked.booked_on, hand.today)  # a bank may book a day ahead of the clock of whoever takes it in
    of_toeslag: Counter[tuple[UUID, ToeslagKind]] = Counter()
    for share in verdict.shares:
        if (kind := _TOESLAGEN.get(share.kind)) is not None:
            of_toeslag[share.household_id, kind] += share.amount
    for (household_id, kind), amount in of_toeslag.items():
        yield CameIn(household_id, kind, amount, on, Place(*booked.place))
