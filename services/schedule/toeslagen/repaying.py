"""What came back of claims on toeslag: told by a person ahead of the bank, shown by a booking, taken back with it.

What a person told and the bank shows afterwards is the same money: its booking takes the place of his word.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput
from services.events import ClaimState
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.matching.booked import Place
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.claim import CLAIM, ClaimEvent, Part
from services.schedule.toeslagen.claim_repository import SHOWN, Claim, NoSuchClaim, claim_at, claims_of
from services.schedule.toeslagen.claim_steps import take_step
from services.schedule.toeslagen.claim_tables import RepaymentRow
from services.schedule.toeslagen.keeping import look_again
from services.schedule.wanted.claim_back import ClaimName, claim_named


class MoreThanAgreed(Conflict):
    """This is more than is still to come back of this claim."""


class ToldOfAnother(Conflict):
    """Another amount came back of this claim on this day; tell a second payment as number 2."""


class Shown(NamedTuple):
    """Money of a claim that a booking shows; negative where somebody took back that the booking is that."""

    household_id: UUID
    claim: ClaimName
    came: Part
    booking: Place


async def repaid(
    session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, number: int, came: Part, time: int = 1
) -> Claim:
    """Write down a person's word that money of a claim came back, once however often it is told; `time` counts those of
    one day. What a booking has shown before is known.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchClaim`, `CannotHappen`, `MoreThanAgreed`, `ToldOfAnother`;
    `InvalidInput` for a day that is still to come.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    claim = await claim_at(session, household_id, toeslag, number)
    if came.on > hand.today:
        raise InvalidInput([Fault("on", f"{came.on} is still to come", f"give {hand.today} or an earlier day")])
    known = next((one for one in claim.made if (one.repaid_on, one.told) == (came.on, str(time))), None)
    if known is not None and known.amount != came.amount:
        raise ToldOfAnother
    if known is not None or time <= claim.shown(came):
        return claim
    CLAIM.after(claim.row.state, ClaimEvent.REPAY)
    if came.amount > claim.left:
        raise MoreThanAgreed
    claim = await _write(session, hand, claim, came, str(time))
    claim = await _follow(session, hand, claim)
    await look_again(session, hand, [household])
    return claim


async def show(session: Session, hand: Hand, shown: Sequence[Shown]) -> None:
    """Write down what bookings show of claims. The caller holds the households.

    What is more than was agreed, or of a claim that is none any more, is the household's as any money that came in.
    """
    if not shown:
        return
    ids = sorted({one.household_id for one in shown})
    claims = {
        (household_id, ClaimName(toeslag, claim.row.number)): claim
        for (household_id, toeslag), each in (await claims_of(session, ids)).items()
        for claim in each
    }
    for one in shown:
        claim = claims.get((one.household_id, one.claim))
        if claim is not None and claim.agreement is not None:
            now = await (_shown if one.came.amount > 0 else _taken_back)(session, hand, claim, one)
            claims[one.household_id, one.claim] = await _follow(session, hand, now)
    await look_again(session, hand, await households.lock_all(session, ids, hand.municipalities))


async def refuse_no_claim(session: Session, whose: Iterable[tuple[UUID, str]]) -> None:
    """Refuse what a person says to have come back of a claim (by its word, as `huurtoeslag_repaid_1`) of which nothing
    was agreed; `NoSuchClaim`."""
    named = {(household_id, name) for household_id, word in whose if (name := claim_named(word)) is not None}
    for household_id, name in sorted(named):
        if (await claim_at(session, household_id, *name)).agreement is None:
            raise NoSuchClaim


async def _shown(session: Session, hand: Hand, claim: Claim, one: Shown) -> Claim:
    ahead = claim.told_ahead(one.came)
    if ahead is not None:
        counter = Part(ahead.repaid_on, -ahead.amount)
        claim = await _write(session, hand, claim, counter, ahead.told + SHOWN)
    elif claim.row.state is not ClaimState.AGREED:
        return claim
    came = Part(one.came.on, min(one.came.amount, claim.left))
    return await _write(session, hand, claim, came, _told(claim, one.booking), one.booking) if came.amount else claim


async def _taken_back(session: Session, hand: Hand, claim: Claim, one: Shown) -> Claim:
    stood = sum(row.amount for row in claim.of_booking(one.booking))
    if not stood:
        return claim
    return await _write(session, hand, claim, Part(one.came.on, -stood), _told(claim, one.booking), one.booking)


def _told(claim: Claim, booking: Place) -> str:
    """The booking, and which of its words it is: matched, taken back, matched anew."""
    before = len(claim.of_booking(booking))
    return "/".join(str(part) for part in booking) + (f"/{before + 1}" if before else "")


async def _follow(session: Session, hand: Hand, claim: Claim) -> Claim:
    """The state that what came back leads to."""
    row = claim.row
    if row.state is ClaimState.AGREED and not claim.left:
        row.state = CLAIM.after(row.state, ClaimEvent.REPAY)
        await take_step(session, hand, row)
    elif row.state is ClaimState.REPAID and claim.left:
        row.state = CLAIM.after(row.state, ClaimEvent.TAKE_BACK)
        await take_step(session, hand, row)
    return claim


async def _write(
    session: Session, hand: Hand, claim: Claim, came: Part, told: str, booking: Place | None = None
) -> Claim:
    row = RepaymentRow(
        organisation_id=organisation_of(session),
        household_id=claim.row.household_id,
        toeslag=claim.row.toeslag,
        number=claim.row.number,
        repaid_on=came.on,
        told=told,
        amount=came.amount,
        statement_id=booking.statement_id if booking else None,
        entry=booking.entry if booking else None,
        part=booking.part if booking else None,
        told_by=hand.by,
        told_at=hand.now,
    )
    session.add(row)
    await session.flush()
    return Claim(claim.row, [*claim.made, row])
