"""Looking once more, when a run is frozen, at households of whom the plan or the registry may say something else now.

A new fact is not yet another payment: the plan is made anew, and only what is paid otherwise than the approver saw is
held. What stays as it was goes on, under the version of the plan that it was looked at with: that is the one whose
limits and decisions hold now, when the money is claimed (promises I9, I10, I24). What is new waits for the next run.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from services import banking_days
from services.clock import civil_date
from services.database import Session, organisation_of
from services.events import HoldReason
from services.schedule.households.rulebook import Rulebook
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.candidates import Candidate, Period
from services.schedule.payments.expecting import bring_in_expected, expect
from services.schedule.payments.holding import Held, hold
from services.schedule.payments.leaving_out import leave_out
from services.schedule.payments.papers import papers_of
from services.schedule.payments.proposal import LeftOut, Proposal, proposal
from services.schedule.payments.releasing import ask_to_release, changed_since, keep_go, keep_mandates
from services.schedule.payments.shards import Batch
from services.schedule.payments.tables import RunRow
from services.schedule.registry.registry import Registry
from services.schedule.wanted.payments import PaymentKey
from services.sealing import Keyring
from services.storing import connection_of

_CHANGED = """
    select household.id from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(%(ids)s) and (version.made_at > %(proposed_at)s or exists (
        select from payment where payment.run_id = %(run)s and payment.household_id = household.id and payment.live
        and (payment.plan_version <> household.plan_version or payment.execute_on < %(earliest)s)
    ))
"""
_SEEN = """
    select household_id, month, purpose, occasion, live, amount, due_on, payee, payee_id, reference_kind,
        reference_text, route
    from payment where run_id = %s and household_id = any(%s)
"""
_GOES_ON = """
    update payment set plan_version = household.plan_version from household
    where household.id = payment.household_id and household.plan_version <> payment.plan_version
    and payment.run_id = %s and payment.household_id = any(%s) and payment.live
"""


class Seen(NamedTuple):
    """A payment of the run as its approver saw it: what it comes to, by when, who gets it, and by which route."""

    amount: int
    due_on: date
    payee: PayeeKind
    account_id: UUID | None
    reference_kind: str | None
    reference_text: str | None
    route: str


class InRun(NamedTuple):
    """The payments of a household in the run: those to be paid as they were seen, and the keys of all."""

    to_pay: dict[PaymentKey, Seen]
    keys: set[PaymentKey]


class LookedAgain(NamedTuple):
    """How many payments are new since the proposal, and the households that can no longer be planned."""

    new: int
    left_out: set[UUID]


def verdict(seen: Seen, wanted: Candidate | None) -> HoldReason | None:
    """Why a payment that was proposed is held after all; None if it is still wanted, and released, as it was seen."""
    if wanted is None:
        return HoldReason.PLAN_CHANGED
    if wanted.held is not None and wanted.paid_to is None:
        return wanted.held if _wants_the_same(seen, wanted) else HoldReason.PLAN_CHANGED
    return HoldReason.PLAN_CHANGED if seen != _as_seen(wanted) else wanted.held


def _wants_the_same(seen: Seen, one: Candidate) -> bool:
    return seen[:3] == (one.payment.amount, one.payment.due_on, one.payment.payee)


def _as_seen(one: Candidate) -> Seen:
    payment, to = one.payment, one.paid_to
    assert to is not None, "what nothing holds was asked for, and released"
    account = UUID(to.account_id) if to.account_id else None
    whom = account, to.reference_kind, to.reference_text, to.route
    return Seen(payment.amount, payment.due_on, payment.payee, *whom)


async def look_again(
    session: Session, run: RunRow, batch: Batch, rules: Rulebook, registry: Registry, keyring: Keyring, now: datetime
) -> LookedAgain:
    """Hold what is no longer wanted, or released, as it was proposed; what can no longer be planned is left out, all of
    it held. `RegistryDoesNotAnswer`."""
    connection, mine = await connection_of(session), organisation_of(session)
    changed = await changed_since(connection, registry, mine, run.id, batch.households)
    earliest = banking_days.after(civil_date(now))
    ids = sorted({*await _changed(connection, run, batch, earliest), *changed})
    if not ids:
        return LookedAgain(0, set())
    period = Period(run.month, max(run.pays_from, earliest))
    seen = await seen_in(connection, run.id, ids)
    papers = await papers_of(connection, ids, period, run.id, rules)
    made = [proposal(one, period, rules.norms) for one in papers]
    proposals = [one for one in made if isinstance(one, Proposal)]
    left_out = [one for one in made if isinstance(one, LeftOut)]
    go = await ask_to_release(registry, mine, proposals, civil_date(now))
    await keep_go(connection, keyring, mine, run.id, go)
    looked_at: list[Proposal | LeftOut] = [*go.proposals, *left_out]
    await hold(connection, run.id, [held for one in looked_at for held in held_of(one, seen)])
    await keep_mandates(connection, keyring, run.id, go.proposals)
    await connection.execute(_GOES_ON, [run.id, ids])
    await bring_in_expected(connection, proposals)
    planned = [one.dossier.household_id for one in proposals]
    await expect(connection, mine, planned, period)
    await leave_out(session, run.id, left_out, now)
    return LookedAgain(_new(proposals, seen), {one.household_id for one in left_out})


async def _changed(connection: AsyncConnection, run: RunRow, batch: Batch, earliest: date) -> list[UUID]:
    """Those whose plan is another, and those of whom something goes on a later day than the registry was told."""
    asked = {"ids": batch.households, "proposed_at": run.proposed_at, "run": run.id, "earliest": earliest}
    return [household_id for (household_id,) in await (await connection.execute(_CHANGED, asked)).fetchall()]


async def seen_in(connection: AsyncConnection, run_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, InRun]:
    """What the run has of each of these households."""
    found: dict[UUID, InRun] = defaultdict(lambda: InRun({}, set()))
    for row in await (await connection.execute(_SEEN, [run_id, ids])).fetchall():
        household_id, month, purpose, occasion, is_live, amount, due_on, payee, *whom = row
        key = PaymentKey(month, purpose, occasion)
        found[household_id].keys.add(key)
        if is_live:
            found[household_id].to_pay[key] = Seen(amount, due_on, PayeeKind(payee), *whom)
    return found


def held_of(made: Proposal | LeftOut, seen: Mapping[UUID, InRun]) -> Iterator[Held]:
    """What of a household was to be paid and is held after all, by what is wanted of it today."""
    household_id = made.household_id if isinstance(made, LeftOut) else made.dossier.household_id
    candidates = () if isinstance(made, LeftOut) else made.payments
    wanted = {one.payment.key: one for one in candidates}
    for key, one in seen[household_id].to_pay.items():
        if reason := verdict(one, wanted.get(key)):
            yield Held(reason, household_id, *key, _detail(reason, wanted.get(key)))


def _detail(reason: HoldReason, wanted: Candidate | None) -> str | None:
    """What the registry says more, where this is its reason."""
    return wanted.detail if wanted is not None and wanted.held is reason else None


def _new(proposals: Sequence[Proposal], seen: Mapping[UUID, InRun]) -> int:
    return sum(
        one.payment.key not in seen[made.dossier.household_id].keys for made in proposals for one in made.payments
    )
