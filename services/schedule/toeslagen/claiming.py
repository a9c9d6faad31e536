"""What becomes of toeslag that came wrongly to the client: agreed on with him, or waived by two persons."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, InvalidInput, Refused
from services.money import euros
from services.months import month_of
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.contents import OtherFlow
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import Fact, Key, standing
from services.schedule.households.service import record
from services.schedule.households.what_if import Assumption, assumed_plan
from services.schedule.payments.expecting import expect_at_once
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Plan
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen import claim_repository
from services.schedule.toeslagen.claim import (
    CLAIM,
    MOST_INSTALMENTS,
    Agreement,
    ClaimEvent,
    covered,
    flows,
    of_claim,
    statements,
    too_little_left,
)
from services.schedule.toeslagen.claim_repository import Claim
from services.schedule.toeslagen.claim_steps import take_step
from services.schedule.toeslagen.claim_tables import ClaimRow
from services.schedule.toeslagen.keeping import Known
from services.schedule.toeslagen.repository import ToldArrival
from services.schedule.wanted.claim_back import ClaimName
from services.schedule.wanted.income import expectations
from services.schedule.why import Why

_MONTHS = 2 * MOST_INSTALMENTS
"""Longer than what is agreed, and agreed anew, takes."""

_AGREED = "it was agreed what comes back"
_WAIVED = "nothing more has to come back"


class BelowFloor(Refused):
    """Less than the floor would be left to live on; agree on smaller parts, or on days on which there is more."""


class NobodyProposed(Conflict):
    """Nobody proposed to waive this claim; a case manager does, with the reason."""


class OwnProposal(Refused):
    """Who proposed to waive a claim cannot waive it; ask a colleague."""


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
        await take_step(session, hand, row)


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
    name, stands = ClaimName(toeslag, number), standing(household.facts)
    wanted = flows(toeslag, number, [*covered(stands, name, claim.repaid), *agreed.instalments(claim.repaid)])
    plan = _check(household, hand, agreed, claim, wanted, stands)
    claim.row.state, claim.row.back = state, agreed.back
    claim.row.instalment, claim.row.first_on = agreed.instalment, agreed.first_on
    claim.row.repaid_before = claim.repaid
    await take_step(session, hand, claim.row)
    await record(session, hand, household_id, statements(stands, toeslag, number, wanted, _AGREED))
    expected = [one for one in expectations(plan) if one.subject.partition("/")[0] == name.comes_back]
    await expect_at_once(session, household_id, name.comes_back, _months(claim), expected)
    return claim


async def propose_waiver(
    session: Session, hand: Hand, household_id: UUID, toeslag: ToeslagKind, number: int, why: Why
) -> Claim:
    """Propose that nothing more has to come back, and say why; a second person decides.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoSuchClaim`, `CannotHappen`.
    """
    await households.hold(session, household_id, hand.municipalities)
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
    await take_step(session, hand, claim.row)
    name, stands = ClaimName(toeslag, number), standing(household.facts)
    made = flows(toeslag, number, covered(stands, name, claim.repaid))
    await record(session, hand, household_id, statements(stands, toeslag, number, made, _WAIVED))
    await expect_at_once(session, household_id, name.comes_back, _months(claim), ())
    return claim


def waiver_place(row: ClaimRow) -> bytes:
    """Where a reason to waive is sealed for."""
    return row.organisation_id.bytes + row.household_id.bytes + f"toeslag_claim/{row.toeslag}/{row.number}".encode()


def _months(claim: Claim) -> range:
    """The months in which anything of a claim can be expected back."""
    first = month_of(claim.row.arrived_on)
    return range(first, first + _MONTHS)


def _check(
    household: Household,
    hand: Hand,
    agreed: Agreement,
    claim: Claim,
    wanted: Iterable[OtherFlow],
    stands: dict[Key, Fact],
) -> Plan:
    """The plan with what was agreed, which was laid beside the plan without any of it."""
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
    return after.plan
