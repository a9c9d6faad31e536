"""Once a day somebody goes through the registry and does what time does by itself: reminders, deadlines, alarms.

Whatever has such work registers it in `ROUNDS`. The alarm clock, however many there are and however often they ring,
begins one round for each day of an organisation; a round that was begun and never finished is begun again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from services.clock import AMSTERDAM, Clock, civil_date
from services.database import Database, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer
from services.mandates.alarms import service as alarms
from services.mandates.arrangements import handing_back
from services.mandates.arrangements import handshake_service as handshakes
from services.mandates.arrangements.handshake import BY_ITSELF
from services.mandates.direct_debits import service as direct_debits
from services.mandates.hand import Hand
from services.mandates.households.staleness import mark_unplanned
from services.mandates.looking import LOOK
from services.mandates.watching import service as watching
from services.outbox import every_organisation
from services.sealing import Keyring
from services.waking import wake_each

GO_ROUND: Final = "go_round"
"""The job of one day of one organisation."""

BEGINS_AT = time(6)
"""In the Netherlands; before it, the day's round is yet to come."""

BY = BY_ITSELF
_LONG_ENOUGH = timedelta(hours=1)
"""After this a round that nobody finished is begun again."""

Round = Callable[[Session, Hand, date], Awaitable[int]]
"""Does a batch of what has to be done on a day, in a transaction of its own, and says how much that was."""


async def _handshakes(session: Session, hand: Hand, today: date) -> int:
    return sum(await handshakes.go_round(session, hand, today))


async def _unplanned(session: Session, _hand: Hand, _today: date) -> int:
    return await mark_unplanned(session)


async def _handing_back(session: Session, hand: Hand, today: date) -> int:
    return await handing_back.prepare_due(session, hand, today)


async def _direct_debits(session: Session, hand: Hand, today: date) -> int:
    return len(await direct_debits.expire_due(session, hand, today))


ROUNDS: Sequence[Round] = (
    _unplanned,
    _handshakes,
    _handing_back,
    _direct_debits,
    watching.go_round,
    alarms.go_round,
)
"""In this order: papers and alarms are of a day on which deadlines have passed and mandates have ended already."""

_BEGIN = text(
    """
    insert into day_round (organisation_id, day, rung_at) values (:organisation_id, :day, :now)
    on conflict (organisation_id, day) do update set rung_at = excluded.rung_at
    where day_round.done_at is null and day_round.rung_at <= :long_ago
    returning day
    """
)
_END = text("update day_round set done_at = :now where day = :day and done_at is null")


async def ring(database: Database, clock: Clock) -> int:
    """Begin the round of today in every organisation where it was not; says in how many.

    The day is the clock's, so a sandbox in which a month goes by in a minute goes its rounds too.
    """
    now = clock.now()
    if now.astimezone(AMSTERDAM).time() < BEGINS_AT:
        return 0
    async with database.reading(None) as reading:
        organisations = await every_organisation(reading)
    return sum([await _begin(database, organisation_id, now) for organisation_id in organisations])


async def go_round(
    database: Database, organisation_id: UUID, clock: Clock, keyring: Keyring, rounds: Sequence[Round] = ROUNDS
) -> int:
    """Do all that has to be done on this day, batch by batch, and say how much that was; twice is as once."""
    today, done = clock.today(), 0
    for batch in rounds:
        done += await _until_none(database, organisation_id, clock, keyring, batch)
    async with database.transaction(organisation_id) as session:
        await session.execute(_END, {"day": today, "now": clock.now()})
    return done


async def look_at_rest(database: Database, organisation_id: UUID, clock: Clock, keyring: Keyring) -> int:
    """Let papers follow and rules look at the households that no look has seen; how many those were."""
    return await _until_none(database, organisation_id, clock, keyring, alarms.look_at_unseen)


async def wake_looking(database: Database, clock: Clock) -> int:
    """An alarm: have a job look at households of which nobody told in time whom their money goes to.

    Says in how many organisations it did.
    """

    async def somebody_waits(session: Session) -> bool:
        return await alarms.somebody_waits_too_long(session, clock.now())

    return await wake_each(database, LOOK, somebody_waits)


async def _begin(database: Database, organisation_id: UUID, now: datetime) -> bool:
    """Whether this ring begins it; the round and its job are one transaction."""
    async with database.transaction(organisation_id) as session:
        given = {"day": civil_date(now), "now": now, "long_ago": now - _LONG_ENOUGH}
        begun = await session.execute(_BEGIN, {"organisation_id": organisation_of(session), **given})
        if begun.first() is None:
            return False
        await defer(session, GO_ROUND, organisation_id=str(organisation_id))
    failpoint("mandates.round-begun")
    return True


async def _until_none(database: Database, organisation_id: UUID, clock: Clock, keyring: Keyring, batch: Round) -> int:
    done = 0
    while count := await _once(database, organisation_id, clock, keyring, batch):
        done += count
    return done


async def _once(database: Database, organisation_id: UUID, clock: Clock, keyring: Keyring, batch: Round) -> int:
    async with database.transaction(organisation_id) as session:
        hand = Hand.of(session, BY, clock.now(), keyring)
        return await batch(session, hand, hand.today)
