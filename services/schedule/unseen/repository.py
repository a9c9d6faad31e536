"""What is asked of the bank's silence: how far the statements of each account reach, and what is in none of them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text

from services.database import ReadSession
from services.months import month_of
from services.schedule.planning.policy import ToeslagKind
from services.schedule.unseen.unseen import Unseen, UnseenKind, judged_until

_MONTHS_BACK, _MONTHS_AHEAD = 4, 1
"""What is older was told of while it was younger; its task stands until somebody closes it."""

_REACHED = text(
    """
    select matched.account, first.as_of as since, last.as_of as until from statement_matching as matched
    cross join lateral (
        select as_of from statement as one where one.account = matched.account and one.state = 'taken'
        and one.kind = 'statement' and one.place < matched.place
        order by case when precedes then -place else place end limit 1
    ) as first cross join lateral (
        select as_of from statement as one where one.account = matched.account and one.state = 'taken'
        and one.kind = 'statement' and one.place < matched.place and not precedes order by place desc limit 1
    ) as last order by matched.account
    """
)
_TOESLAGEN = ", ".join(f"'{kind}'" for kind in ToeslagKind)
_UNSEEN = f"""
    with judged as (
        select * from unnest(:accounts, :since, :until) as judged (account, since, until)
    ), unseen as (
        select case route when 'supplier_pulls' then 'collection' else 'payment' end as what, household_id,
            purpose || '/' || occasion as subject, amount,
            case route when 'supplier_pulls' then due_on else execute_on end as expected_on, end_to_end_id, municipality
        from payment_of_run join municipality on municipality.code = municipality
        join judged on judged.account = municipality.iban
        where run_id = any(select id from payment_run where month >= :first and state in ('frozen', 'filed'))
        and live and state in ('submitted', 'expected') and route in ('we_push', 'supplier_pulls') and not exists (
            select from payment_outcome as told where told.run_id = payment_of_run.run_id
            and told.end_to_end_id = payment_of_run.end_to_end_id and told.outcome = 'executed'
        )
        and case route when 'supplier_pulls' then due_on else execute_on end between judged.since and judged.until
        union all
        select 'income', household_id, subject, amount - received, expected_on, null, household.municipality
        from expected_income as expected join household on household.id = household_id
        join municipality on municipality.code = household.municipality
        join judged on judged.account = municipality.iban
        where expected.month between :first and :last and amount > received and happening <> 'repayment'
        and split_part(subject, '/', 1) not in ({_TOESLAGEN})
        and expected_on between judged.since and judged.until and not exists (
            select from ledger_entry as withheld
            where withheld.month between expected.month - 1 and expected.month + 2 and book_id = household_id
            and debit = 'clearing' and credit = 'benefit' and corrects is null
        )
    )
    select what, household_id, subject, amount, expected_on, end_to_end_id from unseen
"""
"""Toeslagen that do not come are asked after where toeslagen live. What a benefit system withheld never was to come."""

_ALL = text(f"{_UNSEEN} order by expected_on, household_id, what, subject").bindparams(
    bindparam("accounts", type_=ARRAY(Text)),
    bindparam("since", type_=ARRAY(Date)),
    bindparam("until", type_=ARRAY(Date)),
)
_PAGE = text(
    f"""
    {_UNSEEN} where (cast(:sees as text[]) is null or municipality = any(:sees))
    and (expected_on, household_id, what, subject) > (:expected_on, :household_id, :what, :subject)
    order by expected_on, household_id, what, subject limit :limit
    """
).bindparams(
    bindparam("accounts", type_=ARRAY(Text)),
    bindparam("since", type_=ARRAY(Date)),
    bindparam("until", type_=ARRAY(Date)),
)


class Place(NamedTuple):
    """Where something unseen stands among all of it: by its day first."""

    expected_on: date = date.min
    household_id: UUID = UUID(int=0)
    what: str = ""
    subject: str = ""


async def unseen(session: ReadSession, today: date) -> list[Unseen]:
    """All that the bank should have shown by now and did not, the oldest first."""
    asked = await _judged(session, today)
    return [] if asked is None else [_unseen(row) for row in await session.execute(_ALL, asked)]


async def page_of_unseen(
    session: ReadSession, today: date, after: Place, limit: int, sees: Collection[str] | None
) -> Sequence[Unseen]:
    """So many after a place, of these municipalities or of all."""
    asked = await _judged(session, today)
    if asked is None:
        return []
    asked |= {**after._asdict(), "limit": limit, "sees": None if sees is None else list(sees)}
    return [_unseen(row) for row in await session.execute(_PAGE, asked)]


async def _judged(session: ReadSession, today: date) -> dict[str, Any] | None:
    """What of each account its statements say for sure; None while there are no statements."""
    rows = (await session.execute(_REACHED)).all()
    if not rows:
        return None
    return {
        "accounts": [row.account for row in rows],
        "since": [row.since for row in rows],
        "until": [judged_until(min(row.until, today)) for row in rows],
        "first": month_of(today) - _MONTHS_BACK,
        "last": month_of(today) + _MONTHS_AHEAD,
    }


def _unseen(row: Row[Any]) -> Unseen:
    return Unseen(UnseenKind(row.what), row.household_id, row.subject, row.amount, row.expected_on, row.end_to_end_id)
