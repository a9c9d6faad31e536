"""What is asked of files of the bank, their statements, and the accounts they tell of."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, text, tuple_
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.events import StatementState
from services.schedule.statements.statement import Account
from services.schedule.statements.tables import (
    BookingRow,
    StatementAccountRow,
    StatementFileRow,
    StatementHistoryRow,
    StatementRow,
)
from services.schedule.tables import Municipality

_ALONE = text("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
_OURS = text(
    """
    select distinct iban from municipality
    where iban = :iban or (cast(:iban as text) is null and :other <> '' and iban like '%' || :other)
    order by iban limit 2
    """
)
_TOLD_ALREADY = text(
    """
    select exists (
        select from statement where account = :account and as_of = :as_of and content_hash = :digest and kind = :kind
        and state not in ('replaced', 'set_aside')
    )
    """
)
_GONE = (StatementState.REPLACED.value, StatementState.SET_ASIDE.value)
_NEWEST = UUID(int=2**128 - 1)


class NoSuchStatement(NotFound):
    """There is no statement with this id."""


class NoSuchStatementFile(NotFound):
    """There is no file of the bank with this id."""


class Step(NamedTuple):
    """What a statement came into: the state, when, by whom, why."""

    state: StatementState
    at: datetime
    by: str
    reason_sealed: bytes | None


class Which(NamedTuple):
    """Which statements are asked for: in a state, of the municipalities that somebody works for."""

    state: StatementState | None = None
    sees: Collection[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What has to hold of their rows."""
        wanted = []
        if self.state is not None:
            wanted.append(col(StatementRow.state) == self.state)
        if self.sees is not None:
            theirs = select(Municipality.iban).where(col(Municipality.code).in_(self.sees))
            wanted.append(col(StatementRow.account).in_(theirs))
        return wanted


async def alone(session: Session) -> None:
    """From now to the end of this transaction nobody else takes in a statement of this organisation."""
    await session.execute(_ALONE, {"what": f"statements/{organisation_of(session)}"})


async def account_of_ours(session: ReadSession, account: Account) -> str | None:
    """The IBAN of the municipality's account that a bank names so, if it is one and only one."""
    asked = {"iban": account.iban, "other": (account.other or "").lstrip("0")}
    found = (await session.execute(_OURS, asked)).scalars().all()
    return found[0] if len(found) == 1 else None


async def file_by_digest(session: ReadSession, sha256: str) -> StatementFileRow | None:
    """The file with these bytes, if it was handed in before."""
    file = StatementFileRow
    query = select(file).where(file.organisation_id == organisation_of(session), file.sha256 == sha256)
    return (await session.execute(query)).scalar_one_or_none()


async def file_of(session: ReadSession, file_id: UUID) -> StatementFileRow:
    """A file; `NoSuchStatementFile`."""
    row = await session.get(StatementFileRow, (organisation_of(session), file_id))
    if row is None:
        raise NoSuchStatementFile
    return row


async def files(session: ReadSession, before: UUID | None, limit: int) -> Sequence[StatementFileRow]:
    """The files, the newest first."""
    row = StatementFileRow
    query = select(row).where(row.organisation_id == organisation_of(session), col(row.id) < (before or _NEWEST))
    return (await session.execute(query.order_by(col(row.id).desc()).limit(limit))).scalars().all()


async def statements_of(session: ReadSession, file_id: UUID) -> Sequence[StatementRow]:
    """The statements that came with a file."""
    row = StatementRow
    query = select(row).where(row.organisation_id == organisation_of(session), row.file_id == file_id)
    return (await session.execute(query.order_by(col(row.id)))).scalars().all()


async def statement(session: ReadSession, statement_id: UUID) -> StatementRow:
    """A statement; `NoSuchStatement`."""
    row = await session.get(StatementRow, (organisation_of(session), statement_id))
    if row is None:
        raise NoSuchStatement
    return row


async def statements(
    session: ReadSession, before: tuple[date, UUID] | None, limit: int, which: "Which"
) -> Sequence[StatementRow]:
    """Statements, those of the latest day first."""
    row = StatementRow
    query = select(row).where(
        row.organisation_id == organisation_of(session),
        tuple_(row.as_of, row.id) < tuple_(*(before or (date.max, _NEWEST))),
        *which.conditions(),
    )
    found = await session.execute(query.order_by(col(row.as_of).desc(), col(row.id).desc()).limit(limit))
    return found.scalars().all()


async def same_statement(session: ReadSession, like: StatementRow) -> StatementRow | None:
    """The statement of the same account, number, page and day, unless it was replaced or set aside."""
    row = StatementRow
    query = select(row).where(
        row.organisation_id == like.organisation_id,
        row.account == like.account,
        row.kind == like.kind,
        row.as_of == like.as_of,
        row.statement_id == like.statement_id,
        row.page == like.page,
        col(row.state).not_in(_GONE),
    )
    return (await session.execute(query)).scalar_one_or_none()


async def is_told_already(session: ReadSession, row: StatementRow) -> bool:
    """Whether another statement of its account and day has the same bookings."""
    asked = {"account": row.account, "as_of": row.as_of, "digest": row.content_hash, "kind": row.kind.value}
    return bool((await session.execute(_TOLD_ALREADY, asked)).scalar_one())


async def waiting(session: ReadSession, account: str) -> Sequence[StatementRow]:
    """The statements of an account that wait for one before them."""
    row = StatementRow
    query = select(row).where(
        row.organisation_id == organisation_of(session), row.account == account, row.state == StatementState.WAITS
    )
    return (await session.execute(query.order_by(col(row.as_of), col(row.id)))).scalars().all()


async def account_row(session: Session, account: str) -> StatementAccountRow:
    """How far an account is taken in; a row of its own from the first time on."""
    key = (organisation_of(session), account)
    row = await session.get(StatementAccountRow, key, populate_existing=True)
    if row is None:
        row = StatementAccountRow(organisation_id=key[0], account=account, moved_since=0, taken=0)
        session.add(row)
        await session.flush()
    return row


async def is_seen(session: ReadSession, row: StatementRow, sees: Collection[str] | None) -> bool:
    """Whether it is of an account of a municipality that somebody works for."""
    query = select(StatementRow.id).where(StatementRow.id == row.id, *Which(sees=sees).conditions())
    return (await session.execute(query)).first() is not None


async def history(session: ReadSession, statement_id: UUID) -> list[Step]:
    """What a statement came into, in order."""
    row = StatementHistoryRow
    query = (
        select(row)
        .where(row.organisation_id == organisation_of(session), row.statement_id == statement_id)
        .order_by(col(row.number))
    )
    found = (await session.execute(query)).scalars()
    return [Step(one.state, one.at, one.by, one.reason_sealed) for one in found]


async def bookings(
    session: ReadSession, statement_id: UUID, after: tuple[int, int], limit: int
) -> Sequence[BookingRow]:
    """The bookings of a statement in their order, after this entry and part."""
    row = BookingRow
    query = (
        select(row)
        .where(
            row.organisation_id == organisation_of(session),
            row.statement_id == statement_id,
            (col(row.entry) > after[0]) | ((col(row.entry) == after[0]) & (col(row.part) > after[1])),
        )
        .order_by(col(row.entry), col(row.part))
        .limit(limit)
    )
    return (await session.execute(query)).scalars().all()
