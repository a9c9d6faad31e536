"""Claims in the database, each with what came back of it and the steps that led to its state."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, func, select

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.schedule.matching.booked import Place
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.claim import Agreement, Part
from services.schedule.toeslagen.claim_tables import ClaimRow, ClaimStepRow, RepaymentRow
from services.schedule.toeslagen.repository import Whose

_CLAIMS = select(ClaimRow).order_by(col(ClaimRow.household_id), col(ClaimRow.toeslag), col(ClaimRow.number))
_REPAYMENTS = select(RepaymentRow).order_by(col(RepaymentRow.repaid_on), col(RepaymentRow.told))


SHOWN = "/shown"
"""Behind the name of what a person told: the bank's word took its place."""

NEAR = timedelta(days=5)
"""Money that a person told for a day is that of a booking so near to it."""


class NoSuchClaim(NotFound):
    """There is no such claim on this toeslag."""


class Claim(NamedTuple):
    """A claim as it is kept, and what came back of it."""

    row: ClaimRow
    made: Sequence[RepaymentRow]

    @property
    def repaid(self) -> int:
        """Cents that are back."""
        return sum(one.amount for one in self.made)

    @property
    def left(self) -> int:
        """Cents of what was agreed that are still to come."""
        return (self.row.back or 0) - self.repaid

    def of_booking(self, place: Place) -> list[RepaymentRow]:
        """What a booking told of it, taken back or not."""
        return [one for one in self.made if (one.statement_id, one.entry, one.part) == place]

    def told_ahead(self, came: Part) -> RepaymentRow | None:
        """What a person told that is this money of the bank; the bank's word has not taken its place yet."""
        known = {(one.repaid_on, one.told) for one in self.made}
        told = (one for one in self.made if one.statement_id is None and _is_same(one, came))
        return next((one for one in told if (one.repaid_on, one.told + SHOWN) not in known), None)

    def shown(self, came: Part) -> int:
        """How many bookings have shown such money around that day."""
        places = {(one.statement_id, one.entry, one.part) for one in self.made if one.statement_id is not None}
        sums = [[one for one in self.made if (one.statement_id, one.entry, one.part) == place] for place in places]
        return sum(sum(one.amount for one in rows) == came.amount and _is_near(rows[-1], came) for rows in sums)

    @property
    def agreement(self) -> Agreement | None:
        """What was agreed, if anything was."""
        row = self.row
        if row.back is None or row.instalment is None or row.first_on is None:
            return None
        return Agreement(row.back, row.instalment, row.first_on)

    @property
    def still_to_come(self) -> list[Part]:
        """What is still to come by what was agreed: of the parts in order, what is not covered by what came."""
        covered, left = self.repaid - self.row.repaid_before, []
        for one in self.agreement.instalments(self.row.repaid_before) if self.agreement else ():
            open_of_it = max(one.amount - covered, 0)
            covered = max(covered - one.amount, 0)
            left += [Part(one.on, open_of_it)] if open_of_it else []
        return left


async def claims_of(session: ReadSession, ids: Collection[UUID]) -> Mapping[Whose, list[Claim]]:
    """The claims on the toeslagen of these households, of each in order."""
    mine = organisation_of(session)
    rows = _CLAIMS.where(ClaimRow.organisation_id == mine, col(ClaimRow.household_id).in_(ids))
    made = _REPAYMENTS.where(RepaymentRow.organisation_id == mine, col(RepaymentRow.household_id).in_(ids))
    return _together((await session.execute(rows)).scalars().all(), (await session.execute(made)).scalars().all())


async def claims_of_one(
    session: ReadSession, household_id: UUID, toeslag: ToeslagKind, after: int, limit: int
) -> list[Claim]:
    """So many claims on a toeslag after the one with that number."""
    every = (await claims_of(session, [household_id])).get((household_id, toeslag), [])
    return [one for one in every if one.row.number > after][:limit]


async def claim_at(session: Session, household_id: UUID, toeslag: ToeslagKind, number: int) -> Claim:
    """The claim with that number; `NoSuchClaim`."""
    every = (await claims_of(session, [household_id])).get((household_id, toeslag), [])
    found = next((one for one in every if one.row.number == number), None)
    if found is None:
        raise NoSuchClaim
    return found


async def enter(session: Session, claim: ClaimRow, by: str, at: datetime) -> None:
    """Keep the state that a claim came into, with the row that says so and what was agreed then."""
    session.add(claim)
    await session.flush()
    count = (
        select(func.count())
        .select_from(ClaimStepRow)
        .where(
            ClaimStepRow.organisation_id == claim.organisation_id,
            ClaimStepRow.household_id == claim.household_id,
            ClaimStepRow.toeslag == claim.toeslag,
            ClaimStepRow.number == claim.number,
        )
    )
    agreed = claim.model_dump(include={"state", "back", "instalment", "first_on"})
    session.add(
        ClaimStepRow(
            organisation_id=claim.organisation_id,
            household_id=claim.household_id,
            toeslag=claim.toeslag,
            number=claim.number,
            step=(await session.execute(count)).scalar_one() + 1,
            by=by,
            at=at,
            **agreed,
        )
    )
    await session.flush()


def _is_same(one: RepaymentRow, came: Part) -> bool:
    return one.amount == came.amount and _is_near(one, came)


def _is_near(one: RepaymentRow, came: Part) -> bool:
    return abs(one.repaid_on - came.on) <= NEAR


def _together(rows: Sequence[ClaimRow], made: Sequence[RepaymentRow]) -> Mapping[Whose, list[Claim]]:
    of_claim: dict[tuple[UUID, ToeslagKind, int], list[RepaymentRow]] = defaultdict(list)
    for one in made:
        of_claim[one.household_id, one.toeslag, one.number].append(one)
    found: dict[Whose, list[Claim]] = defaultdict(list)
    for row in rows:
        claim = Claim(row, of_claim.get((row.household_id, row.toeslag, row.number), []))
        found[row.household_id, row.toeslag].append(claim)
    return found
