"""What becomes of toeslag that came wrongly to the client: agreed on with him, paid back, or waived by two persons."""

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import StringConstraints

from services.database import Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.events import ClaimState, ToeslagClaimChanged
from services.money import euros
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.contents import OtherFlow
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import Fact, Key, standing
from services.schedule.households.service import record
from services.schedule.households.what_if import Assumption, assumed_plan
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen import claim_repository
from services.schedule.toeslagen.claim import (
    CLAIM,
    Agreement,
    ClaimEvent,
    Part,
    flows,
    of_claim,
    statements,
    too_little_left,
)
from services.schedule.toeslagen.claim_repository import Claim
from services.schedule.toeslagen.claim_tables import ClaimRow, RepaymentRow
from services.schedule.toeslagen.keeping import Known, look_again
from services.schedule.toeslagen.repository import ToldArrival

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1_000)]
"""A reason, in a sentence."""

_AGREED = "it was agreed what comes back"
_WAIVED = "nothing more has to come back"


class BelowFloor(Refused):
    """Less than the floor would be left to live on; agree on smaller parts, or on days on which there is more."""


class MoreThanAgreed(Conflict):
    """This is more than is still to come back of this claim."""


class ToldOfAnother(Conflict):
    """Another amount came back of this claim on this day; tell a second payment as number 2."""


class NobodyProposed(Conflict):
    """Nobody proposed to waive this claim; a case manager does, with the reason."""


class OwnProposal(Refused):
    """Who proposed to waive a claim cannot waive it; ask a colleague."""


class Booked(NamedTuple):
    """A booking of the bank that shows a repayment."""

    statement_id: UUID
    entry: int
    part: int


async def open_claims(session: Session, hand: Hand, known: Known, told: Sequence[ToldArrival]) -> None:
    """Claim what came to the client although the budget account is meant; each arrival once, it was told once."""
    meant = {(owner, one.kind) for owner, each in known.items() for one in each if one.is_meant_for_budget}
    astray = [one for one in told if one.account is Account.CLIENT and (one.household_id, one.toeslag) in meant]
    if not astray:
        return
    before = await claim_repository.claims_of(session, {one.household_id for one in astray})
    numbers = {whose: len(claims) for whose, claims in before.items()}
    for one in astray:
        whose = one.household_id, one.toeslag
        numbers[whose] = numbers.get(whose, 0) + 1
        row = ClaimRow(
            organisation_id=organisation_of(session),
            household_id=one.household_id,
            toeslag=one.toeslag,
            number=numbers[whose],
            arrived_on=one.arrived_on,
            told=one.told,
            came=one.amount,
            state=CLAIM.first,
        )
        await _say(session, hand, row)


async def agree(
    session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, number: int, agreed: Agreement
) -> Claim:
    """Write down what case manager and client agreed on; what was agreed before holds no more.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchClaim`, `CannotHappen`; `InvalidInput` for what cannot be agreed
    on, `BelowFloor` where the plan leaves less than the floor in a month.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    claim = await claim_repository.claim_at(session, household_id, toeslag, number)
    state = CLAIM.after(claim.row.state, ClaimEvent.AGREE)
    wanted = flows(toeslag, number, [*_made(claim), *agreed.instalments(claim.repaid)])
    stands = standing(household.facts)
    _check(household, hand, agreed, claim, wanted, stands)
    claim.row.state, claim.row.back = state, agreed.back
    claim.row.instalment, claim.row.first_on = agreed.instalment, agreed.first_on
    claim.row.repaid_before = claim.repaid
    await _say(session, hand, claim.row)
    await record(session, hand, household_id, statements(stands, toeslag, number, wanted, _AGREED))
    return claim


async def repaid(
    session: Session,
    hand: Hand,
    household_id: UUID,
    toeslag: ToeslagKind,
    number: int,
    came: Part,
    booking: Booked | None = None,
    time: int = 1,
) -> Claim:
    """Write down that money of a claim came back, once however often it is told; `time` counts those of one day that a
    person tells.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchClaim`, `CannotHappen`, `MoreThanAgreed`, `ToldOfAnother`;
    `InvalidInput` for a day that is still to come.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    claim = await claim_repository.claim_at(session, household_id, toeslag, number)
    if came.on > hand.today:
        raise InvalidInput([Fault("on", f"{came.on} is still to come", f"give {hand.today} or an earlier day")])
    told = str(time) if booking is None else "/".join(str(part) for part in booking)
    known = next((one for one in claim.made if (one.repaid_on, one.told) == (came.on, told)), None)
    if known is not None:
        if known.amount != came.amount:
            raise ToldOfAnother
        return claim
    state = CLAIM.after(claim.row.state, ClaimEvent.REPAY)
    left = (claim.row.back or 0) - claim.repaid - came.amount
    if left < 0:
        raise MoreThanAgreed
    row = _repayment(session, hand, claim.row, came, told, booking)
    session.add(row)
    await session.flush()
    claim = Claim(claim.row, [*claim.made, row])
    if not left:
        claim.row.state = state
        await _say(session, hand, claim.row)
    await look_again(session, hand, [household])
    return claim


async def propose_waiver(
    session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, number: int, why: Why
) -> Claim:
    """Propose that nothing more has to come back, and say why; a second person decides.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchClaim`, `CannotHappen`.
    """
    await households.lock(session, household_id, hand.municipalities)
    claim = await claim_repository.claim_at(session, household_id, toeslag, number)
    CLAIM.after(claim.row.state, ClaimEvent.WAIVE)
    claim.row.waiver_proposed_by = hand.by
    claim.row.why_sealed = hand.keyring.seal(why, waiver_place(claim.row))
    await session.flush()
    return claim


async def waive(session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, number: int) -> Claim:
    """Decide that nothing more has to come back, as somebody else proposed.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchClaim`, `CannotHappen`, `NobodyProposed`, `OwnProposal`.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    claim = await claim_repository.claim_at(session, household_id, toeslag, number)
    state = CLAIM.after(claim.row.state, ClaimEvent.WAIVE)
    if claim.row.waiver_proposed_by is None:
        raise NobodyProposed
    if claim.row.waiver_proposed_by == hand.by:
        raise OwnProposal
    claim.row.state, claim.row.waived_by = state, hand.by
    await _say(session, hand, claim.row)
    made = flows(toeslag, number, _made(claim))
    await record(session, hand, household_id, statements(standing(household.facts), toeslag, number, made, _WAIVED))
    return claim


def waiver_place(row: ClaimRow) -> bytes:
    """Where a reason to waive is sealed for."""
    return row.organisation_id.bytes + row.household_id.bytes + f"toeslag_claim/{row.toeslag}/{row.number}".encode()


def _made(claim: Claim) -> list[Part]:
    return [Part(one.repaid_on, one.amount) for one in claim.made]


def _check(
    household: Household,
    hand: Hand,
    agreed: Agreement,
    claim: Claim,
    wanted: Iterable[OtherFlow],
    stands: dict[Key, Fact],
) -> None:
    """The plan with what was agreed, beside the plan without any of it."""
    old = of_claim(stands, claim.row.toeslag, claim.row.number)
    bare = Dossier(fact.content for key, fact in stands.items() if fact.content is not None and key not in old)
    about = str(household.id), bare, household.municipal_policy
    before = assumed_plan(*about, Assumption(), hand.rules)
    faults = list(agreed.faults(claim.row.came, claim.repaid, hand.today, before.case.relief_ends_on))
    if faults:
        raise InvalidInput(faults)
    after = assumed_plan(*about, Assumption(contents=tuple(wanted)), hand.rules)
    short = too_little_left(before.plan, after.plan)
    if short:
        months = "; ".join(f"from {one.on} {euros(one.amount, 'en')}" for one in short)
        raise BelowFloor(
            f"Less than the floor would be left to live on: {months} too little. Agree on smaller parts, or on days on"
            " which there is more."
        )


def _repayment(
    session: Session, hand: Hand, row: ClaimRow, came: Part, told: str, booking: Booked | None
) -> RepaymentRow:
    return RepaymentRow(
        organisation_id=organisation_of(session),
        household_id=row.household_id,
        toeslag=row.toeslag,
        number=row.number,
        repaid_on=came.on,
        told=told,
        amount=came.amount,
        statement_id=booking.statement_id if booking else None,
        entry=booking.entry if booking else None,
        part=booking.part if booking else None,
        told_by=hand.by,
        told_at=hand.now,
    )


async def _say(session: Session, hand: Hand, row: ClaimRow) -> None:
    await claim_repository.enter(session, row, hand.by, hand.now)
    event = ToeslagClaimChanged(
        organisation_id=row.organisation_id,
        household_id=row.household_id,
        arrived_on=row.arrived_on,
        state=ClaimState(row.state),
    )
    await announce(session, event, now=hand.now)
