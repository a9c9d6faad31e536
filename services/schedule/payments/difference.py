"""What is different from the month before: new, gone, changed by more than so much or paid to another account, held;
what an approver looks at."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession
from services.schedule.payments.run import What

DEFAULT_MARGIN = 10
"""Per cent by which an amount may change without being pointed out."""

_COMPARED = """
    with now as (
        select household_id, purpose, sum(amount)::bigint as amount, array_agg(distinct payee_id) as accounts
        from payment join payment_run as run on run.id = payment.run_id
        where run.month = :month and run.id <= :run_id and payment.live group by household_id, purpose
    ), before as (
        select household_id, purpose, sum(amount)::bigint as amount, array_agg(distinct payee_id) as accounts
        from payment join payment_run as run on run.id = payment.run_id
        where run.month = :month - 1 and payment.live group by household_id, purpose
    ), compared as (
        select household_id, purpose, coalesce(before.amount, 0) as before, coalesce(now.amount, 0) as now,
            case when before.amount is null then 'new' when now.amount is null then 'gone'
                when abs(now.amount - before.amount) * 100 > before.amount * :margin then 'changed'
                when now.accounts <> before.accounts then 'changed'
                else 'same' end as what
        from now full join before using (household_id, purpose)
        union all
        select household_id, purpose, 0, sum(amount)::bigint, 'held' from payment
        where run_id = :run_id and reason is not null group by household_id, purpose
    )
"""
"""What goes out in a month up to and including this run, beside what went out the month before. What the run holds
stands apart: money that waits is never counted as money that is paid."""

_SUMS = text(
    f"{_COMPARED} select what, purpose, count(*) as households, sum(before)::bigint as before, sum(now)::bigint as now"
    " from compared group by what, purpose order by what, purpose"
)
_LINES = text(
    f"{_COMPARED} select household_id, purpose, what, before, now from compared where what <> 'same'"
    " and (cast(:after_id as uuid) is null"
    " or (household_id, purpose, what) > (cast(:after_id as uuid), :after_purpose, :after_what))"
    " order by household_id, purpose, what limit :limit"
)


class DifferenceSum(NamedTuple):
    """How many households differ in this way for a purpose, and the sums of both months in cents."""

    what: What
    purpose: str
    households: int
    before: int
    now: int


class DifferenceLine(NamedTuple):
    """One household that is paid something else for a purpose than a month before, in cents."""

    household_id: UUID
    purpose: str
    what: What
    before: int
    now: int


async def difference_sums(
    session: ReadSession, run_id: UUID, month: int, margin: int = DEFAULT_MARGIN
) -> list[DifferenceSum]:
    """The difference of the month with this run to the month before, by kind of difference and purpose."""
    found = await session.execute(_SUMS, {"run_id": run_id, "month": month, "margin": margin})
    return [DifferenceSum(What(row.what), row.purpose, row.households, row.before, row.now) for row in found]


async def difference_lines(
    session: ReadSession,
    run_id: UUID,
    month: int,
    after: tuple[UUID, str, str] | None,
    limit: int,
    margin: int = DEFAULT_MARGIN,
) -> list[DifferenceLine]:
    """The households behind the difference, in order of their ids."""
    after_id, after_purpose, after_what = after or (None, "", "")
    asked = {
        "run_id": run_id,
        "month": month,
        "margin": margin,
        "after_id": after_id,
        "after_purpose": after_purpose,
        "after_what": after_what,
        "limit": limit,
    }
    found = await session.execute(_LINES, asked)
    return [DifferenceLine(row.household_id, row.purpose, What(row.what), row.before, row.now) for row in found]
