"""Each word is acted upon once; one that cannot be yet waits, and a mistake of ours with one stops no other."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock, SystemClock
from services.database import Database, Session, as_service
from services.errors import Conflict, Fault, InvalidInput, NotFound, Unavailable
from services.events import WordObstacle
from services.heard_words import ActsOnWords, NotKnownYet, NotUnique, Telling, listens_to, obstacle_of
from services.ids import SeededIds
from services.mandates.words.acting import ACTED_UPON as BY_REGISTRY
from services.mandates.words.acting import answered
from services.notify_events import WordChanged, WordEvent, WordState, WordType
from services.schedule.words.acting import ACTED_UPON as BY_SCHEDULE

FIRST, SECOND = UUID(int=1), UUID(int=2)
HOUR = timedelta(hours=1)


@pytest.fixture
async def registry(admin_url: str) -> AsyncIterator[Database]:
    opened = Database(as_service(admin_url, "mandates"), "mandates", ids=SeededIds("registry"))
    yield opened
    await opened.close()


class Acts:
    """Whoever acts upon words: `refuses` says which it cannot, and why; `done` which it did, how often."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.refuses: dict[UUID, Exception] = {}
        self.done: list[UUID] = []
        self.machine = MovableClock(SystemClock().now())
        telling = Telling(answered, (NotUnique,))
        self.job = ActsOnWords(database, clock, self._read, self._act, telling, self.machine)

    async def _read(self, _organisation_id: UUID, word_id: UUID) -> UUID:
        return word_id

    async def _act(self, _session: Session, word_id: UUID, _now: datetime) -> None:
        if word_id in self.refuses:
            raise self.refuses[word_id]
        self.done.append(word_id)


@pytest.fixture
async def acts(registry: Database, organisation: UUID, clock: MovableClock) -> Acts:
    """Two words that came in, the second one heard of twice, and one of a type that is not ours."""
    hear = listens_to({WordType.COLLECTION_SUSPENDED})
    words = [(FIRST, WordType.COLLECTION_SUSPENDED), (SECOND, WordType.COLLECTION_SUSPENDED)]
    events = [
        WordChanged(
            organisation_id=organisation,
            word_id=word_id,
            supplier_id=UUID(int=51),
            says=says,
            happened=happened,
            state=WordState.RECEIVED,
        )
        for happened in (WordEvent.RECEIVE, WordEvent.SETTLE)
        for word_id, says in [*words, (UUID(int=3), WordType.CREDIT_DUE)]
    ]
    for told in (events, events[1:2]):
        async with registry.transaction(organisation) as session:
            await hear(session, told, clock.now())
    return Acts(registry, clock)


def states(admin_url: str) -> list[tuple[str, str | None]]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute("select state, obstacle from mandates.heard_word order by word_id").fetchall()


async def test_each_word_of_ours_is_acted_upon_once(acts: Acts, organisation: UUID, admin_url: str) -> None:
    for _ in range(2):
        await acts.job.act(str(organisation))
    assert acts.done == [FIRST, SECOND]
    assert states(admin_url) == [("acted", None), ("acted", None)]


async def test_what_is_not_known_yet_is_looked_at_again_in_an_hour(
    acts: Acts, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    acts.refuses[FIRST] = NotKnownYet()
    for _ in range(2):
        await acts.job.act(str(organisation))
    acts.refuses.clear()
    clock.move_to(clock.now() + HOUR - timedelta(seconds=1))
    await acts.job.act(str(organisation))
    assert (acts.done, states(admin_url)[0]) == ([SECOND], ("waiting", None))
    clock.move_to(clock.now() + timedelta(seconds=1))
    await acts.job.act(str(organisation))
    assert (acts.done, states(admin_url)[0]) == ([SECOND, FIRST], ("acted", None))


async def test_a_mistake_of_ours_stops_no_other_word_and_leaves_its_own_waiting(
    acts: Acts, organisation: UUID, admin_url: str
) -> None:
    acts.refuses[FIRST] = ZeroDivisionError()
    with pytest.raises(ExceptionGroup):
        await acts.job.act(str(organisation))
    assert (acts.done, states(admin_url)) == ([SECOND], [("waiting", None), ("acted", None)])


async def test_a_job_that_failed_rests_a_minute_of_the_machine_wherever_the_clock_of_the_house_stands(
    acts: Acts, admin_url: str
) -> None:
    with psycopg.connect(admin_url, options="-c search_path=mandates") as connection:
        connection.execute("update procrastinate_jobs set status = 'doing' where task_name = 'act_on_words'")
        connection.execute("update procrastinate_jobs set status = 'failed' where task_name = 'act_on_words'")
    assert await acts.job.wake() == 0
    acts.machine.move_to(acts.machine.now() + timedelta(minutes=2))
    assert await acts.job.wake() == 1


@pytest.mark.parametrize("passing", [Unavailable(), NotUnique()])
async def test_what_passes_is_no_answer_and_is_tried_again(
    acts: Acts, organisation: UUID, admin_url: str, passing: Exception
) -> None:
    acts.refuses[FIRST] = passing
    with pytest.raises(type(passing)):
        await acts.job.act(str(organisation))
    assert states(admin_url)[0] == ("waiting", None)
    acts.refuses.clear()
    await acts.job.act(str(organisation))
    assert acts.done == [FIRST, SECOND]


async def test_a_problem_is_told_back_as_the_obstacle(acts: Acts, organisation: UUID, admin_url: str) -> None:
    acts.refuses[SECOND] = NotFound()
    await acts.job.act(str(organisation))
    assert states(admin_url) == [("acted", None), ("unclear", "unknown_reference")]
    with psycopg.connect(admin_url) as connection:
        told = connection.execute("select data ->> 'obstacle' from mandates.outbox order by id").fetchall()
    assert told == [(None,), ("unknown_reference",)]


def test_each_kind_of_problem_is_an_obstacle_of_its_own() -> None:
    problems = (NotFound(), NotUnique(), Conflict(), InvalidInput([Fault("", "is wrong")]))
    assert [obstacle_of(one) for one in problems] == [
        WordObstacle.UNKNOWN_REFERENCE,
        WordObstacle.NOT_UNIQUE,
        WordObstacle.WRONG_STATE,
        WordObstacle.NOT_ACCEPTED,
    ]


def test_every_type_of_word_is_acted_upon_by_one_service() -> None:
    assert sorted([*BY_REGISTRY, *BY_SCHEDULE]) == sorted(WordType)
