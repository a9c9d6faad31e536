"""What is asked of exceptions, and of what came back."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict
from services.schedule.matching.tables import CameBackRow, ExceptionRow
from services.schedule.statements.repository import statement

_SEEN = """
    (cast(:sees as text[]) is null or household.municipality = any(:sees) or (
        household.id is null and statement.account in (select iban from municipality where code = any(:sees))
    ))
"""
_OPEN = text(
    f"""
    select odd.statement_id, odd.entry, odd.part, oddity, odd.amount, odd.direction, booked_on, odd.household_id,
        odd.run_id, odd.end_to_end_id, raised_at, due_on
    from bank_exception as odd left join statement on statement.id = odd.statement_id
    left join household on household.id = odd.household_id
    where closed_at is null and {_SEEN}
    and (odd.due_on, odd.statement_id, odd.entry, odd.part) > (:due_on, :statement_id, :entry, :part)
    order by odd.due_on, odd.statement_id, odd.entry, odd.part limit :limit
    """
)


class NothingIsOdd(Conflict):
    """There is no exception at this booking of the statement; see the list of exceptions."""


class NothingCameBack(Conflict):
    """No payment of this household for this purpose and occasion came back; see the list of held payments."""


class Place(NamedTuple):
    """Where an open exception stands among all of them: by its day first."""

    due_on: date = date.min
    statement_id: UUID = UUID(int=0)
    entry: int = 0
    part: int = 0


class OpenException(NamedTuple):
    """A booking that nobody has explained yet; cents."""

    statement_id: UUID
    entry: int
    part: int
    oddity: str
    amount: int
    direction: str
    booked_on: date
    household_id: UUID | None
    run_id: UUID | None
    end_to_end_id: str | None
    raised_at: datetime
    due_on: date


async def open_exceptions(
    session: ReadSession, after: Place, limit: int, sees: Collection[str] | None = None
) -> list[OpenException]:
    """Every booking that nobody has explained, the soonest due first; of these municipalities, or of all."""
    asked = {**after._asdict(), "limit": limit, "sees": None if sees is None else list(sees)}
    return [OpenException(*row) for row in await session.execute(_OPEN, asked)]


async def exception_at(session: Session, statement_id: UUID, entry: int, part: int) -> ExceptionRow:
    """The exception at a booking, held; `NoSuchStatement`, `NothingIsOdd`."""
    key = (organisation_of(session), statement_id, entry, part)
    row = await session.get(ExceptionRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        await statement(session, statement_id)
        raise NothingIsOdd
    return row


async def back_at(session: Session, household_id: UUID, purpose: str, occasion: str) -> CameBackRow:
    """What came back of this payment of a household; `NothingCameBack`."""
    query = select(CameBackRow).where(
        CameBackRow.organisation_id == organisation_of(session),
        CameBackRow.household_id == household_id,
        CameBackRow.purpose == purpose,
        CameBackRow.occasion == occasion,
    )
    row = (await session.execute(query.order_by(col(CameBackRow.month)))).scalar_one_or_none()
    if row is None:
        raise NothingCameBack
    return row
