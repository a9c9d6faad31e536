"""Acting upon what suppliers told: heard as an announcement, asked for, done once, and told back as an announcement.

Each service acts upon the types that it knows something of, by the same functions as a person's command. That a word
was acted upon stands in the transaction of what it did; so a worker that dies, two at once, or news that comes twice
change nothing. A word that nothing can be done with is never dropped: it is told back with the obstacle, and is then
somebody's.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.clock import Clock
from services.database import Database, ReadSession, Session, organisation_of
from services.errors import Conflict, NotFound, Problem
from services.events import Event, WordObstacle
from services.failpoints import failpoint
from services.hearing import Handler
from services.jobs import defer_once, is_under_way, passes, rests
from services.notify_events import WordChanged, WordEvent, WordType
from services.outbox import announce
from services.waking import wake_each

ACT: Final = "act_on_words"
"""The job that acts upon all words of an organisation that wait for it."""

_BATCH = 100

_NOTE = text(
    """
    insert into heard_word (organisation_id, word_id, supplier_id, says, state, heard_at)
    select :organisation_id, word_id, supplier_id, says, 'waiting', :now
    from unnest(:ids, :suppliers, :says) as told (word_id, supplier_id, says) order by word_id
    on conflict (organisation_id, word_id) do nothing
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)), bindparam("suppliers", type_=ARRAY(Uuid)), bindparam("says", type_=ARRAY(Text))
)
_WAITING = text(
    """
    select word_id from heard_word where state = 'waiting' and (again_at is null or again_at <= :now)
    and (cast(:after as uuid) is null or word_id > :after) order by word_id limit :limit
    """
).bindparams(bindparam("after", type_=Uuid))
_HOLD = text("select word_id from heard_word where word_id = :word_id and state = 'waiting' for update")
_ANSWER = text(
    """
    update heard_word set state = :state, obstacle = :obstacle, answered_at = :now where word_id = :word_id
    """
).bindparams(bindparam("obstacle", type_=Text))
_LATER = text("update heard_word set again_at = :again_at where word_id = :word_id")
_ANY = text("select exists (select from heard_word where state = 'waiting' and (again_at is null or again_at <= :now))")

_Content = TypeVar("_Content")


_PAUSE = timedelta(hours=1)


class NotKnownYet(Conflict):
    """What this word is about is not known here yet, and may be within days; it is looked at again in an hour."""


class NotUnique(Conflict):
    """What this word names is more than one thing here."""


class Telling(NamedTuple):
    """How a service that acts upon words says so: `event` makes the announcement, of no obstacle if it was done."""

    event: Callable[[UUID, UUID, WordObstacle | None], Event]
    again: tuple[type[Problem], ...] = ()
    """What is over in a moment, such as somebody else's hand on the same thing."""


def listens_to(types: Collection[WordType]) -> Handler:
    """What hears that words came in, and leaves those of these types to the job that acts upon them."""

    async def hear(session: Session, events: Sequence[WordChanged], now: datetime) -> None:
        ours = [one for one in events if one.happened is WordEvent.RECEIVE and one.says in types]
        if not ours:
            return
        told = {
            "organisation_id": organisation_of(session),
            "ids": [one.word_id for one in ours],
            "suppliers": [one.supplier_id for one in ours],
            "says": [one.says.value for one in ours],
            "now": now,
        }
        await session.execute(_NOTE, told)
        await defer_once(session, ACT, organisation_id=str(organisation_of(session)))
        failpoint("word.heard")

    return hear


class ActsOnWords(Generic[_Content]):
    """Does that job. `read` asks what a word of an organisation says; `act` does it, or raises the problem with it.

    A job that failed rests by the clock of the `machine`, however that of the house is moved.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        read: Callable[[UUID, UUID], Awaitable[_Content]],
        act: Callable[[Session, _Content, datetime], Awaitable[None]],
        telling: Telling,
        machine: Clock,
    ) -> None:
        self._database = database
        self._clock = clock
        self._read = read
        self._act = act
        self._telling = telling
        self._machine = machine

    async def act(self, organisation_id: str) -> None:
        """Act upon each word that waits, in the order in which they came; a mistake of ours with one stops no other."""
        mine, after, mistakes = UUID(organisation_id), None, list[Exception]()
        while waiting := await self._waiting(mine, after):
            for word_id in waiting:
                try:
                    await self._one(mine, word_id)
                except Exception as mistake:
                    if passes(mistake) or isinstance(mistake, self._telling.again):
                        raise
                    mistakes.append(mistake)
            after = waiting[-1]
        if mistakes:
            raise ExceptionGroup("words of suppliers that we could not act upon", mistakes)

    async def wake(self) -> int:
        """An alarm: have them acted upon where nobody does; says in how many organisations."""
        return await wake_each(self._database, ACT, self._nobody_acts)

    async def _nobody_acts(self, session: Session) -> bool:
        given = {"organisation_id": str(organisation_of(session))}
        waits = (await session.execute(_ANY, {"now": self._clock.now()})).scalar_one()
        if not waits or await is_under_way(session, ACT, **given):
            return False
        return not await rests(session, ACT, self._machine.now(), **given)

    async def _waiting(self, mine: UUID, after: UUID | None) -> list[UUID]:
        async with self._database.reading(mine) as session:
            return await _page(session, after, self._clock.now())

    async def _one(self, mine: UUID, word_id: UUID) -> None:
        """Nothing is held while the other service is asked."""
        content = await self._read(mine, word_id)
        failpoint("word.asked")
        try:
            async with self._database.transaction(mine) as session:
                if await _is_held(session, word_id):
                    await self._act(session, content, self._clock.now())
                    failpoint("word.acted")
                    await self._answer(session, word_id, None)
        except NotKnownYet:
            async with self._database.transaction(mine) as session:
                await session.execute(_LATER, {"word_id": word_id, "again_at": self._clock.now() + _PAUSE})
                failpoint("word.put-off")
        except Problem as problem:
            if passes(problem) or isinstance(problem, self._telling.again):
                raise
            obstacle = obstacle_of(problem)
            async with self._database.transaction(mine) as session:
                if await _is_held(session, word_id):
                    await self._answer(session, word_id, obstacle)
        failpoint("word.answered")

    async def _answer(self, session: Session, word_id: UUID, obstacle: WordObstacle | None) -> None:
        now = self._clock.now()
        state = "acted" if obstacle is None else "unclear"
        await session.execute(_ANSWER, {"word_id": word_id, "state": state, "obstacle": obstacle, "now": now})
        await announce(session, self._telling.event(organisation_of(session), word_id, obstacle), now=now)


def obstacle_of(problem: Problem) -> WordObstacle:
    """What is told back of a problem: that there is one, and of which kind.

    >>> obstacle_of(NotFound())
    <WordObstacle.UNKNOWN_REFERENCE: 'unknown_reference'>
    """
    if isinstance(problem, NotUnique):
        return WordObstacle.NOT_UNIQUE
    if isinstance(problem, NotFound):
        return WordObstacle.UNKNOWN_REFERENCE
    return WordObstacle.WRONG_STATE if isinstance(problem, Conflict) else WordObstacle.NOT_ACCEPTED


async def _page(session: ReadSession, after: UUID | None, now: datetime) -> list[UUID]:
    return list((await session.execute(_WAITING, {"after": after, "now": now, "limit": _BATCH})).scalars())


async def _is_held(session: Session, word_id: UUID) -> bool:
    """Whether it still waits; held until the end of the transaction, so that two do not act upon it."""
    return (await session.execute(_HOLD, {"word_id": word_id})).first() is not None
