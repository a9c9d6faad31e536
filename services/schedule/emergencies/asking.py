"""Asking for an emergency payment: a run of its own with one payment in it, there at once for a second person."""

from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput
from services.events import RunKind, RunProposed
from services.failpoints import failpoint
from services.mandates.schemas import Payable
from services.months import month_text
from services.outbox import announce
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.emergencies import repository
from services.schedule.emergencies.checking import Checked, check
from services.schedule.emergencies.emergency import Emergency
from services.schedule.emergencies.repository import Asked
from services.schedule.emergencies.tables import EmergencyRow
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments import repository as runs
from services.schedule.payments.releasing import Go, keep_go
from services.schedule.payments.run import RunEvent, RunState, ShardStage, after
from services.schedule.payments.tables import PaymentRow, RunRow, ShardRow
from services.storing import connection_of

_TRIES = 100
"""Whoever finds the number of its run taken takes the next one; somebody got on each time."""


class AnotherEmergency(Conflict):
    """Something else was asked for this household under this day and number; ask for another under the next number."""


class TooManyAtOnce(Conflict):
    """So many emergency payments are asked for at this moment that this one found no number; ask again."""


async def ask(session: Session, hand: Hand, wanted: Emergency, account: Payable | None) -> Asked:
    """Propose an emergency payment to the client's account as the registry released it (`account_for`); asking the same
    again gives the one that there is, whatever became of it.

    `NoSuchHousehold`, `HouseholdIsChanging`, `AnotherEmergency`, `InvalidInput` for another day than today and for a
    number that skips one, and all that `check` refuses. Nothing is kept of what is refused.
    """
    household = await households.lock(session, wanted.household_id, hand.municipalities)
    known = await repository.found(session, wanted.day, wanted.household_id, wanted.number)
    if known is not None:
        if (known.emergency.form, known.emergency.amount, known.emergency.reason) != wanted[3:]:
            raise AnotherEmergency
        return known
    assert account is not None, "what was not asked for before was asked about"
    await _refuse(session, hand, wanted)
    checked = await check(session, hand, household, wanted)
    run = await _new_run(session, hand, wanted)
    row = EmergencyRow(
        organisation_id=run.organisation_id, run_id=run.id, asked_by=hand.by, asked_at=hand.now, **wanted._asdict()
    )
    session.add(row)
    session.add(_payment(run, household.municipality, wanted, checked, account))
    await _keep_account(session, hand, run, account)
    session.add(ShardRow(organisation_id=run.organisation_id, run_id=run.id, number=1, stage=ShardStage.PROPOSED))
    await session.flush()
    await _propose(session, hand, run)
    failpoint("emergency.asked")
    return Asked(row, run)


async def _refuse(session: Session, hand: Hand, wanted: Emergency) -> None:
    faults = []
    if wanted.day != hand.today:
        faults.append(Fault("day", f"{wanted.day} is not today", f"leave it out, or give {hand.today}"))
    before = wanted.number - 1
    if before and await repository.found(session, wanted.day, wanted.household_id, before) is None:
        faults.append(Fault("number", f"none was asked for on {wanted.day} with number {before}", f"give {before}"))
    if faults:
        raise InvalidInput(faults)


async def _new_run(session: Session, hand: Hand, wanted: Emergency) -> RunRow:
    month, run_id = wanted.key.month, hand.new_id()
    for _ in range(_TRIES):
        run = RunRow(
            organisation_id=organisation_of(session),
            month=month,
            kind=RunKind.EMERGENCY,
            number=await repository.next_number(session, month),
            id=run_id,
            state=RunState.PROPOSING,
            pays_from=wanted.day,
            pays_until=wanted.day,
            proposed_by=hand.by,
            proposed_at=hand.now,
        )
        found = await runs.found_or_added(session, run)
        if found.id == run_id:
            return found
    raise TooManyAtOnce


def _payment(run: RunRow, municipality: str, wanted: Emergency, checked: Checked, account: Payable) -> PaymentRow:
    month, purpose, occasion = wanted.key
    return PaymentRow(
        organisation_id=run.organisation_id,
        run_id=run.id,
        household_id=wanted.household_id,
        purpose=purpose,
        occasion=occasion,
        month=month,
        municipality=municipality,
        plan_version=checked.plan_version,
        live=True,
        payee=PayeeKind.CLIENT,
        payee_id=UUID(account.id),
        amount=wanted.amount,
        due_on=wanted.day,
        execute_on=wanted.day,
        rank=0,
        end_to_end_id=_own_id(wanted, run.id),
    )


async def _keep_account(session: Session, hand: Hand, run: RunRow, account: Payable) -> None:
    """The account stays with the run, as that of every payment does."""
    connection = await connection_of(session)
    await keep_go(connection, hand.keyring, run.organisation_id, run.id, Go([], {account.id: account}, {}))


def _own_id(wanted: Emergency, run_id: UUID) -> str:
    month, purpose, occasion = wanted.key
    return end_to_end_id(month, str(wanted.household_id), purpose, occasion, str(run_id))


async def _propose(session: Session, hand: Hand, run: RunRow) -> None:
    """It is put together in the moment in which it is asked for, by who asks."""
    await runs.enter(session, run, RunState.PROPOSING, hand.now, hand.by)
    run.content_hash = await runs.content_hash(session, run.id)
    await runs.enter(session, run, after(run.state, RunEvent.COMPLETE), hand.now, hand.by)
    event = RunProposed(
        organisation_id=run.organisation_id,
        run_id=run.id,
        month=month_text(run.month),
        kind=run.kind,
        number=run.number,
    )
    await announce(session, event, now=hand.now)
