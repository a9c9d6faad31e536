"""Planning everybody again when the rules are others: norms of 1 January or 1 July, a policy, a new release.

A household keeps the mark of the rules that its newest plan was looked at under. Whoever has another mark is planned
again, a batch a transaction; a new version is made only where the plan, or the rules that a version names, became
another. What is left is in the tables, so a job that dies, or comes twice, goes on where the work is. Nobody has to
ask: once a day every worker looks whether somebody is left.
"""

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.clock import Clock, SystemClock
from services.database import Database, ReadSession, Session, organisation_of
from services.errors import InvalidInput, Refused
from services.jobs import defer_once, is_under_way, rests
from services.outbox import announce, every_organisation
from services.schedule.hand import Hand
from services.schedule.households import repository
from services.schedule.households.change import Change, Household, KeptPlan, changed
from services.schedule.households.news import news_of
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.writing import write
from services.schedule.toeslagen.keeping import follow_toeslagen
from services.sealing import Keyring

REPLAN: Final = "plan_all_again"
"""The job of one organisation: plan again whoever is left."""

AT_ONCE = 100
"""Households of one transaction: a second or two, as everybody else who records on them waits for it."""

_BY = "ontzorg"
_LEFT = "plan_version is not null and planned_under is distinct from :mark"
_NEXT = text(
    f"""
    select id from household where {_LEFT} and (cast(:after as uuid) is null or id > :after)
    order by id limit :most for no key update skip locked
    """
).bindparams(bindparam("after", type_=Uuid))
_IS_ANY = text(f"select exists (select from household where {_LEFT})")
_PROGRESS = text(
    f"select count(*) filter (where {_LEFT}) as left, count(*) filter (where plan_version is not null) as planned"
    " from household"
)
_KEPT = text(
    """
    select household.id, document::text as document, wanted::text as wanted from household
    join plan_version as version on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_DONE = text("update household set planned_under = :mark where id = any(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)

_log = structlog.get_logger(__name__)


class Progress(NamedTuple):
    """How many households have a plan, and how many of them are still to be planned by the rules of today."""

    left: int
    planned: int


async def progress(session: ReadSession, rules: Rulebook) -> Progress:
    """How far the planning by these rules is."""
    row = (await session.execute(_PROGRESS, {"mark": rules.whole_mark})).one()
    return Progress(row.left, row.planned)


async def plan_next_again(session: Session, hand: Hand, after: UUID | None, most: int = AT_ONCE) -> UUID | None:
    """Look at so many households behind that one whose plan was made under other rules than the hand's.

    Gives the id of the last of them, None when there are no more. Whoever is being changed at this moment is left for
    the next time.
    """
    asked = {"mark": hand.rules.whole_mark, "after": after, "most": most}
    ids = list((await session.execute(_NEXT, asked)).scalars())
    if not ids:
        return None
    locked = await repository.lock_all(session, ids, None)
    kept = {row.id: KeptPlan(row.document, row.wanted) for row in await session.execute(_KEPT, {"ids": ids})}
    made = [change for one in locked if (change := _again(one, hand, kept[one.id])) is not None]
    await write(session, made, hand)
    await follow_toeslagen(session, hand, made)
    await session.execute(_DONE, {"mark": hand.rules.whole_mark, "ids": ids})
    mine = organisation_of(session)
    await announce(session, *(event for change in made for event in news_of(change, mine)), now=hand.now)
    last: UUID = ids[-1]
    return last


def _again(household: Household, hand: Hand, kept: KeptPlan) -> Change | None:
    """The household by the rules of the hand; None where they change nothing of it, or can make no plan.

    What stood stands then; a run names whom it cannot plan, and pays the others.
    """
    try:
        change = changed(household, [], hand, kept=kept)
    except (InvalidInput, Refused) as refusal:
        _log.error("no plan by the new rules", household_id=str(household.id), refusal=type(refusal).__name__)
        return None
    return change if change.version or change.tasks.is_something else None


class Replanning:
    """What a worker rings, and the job that follows; any number of them, anywhere."""

    def __init__(
        self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring, machine: Clock | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._machine = machine or SystemClock()
        self._nobody_left_on: date | None = None

    async def plan_all_again(self, organisation_id: str) -> None:
        """Plan everybody of the organisation again who is left, batch by batch."""
        mine, after = UUID(organisation_id), None
        while (after := await self._batch(mine, after)) is not None:
            pass
        async with self._database.reading(mine) as session:
            now = await progress(session, self._rules)
        _log.info("planned again by the rules of today", organisation_id=organisation_id, left=now.left)

    async def _batch(self, mine: UUID, after: UUID | None) -> UUID | None:
        async with self._database.transaction(mine) as session:
            hand = Hand.of(session, _BY, self._clock.now(), self._rules, self._keyring)
            return await plan_next_again(session, hand, after)

    async def wake(self) -> int:
        """An alarm: see to it that a job plans whoever is left; says for how many organisations there was none.

        When nobody is, it looks again the next day: only a worker of an older release makes plans by older rules.
        """
        today = self._clock.today()
        if self._nobody_left_on == today:
            return 0
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        left = [mine for mine in organisations if await self._is_any_left(mine)]
        if not left:
            self._nobody_left_on = today
        return sum([await self._defer(mine) for mine in left])

    async def _is_any_left(self, mine: UUID) -> bool:
        async with self._database.reading(mine) as session:
            return bool((await session.execute(_IS_ANY, {"mark": self._rules.whole_mark})).scalar_one())

    async def _defer(self, mine: UUID) -> bool:
        arguments = {"organisation_id": str(mine)}
        async with self._database.transaction(mine) as session:
            if await is_under_way(session, REPLAN, **arguments):
                return False
            if await rests(session, REPLAN, self._machine.now(), **arguments):
                return False
            return await defer_once(session, REPLAN, **arguments)
