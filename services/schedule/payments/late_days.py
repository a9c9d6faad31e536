"""What can no longer be executed on the day for which it was released, asked about once more before it is filed.

A run that was frozen and is filed days later pays on other days than the registry was asked for: until then an account
may have closed, a supplier agreed to wait, a client taken back his word. So the registry is asked for the first day
that is left. What it still releases as the approver saw it goes on that day; everything else is held, and what the
ledger had set aside for it is free again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from services import banking_days
from services.clock import civil_date
from services.database import Session, organisation_of
from services.events import HoldReason, PaymentHeld
from services.months import Month
from services.outbox import announce
from services.schedule.households.rulebook import Rulebook
from services.schedule.ledger.attempts import Booked, standing_attempts
from services.schedule.ledger.posting import post
from services.schedule.payments.booking import let_go, subject_of
from services.schedule.payments.candidates import Candidate, Period
from services.schedule.payments.holding import Held, hold
from services.schedule.payments.looking_again import held_of, seen_in
from services.schedule.payments.papers import papers_of
from services.schedule.payments.proposal import LeftOut, Proposal, proposal
from services.schedule.payments.releasing import ask_to_release, keep_go
from services.schedule.payments.tables import RunRow
from services.schedule.payments.waiting import Waits, put_on_the_list
from services.schedule.registry.registry import Registry
from services.schedule.wanted.payments import PaymentKey
from services.sealing import Keyring
from services.storing import connection_of

_HOUSEHOLDS_AT_ONCE = 500

_IN_NO_FILE = """
    from payment where run_id = %(run_id)s and live and route = 'we_push' and not exists (
        select from payment_file as file where file.run_id = payment.run_id
        and file.municipality = payment.municipality
        and (payment.execute_on, payment.household_id, payment.purpose, payment.occasion)
            <= (last_execute_on, last_household_id, last_purpose, last_occasion)
    )
"""
_DAYS = f"select distinct execute_on {_IN_NO_FILE}"
_HOUSEHOLDS = f"""
    select id from household where id in (
        select distinct household_id {_IN_NO_FILE} and execute_on = any(%(days)s) order by household_id limit %(most)s
    ) order by id for no key update
"""
_LATE = f"""
    select household_id, month, purpose, occasion, amount, due_on, municipality, execute_on {_IN_NO_FILE}
    and execute_on = any(%(days)s) and household_id = any(%(ids)s)
    order by household_id, due_on, purpose, occasion
"""
_MOVE = """
    update payment set execute_on = moved.possible from unnest(%(days)s::date[], %(possible)s::date[])
        as moved (day, possible)
    where (organisation_id, run_id, household_id, purpose, occasion) in (
        select organisation_id, run_id, household_id, purpose, occasion {in_no_file}
        and household_id = any(%(ids)s) and execute_on = any(%(days)s)
    ) and execute_on = moved.day
""".replace("{in_no_file}", _IN_NO_FILE)


class _Late(NamedTuple):
    """A payment whose day of execution has passed, or is none of the bank's."""

    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    amount: int
    due_on: date
    municipality: str
    execute_on: date

    @property
    def key(self) -> PaymentKey:
        """What it is for."""
        return PaymentKey(self.month, self.purpose, self.occasion)


_ByKey = Mapping[UUID, Mapping[PaymentKey, _Late]]


async def ask_for_late(
    session: Session, run: RunRow, rules: Rulebook, registry: Registry, keyring: Keyring, now: datetime
) -> bool:
    """Look at the next households of which something in a run is late; False if there are none. The caller holds it.

    What is released for its new day is moved to it, the rest is held. `RegistryDoesNotAnswer` leaves all as it was.
    """
    connection, today = await connection_of(session), civil_date(now)
    moved = await _moved(connection, run.id, today)
    if not moved:
        return False
    which = {"run_id": run.id, "days": list(moved), "possible": list(moved.values()), "most": _HOUSEHOLDS_AT_ONCE}
    ids = [one for (one,) in await (await connection.execute(_HOUSEHOLDS.encode(), which)).fetchall()]
    late = await _late(connection, {**which, "ids": ids})
    held = await _ask(session, run, ids, late, moved, (rules, registry, keyring), today)
    await hold(connection, run.id, held)
    await connection.execute(_MOVE.encode(), {**which, "ids": ids})
    await _free(session, run, [(late[one.household_id][PaymentKey(*one[2:5])], one) for one in held], now)
    return True


async def _moved(connection: AsyncConnection, run_id: UUID, today: date) -> dict[date, date]:
    """By day on which something of the run can no longer be executed, the first one on which it can."""
    found = {}
    for (day,) in await (await connection.execute(_DAYS.encode(), {"run_id": run_id})).fetchall():
        possible = banking_days.after(max(day, today))
        if possible != day:
            found[day] = possible
    return found


async def _late(connection: AsyncConnection, which: Mapping[str, object]) -> _ByKey:
    found: dict[UUID, dict[PaymentKey, _Late]] = defaultdict(dict)
    for row in await (await connection.execute(_LATE.encode(), which)).fetchall():
        one = _Late(*row)
        found[one.household_id][one.key] = one
    return found


async def _ask(
    session: Session,
    run: RunRow,
    ids: Sequence[UUID],
    late: _ByKey,
    moved: Mapping[date, date],
    by: tuple[Rulebook, Registry, Keyring],
    today: date,
) -> list[Held]:
    """What of these may not be paid on its new day, and why."""
    rules, registry, keyring = by
    connection, mine = await connection_of(session), organisation_of(session)
    period = Period(run.month, max(run.pays_from, banking_days.after(today)))
    papers = await papers_of(connection, ids, period, run.id, rules)
    made = [proposal(one, period, rules.norms) for one in papers]
    proposals = [_of_late(one, late, moved) for one in made if isinstance(one, Proposal)]
    go = await ask_to_release(registry, mine, proposals, today)
    await keep_go(connection, keyring, mine, run.id, go)
    left_out = [one for one in made if isinstance(one, LeftOut)]
    seen = await seen_in(connection, run.id, ids)
    looked_at: list[Proposal | LeftOut] = [*go.proposals, *left_out]
    found = [held for one in looked_at for held in held_of(one, seen)]
    return [one for one in found if PaymentKey(*one[2:5]) in late[one.household_id]]


def _of_late(made: Proposal, late: _ByKey, moved: Mapping[date, date]) -> Proposal:
    """What is wanted of a household today of that which is late, on its new day."""
    asked = late[made.dossier.household_id]
    of_late = [one for one in made.payments if one.payment.key in asked]
    return made._replace(payments=[_on(moved[asked[one.payment.key].execute_on], one) for one in of_late])


def _on(day: date, wanted: Candidate) -> Candidate:
    """The payment on that day. Money it does not lack: that was set aside when the run was frozen."""
    has_money = wanted.held is HoldReason.MONEY_SHORT
    return wanted._replace(execute_on=day, held=None if has_money else wanted.held)


async def _free(session: Session, run: RunRow, held: Sequence[tuple[_Late, Held]], now: datetime) -> None:
    """What was set aside for them is free again, and they wait on the list, with news of it."""
    if not held:
        return
    today, mine = civil_date(now), organisation_of(session)
    standing = await standing_attempts(session, [_booked(one) for one, _ in held])
    entries = [
        entry
        for one, _ in held
        for entry in let_go(one.household_id, one.key, standing[_booked(one)], one.amount, today)
    ]
    short = await post(session, entries)
    assert not short, "what is let go of needs no money"
    await put_on_the_list(session, run.id, list(_waits(held)), today)
    news = [
        PaymentHeld(
            organisation_id=mine,
            household_id=one.household_id,
            run_id=run.id,
            due_on=one.due_on,
            reason=why.reason,
        )
        for one, why in held
    ]
    await announce(session, *news, now=now)


def _booked(one: _Late) -> Booked:
    return Booked(one.household_id, one.month, subject_of(one.key))


def _waits(held: Iterable[tuple[_Late, Held]]) -> Iterator[Waits]:
    for one, why in held:
        yield Waits(*one[:6], why.reason, one.municipality, why.detail)
