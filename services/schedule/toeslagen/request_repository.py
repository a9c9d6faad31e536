"""Requests for another account in the database, each with the steps that led to its state."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.repository import Whose
from services.schedule.toeslagen.tables import AccountRequestRow, AccountRequestStepRow

_REQUESTS = select(AccountRequestRow).order_by(
    col(AccountRequestRow.household_id), col(AccountRequestRow.toeslag), col(AccountRequestRow.number)
)


class NoSuchRequest(NotFound):
    """There is no such request for another account of this toeslag."""


async def requests_of(session: ReadSession, ids: Collection[UUID]) -> Mapping[Whose, list[AccountRequestRow]]:
    """The requests of these households for another account, of each toeslag in order."""
    query = _REQUESTS.where(
        AccountRequestRow.organisation_id == organisation_of(session), col(AccountRequestRow.household_id).in_(ids)
    )
    found: dict[Whose, list[AccountRequestRow]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.household_id, row.toeslag].append(row)
    return found


async def requests_of_one(
    session: ReadSession, household_id: UUID, toeslag: ToeslagKind, after: int, limit: int
) -> Sequence[AccountRequestRow]:
    """So many requests of a toeslag after the one with that number."""
    query = _REQUESTS.where(
        AccountRequestRow.organisation_id == organisation_of(session),
        AccountRequestRow.household_id == household_id,
        AccountRequestRow.toeslag == toeslag,
        col(AccountRequestRow.number) > after,
    ).limit(limit)
    return (await session.execute(query)).scalars().all()


async def enter(session: Session, request: AccountRequestRow, by: str, at: datetime) -> None:
    """Keep the state that a request came into, with the row that says so."""
    session.add(request)
    step = AccountRequestStepRow
    count = select(func.count()).where(
        step.organisation_id == request.organisation_id,
        step.household_id == request.household_id,
        step.toeslag == request.toeslag,
        step.number == request.number,
    )
    await session.flush()
    session.add(
        step(
            organisation_id=request.organisation_id,
            household_id=request.household_id,
            toeslag=request.toeslag,
            number=request.number,
            step=(await session.execute(count)).scalar_one() + 1,
            state=request.state,
            in_force_on=request.in_force_on,
            by=by,
            at=at,
        )
    )
    await session.flush()
