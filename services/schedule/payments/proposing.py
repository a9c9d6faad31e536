"""Putting a run together: batch by batch from plans to proposed payments, and what is expected beside them.

Nothing is booked and nothing is promised yet; whoever approves sees exactly these rows, by their hash.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from services.database import Session, organisation_of
from services.failpoints import failpoint
from services.months import month_of
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.payments.candidates import Candidate, Dossier, Period
from services.schedule.payments.copying import NULL, copy_lines, escaped
from services.schedule.payments.expecting import bring_in_expected, expect
from services.schedule.payments.leaving_out import leave_out
from services.schedule.payments.papers import papers_of
from services.schedule.payments.proposal import LeftOut, Proposal, proposal
from services.schedule.payments.run import ShardStage
from services.schedule.payments.shards import Pace, claim_batch, finish_batch
from services.schedule.payments.waiting import wait_no_more
from services.schedule.planning.norms import NormBook
from services.storing import connection_of

_PAYMENT_COLUMNS = (
    "household_id, purpose, occasion, month, municipality, plan_version, state, reason, live, payee, payee_id,"
    " reference_kind, reference_text, amount, due_on, execute_on, rank, end_to_end_id"
)
_INCOMING = """
    create temporary table if not exists incoming_payment (
        household_id uuid, purpose text, occasion text, month integer, municipality text, plan_version integer,
        state text, reason text, live boolean, payee text, payee_id uuid, reference_kind text, reference_text text,
        amount bigint, due_on date, execute_on date, rank integer, end_to_end_id text
    ) on commit drop
"""
_PROPOSE = f"""
    insert into payment (organisation_id, run_id, {_PAYMENT_COLUMNS})
    select %s, %s, {_PAYMENT_COLUMNS} from incoming_payment
    on conflict (organisation_id, month, household_id, purpose, occasion) where live do nothing
"""


async def propose_batch(
    session: Session, run_id: UUID, period: Period, norms: NormBook, now: datetime, pace: Pace
) -> bool:
    """Propose the payments of the next households; False when all were proposed."""
    batch = await claim_batch(session, run_id, ShardStage.OPEN, pace)
    if batch is None:
        return False
    if batch.households:
        connection = await connection_of(session)
        made = [
            proposal(papers, period, norms) for papers in await papers_of(connection, batch.households, period, run_id)
        ]
        left_out = [one for one in made if isinstance(one, LeftOut)]
        proposals = [one for one in made if isinstance(one, Proposal)]
        await _bring_in(connection, proposals, run_id)
        await connection.execute(_PROPOSE.encode(), [organisation_of(session), run_id])
        out = {one.household_id for one in left_out}
        planned = [household_id for household_id in batch.households if household_id not in out]
        await expect(connection, organisation_of(session), planned, period)
        gone = [(one.dossier.household_id, key) for one in proposals for key in one.wait_no_more]
        await wait_no_more(connection, gone)
        await leave_out(session, run_id, left_out, now)
    await finish_batch(session, batch, ShardStage.PROPOSED)
    failpoint("run.batch-proposed")
    return True


async def _bring_in(connection: AsyncConnection, proposals: Sequence[Proposal], run_id: UUID) -> None:
    lines = [_payment_line(one.dossier, payment, run_id) for one in proposals for payment in one.payments]
    await connection.execute(_INCOMING)
    await copy_lines(connection, f"copy incoming_payment ({_PAYMENT_COLUMNS}) from stdin", lines)
    await bring_in_expected(connection, proposals)


def _payment_line(dossier: Dossier, one: Candidate, run_id: UUID) -> str:
    payment, key, to = one.payment, one.payment.key, one.paid_to
    own_id = end_to_end_id(month_of(payment.due_on), str(dossier.household_id), key.purpose, key.occasion, str(run_id))
    state, live = ("held", "f") if one.held else ("proposed", "t")
    account = (
        f"{to.payee_id}\t{escaped(to.reference_kind)}\t{escaped(to.reference_text)}"
        if to
        else f"{NULL}\t{NULL}\t{NULL}"
    )
    return (
        f"{dossier.household_id}\t{key.purpose}\t{key.occasion}\t{key.month}\t{dossier.municipality}"
        f"\t{dossier.plan_version}\t{state}\t{one.held or NULL}\t{live}\t{payment.payee}\t{account}\t{payment.amount}"
        f"\t{payment.due_on}\t{one.execute_on}\t{payment.turn * 100 + payment.rank}\t{own_id}\n"
    )
