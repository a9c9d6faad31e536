"""A cost that is ours on record and that no plan pays: it was never told to the schedule service, or the plan has ended
and the supplier would not take it back. A plan has no month for it, so that no rule over months would see it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession
from services.mandate_events import AlarmKind, HandshakeDirection, HandshakeState
from services.mandates.alarms.alarm import AlarmKey, Finding, act_by, raised_from
from services.mandates.arrangements.handshake import Handshake
from services.mandates.arrangements.payer import SENT_BY_US, PayerEntry, by_cost, holds_in
from services.months import Month, first_day, month_of

WHY: Final = "no_plan_pays_it"

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_BEYOND = text(
    """
    with planned as (
        select household_id, cost, min(month) as first, max(month) as last from cost_month
        where household_id = any(:ids) group by household_id, cost
    ), begun as (select household_id, min(first) as first from planned group by household_id)
    select distinct arranged.household_id, arranged.cost, coalesce(planned.last + 1, begun.first) as month
    from arrangement as arranged join begun using (household_id) left join planned using (household_id, cost)
    where arranged.household_id = any(:ids) and coalesce(planned.last + 1, begun.first) <= :last
    """
).bindparams(_IDS)
"""From which month on no plan knows a cost that is arranged; of a household without any plan nothing is known."""
_ANSWER_DAYS = text("select id, answer_days from supplier where id = any(:ids)").bindparams(_IDS)


class Unplanned(NamedTuple):
    """A cost that is ours from a month on in which no plan pays it; `answer_days` (bank days) are the supplier's."""

    household_id: UUID
    cost: str
    month: Month
    answer_days: int


async def unplanned(
    session: ReadSession,
    household_ids: Collection[UUID],
    kept: Mapping[UUID, Sequence[PayerEntry]],
    handshakes: Iterable[Handshake],
    since: date,
    until: date,
) -> list[Unplanned]:
    """Of these households each cost without a plan, by the first such month that begins in between; but what its
    supplier is asked to take back in time. `kept` is their record up to the last month.
    """
    asked_of = {"ids": list(household_ids), "last": month_of(until)}
    beyond = [(row[0], row[1], row[2]) for row in await session.execute(_BEYOND, asked_of)]
    if not beyond:
        return []
    of_costs = {household_id: by_cost(entries) for household_id, entries in kept.items()}
    asked = {(one.household_id, one.cost) for one in handshakes if _takes_back_in_time(one)}
    ours = [
        (household_id, cost, *sent)
        for household_id, cost, month in beyond
        if (household_id, cost) not in asked
        and (sent := _first_sent(of_costs.get(household_id, {}).get(cost, ()), month)) is not None
        and since <= first_day(sent[0]) <= until
    ]
    days = await _answer_days(session, {one[3] for one in ours})
    return [Unplanned(*one[:3], days[one[3]]) for one in ours]


def no_plan_pays(found: Iterable[Unplanned], today: date) -> Iterator[Finding]:
    """Nobody pays: the supplier waits for our money, and no run will ever ask for it."""
    for household_id, cost, month, answer_days in found:
        harms_on = first_day(month)
        if today >= raised_from(harms_on, answer_days):
            key = AlarmKey(household_id, AlarmKind.NO_PAYER, cost, month)
            yield Finding(key, act_by(harms_on, answer_days, today), harms_on, WHY)


def _first_sent(entries: Sequence[PayerEntry], month: Month) -> tuple[Month, UUID] | None:
    """The first month from that one on in which our money is to be sent, and to which supplier."""
    begins = sorted({month, *(one.since for one in entries if one.since > month)})
    held = ((first, holds_in(entries, first)) for first in begins)
    return next(((first, one.supplier_id) for first, one in held if one and one.payer in SENT_BY_US), None)


def _takes_back_in_time(one: Handshake) -> bool:
    is_asked = one.state is HandshakeState.ASKED and one.direction is HandshakeDirection.HANDING_BACK
    return is_asked and one.deadline < first_day(one.from_month)


async def _answer_days(session: ReadSession, suppliers: Collection[UUID]) -> Mapping[UUID, int]:
    rows = await session.execute(_ANSWER_DAYS, {"ids": list(suppliers)})
    return {row.id: row.answer_days for row in rows}
