"""Putting a run together: batch by batch from plans to proposed payments, and what is expected beside them.

Nothing is booked and nothing is promised yet; whoever approves sees exactly these rows, by their hash.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from psycopg import AsyncConnection

from services.database import Session, organisation_of
from services.events import HouseholdLeftOut
from services.failpoints import failpoint
from services.months import month_of
from services.outbox import announce
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.payments.candidates import LOOKS_BACK, Candidate, Dossier, Period
from services.schedule.payments.expectations import Expectation
from services.schedule.payments.papers import papers_of
from services.schedule.payments.proposal import LeftOut, Proposal, proposal
from services.schedule.payments.run import ShardStage
from services.schedule.payments.shards import Pace, claim_batch, finish_batch
from services.schedule.planning.norms import NormBook
from services.storing import Rows, connection_of, store

_log = structlog.get_logger(__name__)

_PAYMENT_COLUMNS = (
    "household_id, purpose, occasion, month, municipality, plan_version, state, reason, live, payee, payee_id,"
    " reference_kind, reference_text, amount, due_on, execute_on, rank, end_to_end_id"
)
_EXPECTED_COLUMNS = "month, household_id, subject, happening, amount, expected_on"
_INCOMING = (
    """
    create temporary table if not exists incoming_payment (
        household_id uuid, purpose text, occasion text, month integer, municipality text, plan_version integer,
        state text, reason text, live boolean, payee text, payee_id uuid, reference_kind text, reference_text text,
        amount bigint, due_on date, execute_on date, rank integer, end_to_end_id text
    ) on commit drop
    """,
    """
    create temporary table if not exists incoming_expectation (
        month integer, household_id uuid, subject text collate "C", happening text, amount bigint, expected_on date
    ) on commit drop
    """,
)
_PROPOSE = f"""
    insert into payment (organisation_id, run_id, {_PAYMENT_COLUMNS})
    select %s, %s, {_PAYMENT_COLUMNS} from incoming_payment
    on conflict (organisation_id, month, household_id, purpose, occasion) where live do nothing
"""
_EXPECT = f"""
    insert into expected_income (organisation_id, {_EXPECTED_COLUMNS})
    select %s, {_EXPECTED_COLUMNS} from incoming_expectation
    on conflict (organisation_id, month, household_id, subject)
    do update set amount = excluded.amount, expected_on = excluded.expected_on
    where (expected_income.amount, expected_income.expected_on) <> (excluded.amount, excluded.expected_on)
"""
_EXPECT_NO_MORE = """
    update expected_income as old set amount = 0
    where old.month = any(%s) and old.household_id = any(%s) and old.amount <> 0
    and old.expected_on between %s and %s and not exists (
        select from incoming_expectation as new
        where (new.month, new.household_id, new.subject) = (old.month, old.household_id, old.subject)
    )
"""
_LEFT_OUT = ("organisation_id", "run_id", "household_id", "municipality", "plan_version", "fault")


async def propose_batch(
    session: Session, run_id: UUID, period: Period, norms: NormBook, now: datetime, pace: Pace
) -> bool:
    """Propose the payments of the next households; False when all were proposed."""
    batch = await claim_batch(session, run_id, ShardStage.OPEN, pace)
    if batch is None:
        return False
    if batch.households:
        connection = await connection_of(session)
        made = [proposal(papers, period, norms) for papers in await papers_of(connection, batch.households, period)]
        left_out = [one for one in made if isinstance(one, LeftOut)]
        await _bring_in(connection, [one for one in made if isinstance(one, Proposal)], run_id)
        await connection.execute(_PROPOSE.encode(), [organisation_of(session), run_id])
        out = {one.household_id for one in left_out}
        planned = [household_id for household_id in batch.households if household_id not in out]
        await _expect(connection, organisation_of(session), planned, period)
        await leave_out(session, run_id, left_out, now)
    await finish_batch(session, batch, ShardStage.PROPOSED)
    failpoint("run.batch-proposed")
    return True


async def leave_out(session: Session, run_id: UUID, households: Sequence[LeftOut], now: datetime) -> None:
    """Name the households that the run cannot plan: to who approves it, to whoever listens, and in the log."""
    mine = organisation_of(session)
    await store(session, Rows("payment_run_left_out", _LEFT_OUT, [(mine, run_id, *one[:4]) for one in households]))
    for one in households:
        told = {"household_id": str(one.household_id), "fault": str(one.fault), "came_of": one.came_of}
        _log.error("a household cannot be planned", run_id=str(run_id), **told)
    news = [
        HouseholdLeftOut(organisation_id=mine, household_id=one.household_id, run_id=run_id, fault=one.fault)
        for one in households
    ]
    await announce(session, *news, now=now)


async def _expect(
    connection: AsyncConnection, organisation_id: UUID, households: Sequence[UUID], period: Period
) -> None:
    """What was expected and no longer is (a decision that was postponed) is expected at nothing."""
    window = [period.first_due, period.last_due]
    months = list(range(period.month - LOOKS_BACK - 1, period.month + 2))
    await connection.execute(_EXPECT.encode(), [organisation_id])
    await connection.execute(_EXPECT_NO_MORE.encode(), [months, list(households), *window])


async def _bring_in(connection: AsyncConnection, proposals: Iterable[Proposal], run_id: UUID) -> None:
    payments, expected = [], []
    for dossier, proposed, incomes in proposals:
        payments += [_payment_line(dossier, one, run_id) for one in proposed]
        expected += [_expectation_line(dossier.household_id, one) for one in incomes]
    for statement in _INCOMING:
        await connection.execute(statement.encode())
    await _copy(connection, f"copy incoming_payment ({_PAYMENT_COLUMNS}) from stdin", payments)
    await _copy(connection, f"copy incoming_expectation ({_EXPECTED_COLUMNS}) from stdin", expected)


async def _copy(connection: AsyncConnection, statement: str, lines: Sequence[str]) -> None:
    async with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        await copy.write("".join(lines))


def _payment_line(dossier: Dossier, one: Candidate, run_id: UUID) -> str:
    payment, key, to = one.payment, one.payment.key, one.paid_to
    own_id = end_to_end_id(month_of(payment.due_on), str(dossier.household_id), key.purpose, key.occasion, str(run_id))
    state, live = ("held", "f") if one.held else ("proposed", "t")
    account = (
        f"{to.payee_id}\t{_text(to.reference_kind)}\t{_text(to.reference_text)}" if to else f"{_NULL}\t{_NULL}\t{_NULL}"
    )
    return (
        f"{dossier.household_id}\t{key.purpose}\t{key.occasion}\t{key.month}\t{dossier.municipality}"
        f"\t{dossier.plan_version}\t{state}\t{one.held or _NULL}\t{live}\t{payment.payee}\t{account}\t{payment.amount}"
        f"\t{payment.due_on}\t{one.execute_on}\t{payment.turn * 100 + payment.rank}\t{own_id}\n"
    )


def _expectation_line(household_id: UUID, one: Expectation) -> str:
    return f"{one.month}\t{household_id}\t{one.subject}\t{one.happening}\t{one.amount}\t{one.on}\n"


_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _text(value: str | None) -> str:
    """A text as COPY wants it."""
    return _NULL if value is None else value.translate(_ESCAPES)
