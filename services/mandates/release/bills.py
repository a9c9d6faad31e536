"""The bills of a page that another arrangement would pay as well: two households with one contract, a client who moved
and is paid for in both, a cost that was arranged twice.
"""

from collections.abc import Collection

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text

from services.database import ReadSession
from services.mandates.arrangements.bill import SAME_BILL
from services.mandates.arrangements.payer import OURS
from services.months import Month

_ASKED_ALSO = text(
    f"""
    select cast(asked.arrangement as text), asked.month, min(other.cost || '/' || other.household_id)
    from unnest(cast(:ids as uuid[]), :months) as asked (arrangement, month)
    join arrangement as one on one.id = asked.arrangement
    cross join lateral ({SAME_BILL}) as other
    left join lateral (
        select id, beside_others from bill_decision where arrangement_id = one.id order by id desc limit 1
    ) as mine on true
    left join lateral (
        select id from bill_decision where arrangement_id = other.id and not beside_others order by id desc limit 1
    ) as theirs on true
    where other.from_month <= asked.month
    and not exists (
        select from arrangement as later where later.household_id = other.household_id and later.cost = other.cost
        and later.from_month <= asked.month and (later.from_month, later.id) > (other.from_month, other.id)
    )
    and :ours @> array[(
        select payer from payer_of_record as record where record.household_id = other.household_id
        and record.cost = other.cost and record.from_month <= asked.month
        order by record.from_month desc, record.sequence desc limit 1
    )]
    and exists (
        select from household left join cost_month as planned on planned.household_id = household.id
            and planned.cost = other.cost and planned.month = asked.month and planned.paid_by_us
        where household.id = other.household_id and (planned.month is not null or household.plan_version = 0)
    )
    and (mine.id is null or (not mine.beside_others and theirs.id > mine.id))
    group by asked.arrangement, asked.month
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Text)), bindparam("months", type_=ARRAY(Integer)), bindparam("ours", type_=ARRAY(Text))
)
"""The other one is in force in that month, is ours to pay, and is planned, or nobody told yet what is. A decision that
this one pays holds until a newer one says that the other does."""


async def paid_twice(session: ReadSession, asked: Collection[tuple[str, Month]]) -> dict[tuple[str, Month], str]:
    """Of these arrangements (ids as texts) and months those whose bill another would pay as well: which cost of which
    household.
    """
    ids, months = [one for one, _ in asked], [month for _, month in asked]
    rows = await session.execute(_ASKED_ALSO, {"ids": ids, "months": months, "ours": [str(one) for one in OURS]})
    return {(arrangement, month): other for arrangement, month, other in rows}
