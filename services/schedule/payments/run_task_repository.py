"""The tasks of runs in the database, and what is asked to know them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.events import RunKind, RunTaskChanged, RunTaskState
from services.months import Month, first_day, month_text
from services.outbox import announce
from services.schedule.payments.run import RunKey, RunState
from services.schedule.payments.run_task import next_step
from services.schedule.payments.tables import RunRow, RunTaskRow

_FIRST_DUE = text(
    """
    select coalesce(min(due_on) filter (where due_on >= :begins), min(due_on)) from payment where run_id = :run_id
    """
)
_ASKED_FOR = text(
    """
    select min(due_on) from task where kind = 'can_be_paid' and outcome is null and not exists (
        select from payment where payment.live and payment.month = any(:months)
        and payment.household_id = task.household_id
        and payment.purpose = split_part(task.about, '/', 1) and payment.occasion = split_part(task.about, '/', 2)
    )
    """
).bindparams(bindparam("months", type_=ARRAY(Integer)))
_NUMBERS: Final = text(
    "select coalesce(max(number), 0) from payment_run where month = :month and kind = 'supplementary'"
)
_UNFINISHED = {RunState.PROPOSING, RunState.PROPOSED, RunState.APPROVED, RunState.FROZEN}


class Place(NamedTuple):
    """Where a task stands in the list: by its day."""

    due_on: date
    month: Month
    kind: str
    number: int
    step: str


async def first_due(session: ReadSession, run: RunRow) -> date | None:
    """The first day in its month on which something of the run is due; of what is older where nothing is."""
    asked = {"run_id": run.id, "begins": first_day(run.month)}
    found: date | None = (await session.execute(_FIRST_DUE, asked)).scalar_one()
    return found


async def asked_for_by(session: ReadSession, months: Collection[Month]) -> date | None:
    """The first day of the tasks that ask for a run, of what no run of these months has."""
    found: date | None = (await session.execute(_ASKED_FOR, {"months": list(months)})).scalar_one()
    return found


async def next_supplementary(session: ReadSession, month: Month) -> RunKey:
    """The run that somebody would propose next for what the month's own run did not pay."""
    number = int((await session.execute(_NUMBERS, {"month": month})).scalar_one()) + 1
    return RunKey(month, RunKind.SUPPLEMENTARY, number)


async def unfinished(session: ReadSession, since: Month) -> Sequence[RunRow]:
    """The supplementary runs from a month on that are proposed and not filed."""
    query = select(RunRow).where(
        RunRow.organisation_id == organisation_of(session),
        RunRow.kind == RunKind.SUPPLEMENTARY,
        RunRow.month >= since,
        col(RunRow.state).in_(_UNFINISHED),
    )
    return (await session.execute(query.order_by(col(RunRow.month), col(RunRow.number)))).scalars().all()


async def every_task(session: Session, since: Month) -> Sequence[RunTaskRow]:
    """The tasks of runs from a month on, held until the transaction ends, and those of before that are open."""
    query = select(RunTaskRow).where(
        RunTaskRow.organisation_id == organisation_of(session),
        (col(RunTaskRow.month) >= since) | col(RunTaskRow.closed_at).is_(None),
    )
    place = (RunTaskRow.month, RunTaskRow.kind, RunTaskRow.number, RunTaskRow.step)
    return (await session.execute(query.order_by(*map(col, place)).with_for_update())).scalars().all()


async def close_passed(session: Session, run: RunRow, now: datetime) -> None:
    """A run that came into a state waits no more for the steps before it."""
    query = select(RunTaskRow).where(
        RunTaskRow.organisation_id == run.organisation_id,
        RunTaskRow.month == run.month,
        RunTaskRow.kind == run.kind,
        RunTaskRow.number == run.number,
        col(RunTaskRow.closed_at).is_(None),
    )
    for row in (await session.execute(query.with_for_update())).scalars().all():
        if row.step is not next_step(run.state):
            row.closed_at = now
            session.add(row)
            await tell(session, row, RunTaskState.CLOSED, now)
    await session.flush()


async def tell(session: Session, row: RunTaskRow, state: RunTaskState, now: datetime) -> None:
    """Announce what became of a task."""
    news = RunTaskChanged(
        organisation_id=row.organisation_id,
        month=month_text(row.month),
        kind=row.kind,
        number=row.number,
        step=row.step,
        state=state,
        due_on=row.due_on,
    )
    await announce(session, news, now=now)


async def tasks(session: ReadSession, after: Place | None, limit: int, *, is_open: bool | None) -> Sequence[RunTaskRow]:
    """The tasks of runs by their days; those that are open, those that are closed, or all."""
    query = select(RunTaskRow).where(RunTaskRow.organisation_id == organisation_of(session))
    if is_open is not None:
        closed = col(RunTaskRow.closed_at)
        query = query.where(closed.is_(None) if is_open else closed.is_not(None))
    place = (RunTaskRow.due_on, RunTaskRow.month, RunTaskRow.kind, RunTaskRow.number, RunTaskRow.step)
    if after is not None:
        query = query.where(func.row(*place) > func.row(*after))
    return (await session.execute(query.order_by(*map(col, place)).limit(limit))).scalars().all()
