"""Handing back begins by itself: where the plan says that a cost is the client's own from some month on, its supplier
is asked in time, whoever remembers it.

That month follows the last one that the plan wants us to pay, whether the cost goes back along the way, at the end, or
because somebody recorded that it was handed back. So a plan and a handshake say the same, and no cost ends with nobody
who pays it (seed 001, lines 1983 and 2811: cut off, because the direct debit was never resumed).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text

from services.database import Session
from services.mandate_events import Payer
from services.mandates.arrangements import handshake_service
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.payer import OURS
from services.mandates.arrangements.ramp_down import WAITS, Early, keep
from services.mandates.arrangements.repository import hold_households
from services.mandates.hand import Hand
from services.months import month_of

BEFORE: Final = timedelta(days=42)
"""The supplier is asked a month before the client pays himself; two weeks earlier somebody sees that it is to be."""

BATCH: Final = 100
REASON: Final = "the plan hands it back from another month, or not at all"

_OWN_FROM = """
    select organisation_id, household_id, cost, max(month) filter (where paid_by_us) + 1 as own_from,
        max(max(month) filter (where paid_by_us)) over (partition by household_id) as we_pay_until
    from cost_month where household_id in (select id from household where not stale)
    group by organisation_id, household_id, cost
"""
_DUE = text(
    f"""
    select arranged.id as arrangement_id, own.own_from, own.own_from <= own.we_pay_until as is_watched, contact.subject
    from ({_OWN_FROM}) as own
    cross join lateral (
        select id from arrangement where arrangement.household_id = own.household_id and arrangement.cost = own.cost
        and from_month <= own.own_from order by from_month desc, id desc limit 1
    ) as arranged
    cross join lateral (
        select payer from payer_of_record as one where one.household_id = own.household_id and one.cost = own.cost
        and one.from_month <= own.own_from order by from_month desc, sequence desc limit 1
    ) as record
    left join lateral (
        select subject from team_member where team_member.household_id = own.household_id and role = 'contact'
        and until_day is null order by sequence desc limit 1
    ) as contact on true
    where own.own_from between :first and :last and :ours @> array[record.payer]
    and not (own.own_from <= own.we_pay_until and {WAITS})
    and not exists (
        select from handshake join arrangement as about on about.id = handshake.arrangement_id
        where about.household_id = own.household_id and about.cost = own.cost
        and (handshake.state in ('prepared', 'asked', 'overdue')
            or (handshake.direction = 'handing_back' and handshake.from_month = own.own_from))
    )
    order by own.household_id, own.cost limit :limit
    """
).bindparams(bindparam("first", type_=Integer), bindparam("last", type_=Integer), bindparam("ours", type_=ARRAY(Text)))
"""A handing back of that month that was refused, decided or withdrawn is a person's to go on with."""
_EARLY = text(
    f"""
    select own.household_id, own.cost, own.own_from, due.due_on, supplier.answer_days
    from ({_OWN_FROM}) as own join cost_month as due on due.household_id = own.household_id and due.cost = own.cost
        and due.month = own.own_from
    cross join lateral (
        select supplier_id from arrangement where arrangement.household_id = own.household_id
        and arrangement.cost = own.cost and from_month <= own.own_from order by from_month desc, id desc limit 1
    ) as arranged
    join supplier on supplier.id = arranged.supplier_id
    where own.own_from between :first and :last and own.own_from <= own.we_pay_until and {WAITS}
    order by own.household_id, own.cost
    """
).bindparams(bindparam("first", type_=Integer), bindparam("last", type_=Integer))
_MOVED = text(
    f"""
    select handshake.id from handshake join arrangement as about on about.id = handshake.arrangement_id
    join household on household.id = about.household_id and not household.stale
    left join ({_OWN_FROM}) as own on own.household_id = about.household_id and own.cost = about.cost
    where handshake.direction = 'handing_back' and handshake.state = 'prepared' and handshake.made_by = :by
    and own.own_from is distinct from handshake.from_month
    order by handshake.id limit :limit
    """
)


async def prepare_due(session: Session, hand: Hand, today: date, limit: int = BATCH) -> int:
    """Prepare the handing back of at most `limit` costs that are the client's own within `BEFORE`; how many.

    What was prepared so and is not asked yet is withdrawn where the plan now names another month, as when the relief is
    extended (art. 57). Of a ramp-down one at a time a step that waits for a clean month of the one before it is not
    prepared, and we go on paying it. The same day twice changes nothing the second time.
    """
    withdrawn = await _withdraw_moved(session, hand, limit)
    asked = {"first": month_of(today), "last": month_of(today + BEFORE), "ours": [str(one) for one in OURS]}
    kept = await _keep_early(session, hand, today, asked)
    due = (await session.execute(_DUE, {**asked, "limit": limit})).all()
    if due:
        await handshake_service.prepare_all(session, hand, [_wanted(one) for one in due])
    return withdrawn + kept + len(due)


async def _keep_early(session: Session, hand: Hand, today: date, asked: Mapping[str, Any]) -> int:
    """Of what waits for a clean month go on paying what comes near; how many costs those were."""
    early = [Early(*row) for row in await session.execute(_EARLY, asked)]
    near = [one for one in early if one.is_kept_by(today)]
    held = await hold_households(session, {one.household_id for one in near}, None) if near else set()
    return await keep(session, hand, [one for one in near if one.household_id in held])


def _wanted(due: Row[Any]) -> WantedHandshake:
    payer = Payer.CLIENT_PAYS_WATCHED if due.is_watched else Payer.CLIENT_PAYS
    return WantedHandshake(due.arrangement_id, payer, due.own_from, owner=due.subject)


async def _withdraw_moved(session: Session, hand: Hand, limit: int) -> int:
    moved = list((await session.execute(_MOVED, {"by": hand.by, "limit": limit})).scalars())
    if moved:
        await handshake_service.withdraw_all(session, hand, moved, REASON)
    return len(moved)
