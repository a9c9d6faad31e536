"""Putting a run together: batch by batch from plans to proposed payments, and what is expected beside them.

The registry says which of them may be paid, and to whom. Nothing is booked and nothing is promised yet; whoever
approves sees exactly these rows, by their hash.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from services.clock import civil_date
from services.database import Session, organisation_of
from services.failpoints import failpoint
from services.months import month_of
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.households.rulebook import Rulebook
from services.schedule.payments.candidates import PaidTo, Period
from services.schedule.payments.copying import NULL, copy_lines, escaped
from services.schedule.payments.expecting import bring_in_expected, expect
from services.schedule.payments.leaving_out import leave_out
from services.schedule.payments.papers import papers_of
from services.schedule.payments.proposal import LeftOut, Proposal, proposal
from services.schedule.payments.releasing import ask_to_release, keep_go, keep_mandates
from services.schedule.payments.run import PaymentRoute, ShardStage
from services.schedule.payments.shards import Pace, claim_batch, finish_batch
from services.schedule.payments.waiting import wait_no_more
from services.schedule.registry.registry import Registry
from services.sealing import Keyring
from services.storing import connection_of

_PAYMENT_COLUMNS = (
    "household_id, purpose, occasion, month, municipality, plan_version, reason, live, payee, payee_id,"
    " reference_kind, reference_text, amount, due_on, execute_on, rank, end_to_end_id, route, detail"
)
_INCOMING = """
    create temporary table if not exists incoming_payment (
        household_id uuid, purpose text, occasion text, month integer, municipality text, plan_version integer,
        reason text, live boolean, payee text, payee_id uuid, reference_kind text, reference_text text,
        amount bigint, due_on date, execute_on date, rank integer, end_to_end_id text, route text, detail text
    ) on commit drop
"""
_TO_PAY = f"{NULL}\tt"
_WE_PUSH = str(PaymentRoute.WE_PUSH)
_NO_ACCOUNT = f"{NULL}\t{NULL}\t{NULL}"
_PROPOSE = f"""
    insert into payment (organisation_id, run_id, {_PAYMENT_COLUMNS})
    select %s, %s, {_PAYMENT_COLUMNS} from incoming_payment
    on conflict (organisation_id, month, household_id, purpose, occasion) where live do nothing
"""


async def propose_batch(
    session: Session,
    run_id: UUID,
    period: Period,
    rules: Rulebook,
    registry: Registry,
    keyring: Keyring,
    now: datetime,
    pace: Pace,
) -> bool:
    """Propose the payments of the next households; False when all were proposed.

    The registry is asked while these few households are held: what it says is about them as they are written down.
    """
    batch = await claim_batch(session, run_id, ShardStage.OPEN, pace)
    if batch is None:
        return False
    if batch.households:
        connection = await connection_of(session)
        papers = await papers_of(connection, batch.households, period, run_id, rules)
        made = [proposal(one, period, rules.norms) for one in papers]
        left_out = [one for one in made if isinstance(one, LeftOut)]
        proposals = [one for one in made if isinstance(one, Proposal)]
        mine = organisation_of(session)
        go = await ask_to_release(registry, mine, proposals, civil_date(now))
        await keep_go(connection, keyring, mine, run_id, go)
        await _bring_in(connection, go.proposals, run_id)
        await connection.execute(_PROPOSE.encode(), [mine, run_id])
        await keep_mandates(connection, keyring, run_id, go.proposals)
        out = {one.household_id for one in left_out}
        planned = [household_id for household_id in batch.households if household_id not in out]
        await expect(connection, mine, planned, period)
        gone = [(one.dossier.household_id, key) for one in proposals for key in one.wait_no_more]
        await wait_no_more(connection, gone)
        await leave_out(session, run_id, left_out, now)
    await finish_batch(session, batch, ShardStage.PROPOSED)
    failpoint("run.batch-proposed")
    return True


async def _bring_in(connection: AsyncConnection, proposals: Sequence[Proposal], run_id: UUID) -> None:
    run = str(run_id)
    lines = [line for one in proposals for line in _payment_lines(one, run)]
    await connection.execute(_INCOMING)
    await copy_lines(connection, f"copy incoming_payment ({_PAYMENT_COLUMNS}) from stdin", lines)
    await bring_in_expected(connection, proposals)


def _payment_lines(proposed: Proposal, run: str) -> Iterator[str]:
    """The rows of a household; what they have in common is written once, for a run writes tens of thousands."""
    dossier = proposed.dossier
    household = str(dossier.household_id)
    common = f"{dossier.municipality}\t{dossier.plan_version}"
    for (key, payee, amount, due_on, _, turn, rank, _), execute_on, _, held, to, detail in proposed.payments:
        month, purpose, occasion = key
        own_id = end_to_end_id(month_of(due_on), household, purpose, occasion, run)
        state = f"{held}\tf" if held else _TO_PAY
        account, route = (_account(to), to.route) if to else (_NO_ACCOUNT, _WE_PUSH)
        yield (
            f"{household}\t{purpose}\t{occasion}\t{month}\t{common}\t{state}\t{payee}\t{account}\t{amount}\t{due_on!s}"
            f"\t{execute_on!s}\t{turn * 100 + rank}\t{own_id}\t{route}\t{escaped(detail)}\n"
        )


def _account(to: PaidTo) -> str:
    return f"{to.account_id or NULL}\t{escaped(to.reference_kind)}\t{escaped(to.reference_text)}"
