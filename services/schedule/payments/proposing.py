"""Putting a run together: batch by batch from plans to proposed payments, and what is expected beside them.

Nothing is booked and nothing is promised yet; whoever approves sees exactly these rows, by their hash.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from psycopg import AsyncConnection
from pydantic_core import from_json

from services.database import Session, organisation_of
from services.failpoints import failpoint
from services.months import month_of
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.payments.candidates import (
    LOOKS_BACK,
    Candidate,
    Decision,
    Dossier,
    Paid,
    PaidTo,
    Period,
    candidates,
)
from services.schedule.payments.expectations import Expectation, expectations
from services.schedule.payments.planned import NO_MONTH, PaymentKey
from services.schedule.payments.run import ShardStage
from services.schedule.payments.shards import Batch, Pace, claim_batch, finish_batch
from services.schedule.planning.case_document import written_case
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import plan
from services.schedule.storing import connection_of

_CASES = """
    select household.id, household.municipality, household.plan_version, version.inputs::text
    from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(%s) order by household.id
"""
_PAID = """
    select household_id, month, purpose, occasion, amount, due_on from payment
    where month = any(%s) and household_id = any(%s) and live
"""
_PAID_TO = """
    select household_id, cost, payee_id, valid_from, reference_kind, reference_text
    from cost_payee where household_id = any(%s) order by household_id, sequence
"""
_DECISIONS = """
    select household_id, content from fact where household_id = any(%(ids)s) and kind = 'decision'
    and not exists (
        select from fact as later where later.household_id = fact.household_id and later.corrects = fact.sequence
    )
"""
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


async def propose_batch(session: Session, run_id: UUID, period: Period, norms: NormBook, pace: Pace) -> bool:
    """Propose the payments of the next households; False when all were proposed."""
    batch = await claim_batch(session, run_id, ShardStage.OPEN, pace)
    if batch is None:
        return False
    if batch.households:
        connection = await connection_of(session)
        dossiers = await _dossiers(connection, batch.households, period, norms)
        await _bring_in(connection, dossiers, period, run_id)
        await connection.execute(_PROPOSE.encode(), [organisation_of(session), run_id])
        await _expect(connection, organisation_of(session), batch, period)
    await finish_batch(session, batch, ShardStage.PROPOSED)
    failpoint("run.batch-proposed")
    return True


async def _expect(connection: AsyncConnection, organisation_id: UUID, batch: Batch, period: Period) -> None:
    """What was expected and no longer is (a decision that was postponed) is expected at nothing."""
    window = [period.first_due, period.last_due]
    months = list(range(period.month - LOOKS_BACK - 1, period.month + 2))
    await connection.execute(_EXPECT.encode(), [organisation_id])
    await connection.execute(_EXPECT_NO_MORE.encode(), [months, batch.households, *window])


async def _dossiers(
    connection: AsyncConnection, households: Sequence[UUID], period: Period, norms: NormBook
) -> list[Dossier]:
    """The households of a batch that have a plan."""
    ids = list(households)
    paid = await _paid(connection, ids, period)
    paid_to = await _paid_to(connection, ids)
    decisions = await _decisions(connection, ids)
    cases = await (await connection.execute(_CASES, [ids])).fetchall()
    return [
        Dossier(
            household_id=household_id,
            municipality=municipality,
            plan_version=version,
            plan=plan(written_case(from_json(inputs)), norms),
            paid=paid[household_id],
            paid_to=paid_to[household_id],
            decisions=decisions[household_id],
        )
        for household_id, municipality, version, inputs in cases
    ]


async def _paid(connection: AsyncConnection, ids: list[UUID], period: Period) -> dict[UUID, dict[PaymentKey, Paid]]:
    """What another run pays or has paid already, in the months that this one looks at."""
    months = [NO_MONTH, *range(period.month - LOOKS_BACK - 1, period.month + 2)]
    found: dict[UUID, dict[PaymentKey, Paid]] = defaultdict(dict)
    for household_id, *key, amount, due_on in await (await connection.execute(_PAID, [months, ids])).fetchall():
        found[household_id][PaymentKey(*key)] = Paid(amount, due_on)
    return found


async def _paid_to(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, dict[str, list[PaidTo]]]:
    found: dict[UUID, dict[str, list[PaidTo]]] = defaultdict(lambda: defaultdict(list))
    for household_id, cost, *paid_to in await (await connection.execute(_PAID_TO, [ids])).fetchall():
        found[household_id][cost].append(PaidTo(*paid_to))
    return found


async def _decisions(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = defaultdict(list)
    for household_id, content in await (await connection.execute(_DECISIONS, {"ids": ids})).fetchall():
        if content["article"] in _GROUNDS:
            until = content.get("until")
            decision = Decision(date.fromisoformat(content["from"]), date.fromisoformat(until) if until else None)
            found[household_id].append(decision)
    return found


_GROUNDS = {"56a", "57", "voluntary"}


async def _bring_in(connection: AsyncConnection, dossiers: Iterable[Dossier], period: Period, run_id: UUID) -> None:
    payments, expected = [], []
    for dossier in dossiers:
        payments += [_payment_line(dossier, one, run_id) for one in candidates(dossier, period)]
        for one in expectations(dossier.plan, period.first_due, period.last_due):
            expected.append(_expectation_line(dossier.household_id, one))
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
