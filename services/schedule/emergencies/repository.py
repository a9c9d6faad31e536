"""Emergency payments in the database, each with the run that pays it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.events import RunKind
from services.first_of_each import among, first_of_each
from services.months import Month, first_day, last_day
from services.schedule.emergencies.tables import EmergencyRow
from services.schedule.households.kept_case import kept_case
from services.schedule.payments.tables import PaymentRow, RunRow
from services.schedule.planning.case import Case

_CASE = text(
    """
    select inputs::text from plan_version join household
    on household.id = plan_version.household_id and household.plan_version = plan_version.version
    where household.id = :household_id
    """
)


class Asked(NamedTuple):
    """An emergency payment that was asked for, with its run."""

    emergency: EmergencyRow
    run: RunRow


async def found(session: ReadSession, day: date, household_id: UUID, number: int) -> Asked | None:
    """The emergency payment with this key."""
    row = await session.get(EmergencyRow, (organisation_of(session), day, household_id, number))
    return None if row is None else Asked(row, await _run(session, row.run_id))


async def of_run(session: ReadSession, run_id: UUID) -> EmergencyRow | None:
    """The emergency payment of a run; None for a run of another kind."""
    query = select(EmergencyRow).where(
        EmergencyRow.organisation_id == organisation_of(session), EmergencyRow.run_id == run_id
    )
    return (await session.execute(query)).scalar_one_or_none()


async def of_households(
    session: ReadSession, household_ids: Collection[UUID], limit: int, after: tuple[date, int] | None = None
) -> Mapping[UUID, list[Asked]]:
    """What was asked for each of these households, newest day first; so many behind the one of that day and number."""
    whose, place = col(EmergencyRow.household_id), (col(EmergencyRow.day), col(EmergencyRow.number))
    mine = organisation_of(session)
    where = [col(EmergencyRow.organisation_id) == mine, among(whose, household_ids)]
    if after is not None:
        where.append(func.row(*place) < func.row(*after))
    query = first_of_each(EmergencyRow, where, whose, [one.desc() for one in place], limit)
    asked = (await session.execute(query)).scalars().all()
    runs = select(RunRow).where(RunRow.organisation_id == mine, among(col(RunRow.id), {one.run_id for one in asked}))
    by_id = {run.id: run for run in (await session.execute(runs)).scalars()}
    found: dict[UUID, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one.household_id].append(Asked(one, by_id[one.run_id]))
    return found


async def payment_of(session: ReadSession, run_id: UUID) -> PaymentRow:
    """The one payment of an emergency run."""
    query = select(PaymentRow).where(
        PaymentRow.organisation_id == organisation_of(session), PaymentRow.run_id == run_id
    )
    return (await session.execute(query)).scalar_one()


async def paid_in(session: ReadSession, household_id: UUID, month: Month, without: UUID | None) -> int:
    """Cents of a household's emergency payments for days of a month, asked for or paid; without those of one run."""
    query = (
        select(func.coalesce(func.sum(EmergencyRow.amount), 0))
        .join(PaymentRow, (col(PaymentRow.run_id) == EmergencyRow.run_id) & col(PaymentRow.live))
        .where(
            EmergencyRow.organisation_id == organisation_of(session),
            EmergencyRow.household_id == household_id,
            col(EmergencyRow.day).between(first_day(month), last_day(month)),
        )
    )
    if without is not None:
        query = query.where(EmergencyRow.run_id != without)
    return int((await session.execute(query)).scalar_one())


async def next_number(session: Session, month: Month) -> int:
    """The number of the next emergency run of a month."""
    query = select(func.coalesce(func.max(RunRow.number), 0)).where(
        RunRow.organisation_id == organisation_of(session), RunRow.month == month, RunRow.kind == RunKind.EMERGENCY
    )
    return int((await session.execute(query)).scalar_one()) + 1


async def case_of(session: ReadSession, household_id: UUID) -> Case | None:
    """The case that the newest plan of a household was made of; None without a plan, `CannotBePlanned`."""
    inputs = (await session.execute(_CASE, {"household_id": household_id})).scalar_one_or_none()
    return None if inputs is None else kept_case(inputs)


async def _run(session: ReadSession, run_id: UUID) -> RunRow:
    query = select(RunRow).where(RunRow.organisation_id == organisation_of(session), RunRow.id == run_id)
    return (await session.execute(query)).scalar_one()
