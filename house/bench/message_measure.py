"""How long it takes to prepare what everybody is told of a month, and whether memory stays as it is."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from house.bench.cases import HANDED_IN_ON
from house.bench.cost import Cost, memory, micros, timed
from house.bench.measure import Figure, Report, Setting, known
from house.bench.month import live
from house.bench.office import Office, open_office
from house.bench.preparing import FIRST_MONTH, prepare
from house.bench.server import Server, tidy
from house.bench.workers import workers
from house.composition.clients import client_within
from house.composition.crew import schedule_for
from house.composition.opening import open_database, open_schedule, open_tokens, service_tokens
from house.memory import settle_memory
from services.clock import SystemClock
from services.database import Database
from services.ids import RandomIds
from services.months import first_day
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.hand import BY
from services.notify.own_keys import OwnKey
from services.notify.told import households, repository
from services.notify.told.asking import AskingWhatToTell
from services.notify.told.message import Message
from services.notify.told.repository import New, Wanted
from services.sealing import Keyring, place_of

_GOAL = 9_000
"""Microseconds a household: three minutes for 20,000 of them."""
_GROWTH = 20
"""MB that the memory may grow from the first fifth of the households to the last."""
_BEFORE = 3
"""Days before the month on which all of it is told: the overview, and leefgeld that is on its way."""
_PAGE = 200
_HOUR = 9
_EVERYBODY = text("select id from household order by id")


class _Desk(NamedTuple):
    """The database of who tells people, whoever asks for it, and the households that there are."""

    office: Office
    notify: Database
    keyring: Keyring
    asking: AskingWhatToTell
    everybody: Sequence[UUID]


class _Told(NamedTuple):
    """What it took to prepare the messages and by how many MB memory grew; and the bare loop beside it."""

    cost: Cost
    grown: float | None
    messages: int
    floor: Cost


def take_messages(setting: Setting) -> Report:
    """A month's messages of everybody, asked for and kept; beside a loop that only seals and keeps the same texts."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_take(setting.server(), Path(folder), setting))


async def _take(server: Server, folder: Path, setting: Setting) -> Report:
    await prepare(server, folder, "untold", setting.households, setting.tell)
    await _pay_the_month(server, folder, setting)
    taken = []
    for turn in range(setting.repeat):
        setting.tell(f"preparing what {setting.households:,} households are told, the {turn + 1}. time")
        server.create("told", like="untold")
        taken.append(await _one(server, folder / f"clock-{turn}"))
        server.drop("told")
    server.drop("untold")
    costs, many = [one.cost for one in taken], setting.households
    grown = known([one.grown for one in taken])
    figures = [
        Figure(
            name="a household's month told",
            floor="beside it a loop that only seals and keeps the same texts",
            goal=_GOAL,
            unit="µs",
            samples=tuple(cost.wall / many * 1e6 for cost in costs),
            cpu=tuple(cpu / many * 1e6 for cpu in known([cost.cpu for cost in costs])),
            absolute={
                "µs its floor": micros([one.floor for one in taken], many),
                "s for all of them": median(cost.wall for cost in costs),
            },
        ),
        *([Figure("memory from the first fifth on", "", _GROWTH, "MB", tuple(grown))] if grown else []),
    ]
    messages = ", ".join(f"{one.messages:,}" for one in taken)
    return Report(
        figures, notes=[f"{many:,} households; messages: {messages}; one process asks, and answers for schedule"]
    )


async def _pay_the_month(server: Server, folder: Path, setting: Setting) -> None:
    """What is paid is told once its run is frozen; nothing of that is timed."""
    setting.tell("the month's run, without which there is nothing to tell")
    url = server.url("untold")
    async with (
        open_office(url, folder / "clock-paid", HANDED_IN_ON) as office,
        workers(1, office.environment, office.clock_file) as hired,
    ):
        await live(office, FIRST_MONTH, hired, server.cpu)
    tidy(url)


async def _one(server: Server, clock_file: Path) -> _Told:
    async with _open_desk(server.url("told"), clock_file) as desk:
        settle_memory()
        fifth = max(len(desk.everybody) // 5, 1)
        first = await _ask(desk, server, desk.everybody[:fifth])
        small = memory("VmRSS")
        rest = await _ask(desk, server, desk.everybody[fifth:])
        large = memory("VmRSS")
        grown = None if small is None or large is None else large - small
        floor, messages = await _floor(desk, server)
    return _Told(first + rest, grown, messages, floor)


@asynccontextmanager
async def _open_desk(url: str, clock_file: Path) -> AsyncIterator[_Desk]:
    """Whoever tells people, some days before the month; the schedule service answers in the same process."""
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(open_office(url, clock_file, HANDED_IN_ON))
        of_schedule, of_notify = office.deployment.schedule, office.deployment.notify
        assert of_schedule is not None, "nothing of the bench runs elsewhere"
        assert of_notify is not None, "nothing of the bench runs elsewhere"
        office.move_to(first_day(FIRST_MONTH) - timedelta(days=_BEFORE), _HOUR)
        machine = SystemClock()
        tokens = await stack.enter_async_context(open_tokens(office.deployment, None, machine))
        schedule = open_schedule(of_schedule, tokens, office.clock, RandomIds())
        http = await stack.enter_async_context(client_within(await stack.enter_async_context(schedule)))
        opened = open_database(of_notify.notify_database_url, "notify", RandomIds())
        notify, keyring = await stack.enter_async_context(opened), of_notify.keyring()
        asks = schedule_for(http, service_tokens(office.deployment, machine), "notify")
        asking = AskingWhatToTell(notify, office.clock, keyring, asks)
        async with office.database.reading(office.organisation_id) as session:
            everybody = list((await session.execute(_EVERYBODY)).scalars())
        yield _Desk(office, notify, keyring, asking, everybody)


async def _ask(desk: _Desk, server: Server, whom: Sequence[UUID]) -> Cost:
    """Something was heard of these; ask about them and keep what they are owed."""
    for begins in range(0, len(whom), _PAGE):
        some = whom[begins : begins + _PAGE]
        async with desk.notify.transaction(desk.office.organisation_id) as session:
            await households.mark(session, some, desk.office.clock.today())
    with timed(server.cpu) as asking:
        await desk.asking.ask(str(desk.office.organisation_id))
    return asking.cost


async def _floor(desk: _Desk, server: Server) -> tuple[Cost, int]:
    """The same texts sealed and kept once more as somebody else's, ready-made and page by page; and how many."""
    mine, ids = desk.office.organisation_id, RandomIds()
    kept, cost, after = 0, Cost(0.0), None
    while page := await _kept(desk, after):  # what is kept here is somebody else's, and newer than all of theirs
        after, now = page[-1][0].id, desk.office.clock.now()
        others = {one.household_id: ids.new_id(now) for one, _ in page}
        with timed(server.cpu) as storing:
            async with desk.notify.transaction(mine) as session:
                keys = await HOUSEHOLD_KEYS.made(session, desk.keyring, others.values(), now)
                new = [_again(one, said, others[one.household_id], keys, mine, ids.new_id(now)) for one, said in page]
                await repository.prepare(session, new, now, BY)
        kept, cost = kept + len(page), cost + storing.cost
    return cost, kept


async def _kept(desk: _Desk, after: UUID | None) -> list[tuple[Message, str]]:
    """A page of messages that were prepared for the households that there are, with what they say."""
    mine, everybody = desk.office.organisation_id, set(desk.everybody)
    async with desk.notify.reading(mine) as session:
        found = await repository.messages(session, Wanted(), after, _PAGE)
        found = [one for one in found if one.household_id in everybody]
        keys = await HOUSEHOLD_KEYS.of(session, desk.keyring, {one.household_id for one in found})
    return [(one, _opened(keys[one.household_id], one, mine)) for one in found]


def _opened(key: OwnKey, one: Message, mine: UUID) -> str:
    assert key.opens is not None, "nobody was erased"
    return key.opens.unseal(one.said_sealed, place_of(mine, one.id, "said"))


def _again(
    one: Message, said: str, household_id: UUID, keys: Mapping[UUID, OwnKey], mine: UUID, message_id: UUID
) -> New:
    opens = keys[household_id].opens
    assert opens is not None, "its key was just made"
    sealed = opens.seal(said, place_of(mine, message_id, "said"))
    return New(message_id, household_id, one.kind, one.subject, one.day, one.tell_until, one.costs, sealed)
