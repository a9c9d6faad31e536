"""What stands still in the house itself: suppliers' webhooks that only fail, and the line to the bank.

The bank's channel is a state that is announced: it fails until it is heard that it works.
"""

from collections.abc import Collection

from sqlalchemy import text

from services.clock import civil_date
from services.database import ReadSession
from services.notify.desk.matter import Matter, of_house
from services.notify_events import LoudKind

_WEBHOOKS = text(
    """
    select subscription.id, coalesce(lane.noticed_at, last.at) as since from subscription
    left join delivery_lane lane on (lane.organisation_id, lane.subscription_id)
        = (subscription.organisation_id, subscription.id)
    left join lateral (
        select happened, cause, at from subscription_step step
        where (step.organisation_id, step.subscription_id) = (subscription.organisation_id, subscription.id)
        order by sequence desc limit 1
    ) last on true
    where (subscription.state = 'active' and lane.noticed_at is not null)
    or (subscription.state = 'disabled' and last.happened = 'disable' and last.cause is not null)
    order by subscription.id
    """
)
_CHANNEL = text(
    "select min(raised_at) from desk_alarm where kind = 'bank_channel' and state <> 'over' having count(*) > 0"
)


async def standing(session: ReadSession, kinds: Collection[LoudKind]) -> list[Matter]:
    """What stands of these kinds."""
    found: list[Matter] = []
    if LoudKind.WEBHOOK_FAILS in kinds:
        for row in await session.execute(_WEBHOOKS):
            found.append(of_house(LoudKind.WEBHOOK_FAILS, civil_date(row.since), f"/notify/v1/subscriptions/{row.id}"))
    if LoudKind.BANK_CHANNEL in kinds:
        for since in (await session.execute(_CHANNEL)).scalars():
            found.append(of_house(LoudKind.BANK_CHANNEL, civil_date(since), "/schedule/v1/bank-channels"))
    return found
