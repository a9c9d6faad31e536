"""What the client pays under watch and nobody asked after, or what did not arrive: dunning letters follow either.

Both are harm that has come: the bill was due. They stand until somebody says that it was paid, or pays it instead.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession
from services.mandate_events import AlarmKind, WatchedMonthState
from services.mandates.alarms.alarm import AlarmKey, Finding, act_by
from services.mandates.arrangements.payer import OURS
from services.months import Month

NOT_ANSWERED: Final = "nobody_asked_whether_it_arrived"
NOT_PAID: Final = "client_did_not_pay"

_WATCHED = text(
    """
    select watched.household_id, watched.cost, watched.month, watched.due_on, watched.answer_by, watched.state
    from watched_month as watched cross join lateral (
        select payer from payer_of_record as one where one.organisation_id = watched.organisation_id
        and one.household_id = watched.household_id and one.cost = watched.cost and one.from_month <= watched.month
        order by from_month desc, sequence desc limit 1
    ) as record
    where watched.household_id = any(:ids) and watched.due_on >= :since and (
        watched.state = 'to_ask' and record.payer = 'client_pays_watched'
        or watched.state = 'not_paid' and not :ours @> array[record.payer]
    )
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("ours", type_=ARRAY(Text)))
"""What we pay after all, by a decision or a taking over from that month on, harms nobody any more."""


class Unproved(NamedTuple):
    """A month that the client was to pay and of which nobody said that he did."""

    household_id: UUID
    cost: str
    month: Month
    due_on: date
    answer_by: date
    state: WatchedMonthState


async def unproved(session: ReadSession, household_ids: Collection[UUID], since: date) -> list[Unproved]:
    """Those of these households that fell due since then."""
    asked = {"ids": list(household_ids), "since": since, "ours": [str(one) for one in OURS]}
    found = await session.execute(_WATCHED, asked)
    return [Unproved(*row)._replace(state=WatchedMonthState(row.state)) for row in found]


def watched_not_answered(found: Iterable[Unproved], today: date) -> Iterator[Finding]:
    """Nobody asked, or noted the answer, in the days that there are for it: a ramp-down that nobody looks at."""
    for one in found:
        if one.state is WatchedMonthState.TO_ASK and one.answer_by < today:
            yield _finding(AlarmKind.WATCHED_NOT_ANSWERED, one, NOT_ANSWERED, today)


def watched_not_paid(found: Iterable[Unproved], today: date) -> Iterator[Finding]:
    """The client did not pay: a dunning letter comes next, and a cut-off after it (seed 001, lines 1983 and 2811)."""
    for one in found:
        if one.state is WatchedMonthState.NOT_PAID:
            yield _finding(AlarmKind.WATCHED_NOT_PAID, one, NOT_PAID, today)


def _finding(kind: AlarmKind, one: Unproved, why: str, today: date) -> Finding:
    return Finding(AlarmKey(one.household_id, kind, one.cost, one.month), act_by(one.due_on, 0, today), one.due_on, why)
