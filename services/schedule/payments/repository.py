"""What is asked of runs and their payments."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.months import Month
from services.schedule.payments.candidates import Period
from services.schedule.payments.run import PaymentState, RunKey, RunState
from services.schedule.payments.tables import LeftOutRow, PaymentFileRow, RunHistoryRow, RunRow, ShardRow
from services.schedule.payments.waiting import HeldTotal, waiting_from_before

_HASH_SHARDS = text(
    """
    update payment_run_shard as shard set content_hash = encode(sha256(convert_to(coalesce((
        select string_agg(concat_ws('|', household_id, month, purpose, occasion, municipality, plan_version,
            case when live then 'proposed' else 'held' end, reason, payee, payee_id, reference_kind, reference_text,
            amount, due_on, end_to_end_id, route), E'\\n' order by household_id, purpose, occasion)
        from payment where payment.run_id = shard.run_id
        and (shard.after is null or household_id > shard.after)
        and (shard.until is null or household_id <= shard.until)
    ), '') || E'\\n' || coalesce((
        select string_agg(concat_ws('|', household_id, municipality, plan_version, fault), E'\\n' order by household_id)
        from payment_run_left_out as left_out where left_out.run_id = shard.run_id
        and (shard.after is null or household_id > shard.after)
        and (shard.until is null or household_id <= shard.until)
    ), ''), 'UTF8')), 'hex') where run_id = :run_id
    """
)
_HASH_RUN = text(
    """
    select encode(sha256(convert_to(string_agg(content_hash, E'\\n' order by number), 'UTF8')), 'hex')
    from payment_run_shard where run_id = :run_id
    """
)


class NoSuchRun(NotFound):
    """There is no such run."""


_TOTALS = text(
    """
    with sums as (
        select live, reason, came_back, route, count(*) as payments, sum(amount) as amount from payment
        where run_id = :run_id group by live, reason, came_back, route
    ), executed as (
        select count(*) as payments, coalesce(sum(amount), 0) as amount,
            count(*) filter (where route = 'we_push') as pushed,
            coalesce(sum(amount) filter (where route = 'we_push'), 0) as pushed_amount
        from payment_told as told
        join payment on payment.run_id = told.run_id and payment.end_to_end_id = told.end_to_end_id
        where told.run_id = :run_id and told.outcome = 'executed' and payment.live
    ), back as (
        select coalesce(sum(payments), 0) as payments, coalesce(sum(amount), 0) as amount from sums
        where came_back is not null and route = 'we_push'
    ), filed as (
        select coalesce(sum(items), 0) as payments, coalesce(sum(amount), 0) as amount from payment_file
        where run_id = :run_id
    ), found as (
        select case when reason is null then 'withdrawn' else 'held' end as state, reason, payments, amount
        from sums where not live and came_back is null
        union all
        select came_back, null, payments, amount from sums where came_back is not null
        union all
        select 'executed', null, payments, amount from executed
        union all
        select case when run.state in ('frozen', 'filed') then 'ready' else 'proposed' end, null,
            sums.payments + back.payments - filed.payments, sums.amount + back.amount - filed.amount
        from sums, filed, back, payment_run as run where live and route = 'we_push' and run.id = :run_id
        union all
        select 'submitted', null, filed.payments - executed.pushed - back.payments,
            filed.amount - executed.pushed_amount - back.amount
        from filed, executed, back
        union all
        select case when run.state not in ('frozen', 'filed') then 'proposed'
                when route = 'supplier_pulls' then 'expected' when run.state = 'filed' then 'submitted'
                else 'ready' end, null,
            sums.payments - case when route = 'supplier_pulls' then executed.payments - executed.pushed else 0 end,
            sums.amount - case when route = 'supplier_pulls' then executed.amount - executed.pushed_amount else 0 end
        from sums, executed, payment_run as run where live and route <> 'we_push' and run.id = :run_id
    )
    select state, reason, sum(payments)::integer, sum(amount)::bigint from found where payments > 0
    group by state, reason order by state, reason
    """
)
"""What stands in files the files say, so that the sums of a run of any size look up nothing payment by payment."""

_DETAILS = text(
    """
    select reason, detail, payments from (
        select reason, detail, count(*)::integer as payments,
            row_number() over (partition by reason order by count(*) desc, detail) as place
        from payment where run_id = :run_id and not live and detail is not null group by reason, detail
    ) as counted where place <= :most order by reason, place
    """
)
_MOST_DETAILS = 5
"""Of each reason; all of them stand with the payments."""

_PAYMENTS = text(
    """
    select household_id, purpose, occasion, state, reason, detail, payee, payee_id, amount, due_on, execute_on,
        plan_version, end_to_end_id, route, file_number
    from payment_of_run
    where run_id = :run_id and (household_id, purpose, occasion) > (:household_id, :purpose, :occasion)
    and (cast(:state as text) is null or state = :state)
    and (cast(:sees as text[]) is null or municipality = any(:sees))
    order by household_id, purpose, occasion limit :limit
    """
)
_BEFORE_ALL = UUID(int=0), "", ""


class PaymentOfRun(NamedTuple):
    """A payment (cents) with what follows from its run and the files of that: its state, and where it was filed."""

    household_id: UUID
    purpose: str
    occasion: str
    state: str
    reason: str | None
    detail: str | None
    payee: str
    payee_id: UUID | None
    amount: int
    due_on: date
    execute_on: date
    plan_version: int
    end_to_end_id: str
    route: str
    file_number: int | None


class Totals(NamedTuple):
    """How many payments of a run are in a state, and their sum in cents."""

    state: PaymentState
    reason: str | None
    payments: int
    amount: int


class DetailCount(NamedTuple):
    """How many payments of a run are held with this detail of the reason."""

    detail: str
    payments: int


class Beside(NamedTuple):
    """How many households a run could not plan, how many payments came into plans between its proposal and its
    freezing, and what waits today that is too old for the run to look at."""

    left_out: int
    new_since: int
    older_held: HeldTotal


async def run_of(session: ReadSession, key: RunKey) -> RunRow | None:
    """The run with this key."""
    return await session.get(RunRow, (organisation_of(session), key.month, key.kind, key.number))


async def found_or_added(session: Session, wanted: RunRow) -> RunRow:
    """The run with the key of this one: this one itself, or the one that somebody else was quicker to add."""
    added = insert(RunRow).values(**wanted.model_dump()).on_conflict_do_nothing()
    await session.execute(added)
    run = await run_of(session, RunKey(wanted.month, wanted.kind, wanted.number))
    assert run is not None, "a run that is in the way is there"
    return run


async def run_by_id(session: ReadSession, run_id: UUID, *, hold: bool = False) -> RunRow:
    """The run with this id, held against others until the transaction ends if asked; `NoSuchRun`."""
    query = select(RunRow).where(RunRow.organisation_id == organisation_of(session), RunRow.id == run_id)
    if hold:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NoSuchRun()
    return found


async def runs(
    session: ReadSession,
    after: RunKey | None,
    limit: int,
    month: Month | None = None,
    state: RunState | None = None,
) -> Sequence[RunRow]:
    """Runs in order of month, kind and number, newest month first; of one month or in one state if asked."""
    place = (RunRow.month, RunRow.kind, RunRow.number)
    query = select(RunRow).where(RunRow.organisation_id == organisation_of(session))
    if month is not None:
        query = query.where(RunRow.month == month)
    if state is not None:
        query = query.where(RunRow.state == state)
    if after is not None:
        older = (col(RunRow.month) < after.month) | (
            (col(RunRow.month) == after.month) & (func.row(*place[1:]) > func.row(after.kind, after.number))
        )
        query = query.where(older)
    query = query.order_by(col(RunRow.month).desc(), col(RunRow.kind), col(RunRow.number)).limit(limit)
    return (await session.execute(query)).scalars().all()


async def runs_at_work(session: Session, states: Collection[RunState]) -> Sequence[RunRow]:
    """The runs in these states that nobody holds at this moment; they are held until the transaction ends."""
    query = select(RunRow).where(RunRow.organisation_id == organisation_of(session), col(RunRow.state).in_(states))
    query = query.order_by(col(RunRow.id)).with_for_update(key_share=True, skip_locked=True)
    return (await session.execute(query)).scalars().all()


async def enter(session: Session, run: RunRow, state: RunState, at: datetime, by: str) -> None:
    """Bring a run into a state, with the row that says so."""
    run.state = state
    session.add(run)
    count = select(func.count()).where(
        RunHistoryRow.organisation_id == run.organisation_id, RunHistoryRow.run_id == run.id
    )
    sequence = (await session.execute(count)).scalar_one() + 1
    session.add(
        RunHistoryRow(organisation_id=run.organisation_id, run_id=run.id, sequence=sequence, state=state, at=at, by=by)
    )
    await session.flush()


async def history(session: ReadSession, run_id: UUID) -> Sequence[RunHistoryRow]:
    """How a run came to where it is."""
    query = (
        select(RunHistoryRow)
        .where(RunHistoryRow.organisation_id == organisation_of(session), RunHistoryRow.run_id == run_id)
        .order_by(col(RunHistoryRow.sequence))
    )
    return (await session.execute(query)).scalars().all()


async def content_hash(session: Session, run_id: UUID) -> str:
    """SHA-256 over every payment of a run as it is proposed and every household left out of it, shard by shard.

    It is what the approver puts a name to.
    """
    await session.execute(_HASH_SHARDS, {"run_id": run_id})
    return str((await session.execute(_HASH_RUN, {"run_id": run_id})).scalar_one())


async def totals(session: ReadSession, run_id: UUID) -> list[Totals]:
    """Payments and sums of a run by state and reason."""
    found = await session.execute(_TOTALS, {"run_id": run_id})
    return [Totals(PaymentState(state), reason, count, amount) for state, reason, count, amount in found]


async def details(session: ReadSession, run_id: UUID) -> dict[str, list[DetailCount]]:
    """By reason the details that most payments of a run are held with."""
    found: dict[str, list[DetailCount]] = {}
    for reason, *counted in await session.execute(_DETAILS, {"run_id": run_id, "most": _MOST_DETAILS}):
        found.setdefault(reason, []).append(DetailCount(*counted))
    return found


async def left_out(
    session: ReadSession, run_id: UUID, after: UUID | None, limit: int, sees: Collection[str] | None = None
) -> Sequence[LeftOutRow]:
    """The households that a run could not plan, in order of their ids; of these municipalities, or of all."""
    query = select(LeftOutRow).where(
        LeftOutRow.organisation_id == organisation_of(session), LeftOutRow.run_id == run_id
    )
    if after is not None:
        query = query.where(col(LeftOutRow.household_id) > after)
    if sees is not None:
        query = query.where(col(LeftOutRow.municipality).in_(sees))
    query = query.order_by(col(LeftOutRow.household_id)).limit(limit)
    return (await session.execute(query)).scalars().all()


async def beside(session: ReadSession, run: RunRow) -> Beside:
    """What a run does not pay and no payment of it tells of."""
    run_id = run.id
    left_out = select(func.count()).where(
        LeftOutRow.organisation_id == organisation_of(session), LeftOutRow.run_id == run_id
    )
    new_since = select(func.coalesce(func.sum(ShardRow.new_since), 0)).where(
        ShardRow.organisation_id == organisation_of(session), ShardRow.run_id == run_id
    )
    return Beside(
        (await session.execute(left_out)).scalar_one(),
        int((await session.execute(new_since)).scalar_one()),
        await waiting_from_before(session, Period(run.month, run.pays_from).first_due),
    )


async def payments(
    session: ReadSession,
    run_id: UUID,
    after: tuple[UUID, str, str] | None,
    limit: int,
    state: PaymentState | None = None,
    sees: Collection[str] | None = None,
) -> list[PaymentOfRun]:
    """The payments of a run in order of household, purpose and occasion; of these municipalities, or of all."""
    household_id, purpose, occasion = after or _BEFORE_ALL
    asked = {
        "run_id": run_id,
        "household_id": household_id,
        "purpose": purpose,
        "occasion": occasion,
        "state": state,
        "sees": None if sees is None else list(sees),
        "limit": limit,
    }
    return [PaymentOfRun(*row) for row in await session.execute(_PAYMENTS, asked)]


async def files(session: ReadSession, run_id: UUID) -> Sequence[PaymentFileRow]:
    """The bank files of a run."""
    query = (
        select(PaymentFileRow)
        .where(PaymentFileRow.organisation_id == organisation_of(session), PaymentFileRow.run_id == run_id)
        .order_by(col(PaymentFileRow.number))
    )
    return (await session.execute(query)).scalars().all()
