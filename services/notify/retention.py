"""What was kept long enough is forgotten: what it said. That somebody was told, when and as which bytes, stays.

So many months after the relief of a household ended it is erased as somebody would erase it. As long after a notice to
the desk was made, its words go, and after a subscription was removed what was sent to it with a customer number.
Months are whole ones: what ends in March and is kept for six is gone from the first of October on.
"""

import hashlib
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, Uuid

from services.clock import AMSTERDAM, Clock, civil_date, in_utc
from services.database import Database, Session
from services.months import first_day, month_of
from services.notify.addressees.addressee import ErasureGround
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.addressees.repository import ADDRESSEES
from services.notify.hand import BY, Hand
from services.notify.webhooks.repository import place_of_body
from services.sealing import Keyring
from services.waking import wake_each

FORGET_KEPT: Final = "forget_what_was_kept"
"""The job that forgets what was kept long enough in one organisation."""

_AT_ONCE = 100
_ENDED = "ask_on is null and ends_on < :before"
_SAID = "length(said_sealed) > 0 and due_at is null and prepared_at < :since"
_SENT = """
    body_sealed is not null and exists (
        select from subscription_step step
        where (step.organisation_id, step.subscription_id) = (delivery.organisation_id, delivery.subscription_id)
        and happened = 'remove' and at < :since
    )
"""
_ANY = text(
    f"""
    select exists (select from told_household where {_ENDED}) or exists (select from desk_notice where {_SAID})
    or exists (select from delivery where {_SENT})
    """
)
_HOUSEHOLDS = text(
    f"select household_id from told_household where {_ENDED} order by household_id limit :limit for no key update"
)
_SETTLED = text("update told_household set ends_on = null where household_id = any(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_NOTICES = text(
    f"""
    update desk_notice set said_sealed = '' where id in (select id from desk_notice where {_SAID} limit :limit)
    returning id
    """
)
_BODIES = text(
    f"select subscription_id, event_id, body_sealed from delivery where {_SENT} order by event_id limit :limit"
    " for no key update"
)
_FORGET_BODIES = text(
    """
    update delivery set body_sealed = null, body_hash = gone.hash
    from unnest(:subscriptions, :events, :hashes) as gone (subscription_id, event_id, hash)
    where (delivery.subscription_id, delivery.event_id) = (gone.subscription_id, gone.event_id)
    """
).bindparams(
    bindparam("subscriptions", type_=ARRAY(Uuid)),
    bindparam("events", type_=ARRAY(Uuid)),
    bindparam("hashes", type_=ARRAY(LargeBinary)),
)


def kept_since(today: date, months: int) -> date:
    """The first day of which everything is still kept. Pure."""
    return first_day(month_of(today) - months)


class Retention:
    """Keeps what is kept of people for so many `months`, and no longer."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring, months: int) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._months = months

    async def forget(self, organisation_id: str) -> None:
        """Forget what was kept long enough in this organisation; twice is as once."""
        mine = UUID(organisation_id)
        for some in (self._erase, self._forget_notices, self._forget_bodies):
            while await some(mine):
                pass

    async def wake(self) -> int:
        """An alarm: have it done where there is anything to forget; says in how many organisations."""
        return await wake_each(self._database, FORGET_KEPT, self._any_over)

    async def _any_over(self, session: Session) -> bool:
        return bool((await session.execute(_ANY, self._asked())).scalar_one())

    async def _erase(self, mine: UUID) -> int:
        """How many households were looked at; whom somebody erased before is erased already."""
        async with self._database.transaction(mine) as session:
            ids = list((await session.execute(_HOUSEHOLDS, self._asked())).scalars())
            hand = Hand.of(session, BY, self._clock.now(), self._keyring)
            keys = await HOUSEHOLD_KEYS.of(session, self._keyring, ids)
            for household_id in ids:
                if household_id in keys and keys[household_id].opens is not None:
                    await ADDRESSEES.erase(session, hand, household_id, ErasureGround.KEPT_LONG_ENOUGH)
            await session.execute(_SETTLED, {"ids": ids})
        return len(ids)

    async def _forget_notices(self, mine: UUID) -> int:
        async with self._database.transaction(mine) as session:
            return len((await session.execute(_NOTICES, self._asked())).all())

    async def _forget_bodies(self, mine: UUID) -> int:
        async with self._database.transaction(mine) as session:
            rows = (await session.execute(_BODIES, self._asked())).all()
            opened = [
                self._keyring.unseal(bytes(row.body_sealed), place_of_body(mine, row.subscription_id, row.event_id))
                for row in rows
            ]
            values = {
                "subscriptions": [row.subscription_id for row in rows],
                "events": [row.event_id for row in rows],
                "hashes": [hashlib.sha256(body.encode()).digest() for body in opened],
            }
            await session.execute(_FORGET_BODIES, values)
        return len(rows)

    def _asked(self) -> dict[str, date | datetime | int]:
        before = kept_since(civil_date(self._clock.now()), self._months)
        since = in_utc(datetime.combine(before, time(), AMSTERDAM))
        return {"before": before, "since": since, "limit": _AT_ONCE}
