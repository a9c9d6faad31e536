"""What is asked of exceptions, and of what came back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, NotFound
from services.events import Oddity
from services.schedule.matching.tables import CameBackRow, ExceptionRow
from services.schedule.matching.verdict import ExceptionEnd
from services.schedule.statements.repository import statement

_SEEN = """
    (cast(:sees as text[]) is null or household.municipality = any(:sees) or (
        household.id is null and statement.account in (select iban from municipality where code = any(:sees))
    ))
"""
_TOLD = f"""
    select odd.statement_id, odd.entry, odd.part, oddity, odd.amount, odd.direction, booked_on, odd.household_id,
        odd.run_id, odd.end_to_end_id, raised_at, due_on, owner, asked_back.asked_on, ended_as, closed_at, closed_by
    from bank_exception as odd left join statement on statement.id = odd.statement_id
    left join household on household.id = odd.household_id
    left join lateral (
        select max(asked_on) as asked_on from asked_back
        where asked_back.statement_id = odd.statement_id and asked_back.entry = odd.entry
        and asked_back.part = odd.part
    ) as asked_back on odd.direction = 'debit'
    where {_SEEN}
"""
_IN_ORDER = "due_on, statement_id, entry, part"
_LINE = """
    statement_id, entry, part, oddity, amount, direction, booked_on, household_id, run_id, end_to_end_id, raised_at,
    due_on, owner, asked_on, ended_as, closed_at, closed_by
"""
_WANTED = """
    and (cast(:owner as text) is null or owner = :owner) and (not :of_nobody or owner is null)
    and (cast(:oddity as text) is null or oddity = :oddity)
    and (cast(:due_before as date) is null or due_on < :due_before)
"""
_PAGE = f"""
    {_WANTED}
    and (cast(:household_id as uuid) is null or odd.household_id = :household_id)
    and (odd.due_on, odd.statement_id, odd.entry, odd.part) > (:due_on, :statement_id, :entry, :part)
    order by odd.due_on, odd.statement_id, odd.entry, odd.part limit :limit
"""
_OPEN = text(f"{_TOLD} and closed_at is null {_PAGE}")
_OF_HOUSEHOLDS = {
    ended: text(
        f"""
        select {_LINE} from (
            select told.*, row_number() over (partition by household_id order by {_IN_ORDER}) as place_of_each
            from ({_TOLD} and closed_at {is_so} {_WANTED} and odd.household_id = any(:ids)) as told
        ) as numbered where place_of_each <= :limit order by place_of_each
        """
    ).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
    for ended, is_so in ((False, "is null"), (True, "is not null"))
}
_ENDED = text(f"{_TOLD} and closed_at is not null {_PAGE}")
_ONE = text(f"{_TOLD} and (odd.statement_id, odd.entry, odd.part) = (:statement_id, :entry, :part)")


class NothingIsOdd(Conflict):
    """There is no exception at this booking of the statement; see the list of exceptions."""


class NoSuchException(NotFound):
    """No booking of that statement is or was an exception there; see the list of exceptions."""


class NothingCameBack(Conflict):
    """No payment of this household for this purpose and occasion came back; see the list of held payments."""


class Place(NamedTuple):
    """Where an open exception stands among all of them: by its day first."""

    due_on: date = date.min
    statement_id: UUID = UUID(int=0)
    entry: int = 0
    part: int = 0


class Wanted(NamedTuple):
    """Which exceptions are asked for: open or ended ones, somebody's or nobody's, of one oddity, due before a day, of
    one household."""

    ended: bool = False
    owner: str | None = None
    of_nobody: bool = False
    oddity: Oddity | None = None
    due_before: date | None = None
    household_id: UUID | None = None


class ExceptionLine(NamedTuple):
    """A booking that no rule explains, and what became of it; cents. Our own bank was `asked_back_on` for it."""

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
    owner: str | None
    asked_back_on: date | None
    ended_as: ExceptionEnd | None
    closed_at: datetime | None
    closed_by: str | None


_EVERY_OPEN = Wanted()


async def page_of_exceptions(
    session: ReadSession,
    after: Place,
    limit: int,
    sees: Collection[str] | None = None,
    wanted: Wanted = _EVERY_OPEN,
) -> list[ExceptionLine]:
    """Exceptions, the soonest due first; of these municipalities, or of all."""
    asked = {**wanted._asdict(), **after._asdict(), "limit": limit, "sees": None if sees is None else list(sees)}
    return [ExceptionLine(*row) for row in await session.execute(_ENDED if wanted.ended else _OPEN, asked)]


async def exceptions_of(
    session: ReadSession, household_ids: Collection[UUID], limit: int, sees: Collection[str] | None, wanted: Wanted
) -> Mapping[UUID, list[ExceptionLine]]:
    """So many exceptions of each of these households, the soonest due first; of these municipalities, or of all."""
    asked = wanted._asdict() | {"ids": list(household_ids), "limit": limit, "sees": None if sees is None else [*sees]}
    found: dict[UUID, list[ExceptionLine]] = defaultdict(list)
    for row in await session.execute(_OF_HOUSEHOLDS[wanted.ended], asked):
        found[row.household_id].append(ExceptionLine(*row))
    return found


async def exception_line(
    session: ReadSession, statement_id: UUID, entry: int, part: int, sees: Collection[str] | None
) -> ExceptionLine:
    """One of them, open or ended, as who works for these municipalities sees it; `NoSuchException`."""
    place = {"statement_id": statement_id, "entry": entry, "part": part}
    asked = {**place, "sees": None if sees is None else list(sees)}
    row = (await session.execute(_ONE, asked)).one_or_none()
    if row is None:
        raise NoSuchException
    return ExceptionLine(*row)


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
