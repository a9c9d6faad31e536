"""All parts of a house on this machine, each a process, with a network between them that can be cut."""

import asyncio
import base64
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr

from house.chaos.link import Link, open_link, to_socket
from house.chaos.process import Part, PartDidNotStart
from house.chaos.trouble import LINKS, SERVERS, WORKERS, Kind, Trouble
from house.composition.opening import open_database
from house.migrating import bring_up_to_date
from house.postgres import Cluster, kept_cluster
from house.services import SERVICES, address_setting, door_setting, url_setting
from house.serving.people import settle
from house.serving.server import LOOPBACK
from house.settings import as_environment
from services.database import as_service
from services.ids import RandomIds, secret_bytes
from services.service_tokens import ServiceKey
from services.webhooks import WebhookSecret

_CONNECTIONS = {"max_connections": "200"}
_LOOK, _MOST_LOOKS, _MOST_STARTS = 0.3, 1_000, 10
_SOCKET = ".s.PGSQL.5432"


class Keys(NamedTuple):
    """What seals the rows, for whoever opens them afterwards."""

    sealing_keys: str
    lookup_key: str


class House:
    """The parts and links by name; `database` is the server, reached without any link by `admin_url`."""

    def __init__(self, database: Cluster, links: Mapping[str, Link], folder: Path) -> None:
        self.database, self.links = database, links
        sealing, lookup = (base64.b64encode(secret_bytes(32)).decode() for _ in range(2))
        self.keys = Keys(f"chaos={sealing}", lookup)
        self.restarts = 0
        self._kept_down: set[str] = set()
        self._befalling: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        settings = self._settings()
        issuer = self.links["issuer"]
        self.parts = {"issuer": Part(("issuer", "--port", "0"), settings, folder / "issuer.log", issuer)}
        for name in SERVERS:
            self.parts[name] = Part(("serve", name, "--port", "0"), settings, folder / f"{name}.log", self.links[name])
        for name in WORKERS:
            self.parts[name] = Part(("work", name.partition("-")[0]), settings, folder / f"{name}.log")

    @property
    def admin_url(self) -> str:
        """Its database, as its administrator."""
        return self.database.url()

    def address(self, part: str) -> str:
        """Where a part is asked, over its link."""
        return f"http://{LOOPBACK}:{self.links[part].port}"

    async def start(self) -> None:
        """Start every part; some at a time, for each takes a processor while it starts."""
        at_once = asyncio.Semaphore(3)

        async def one(part: Part) -> None:
            async with at_once:
                await part.start()

        async with asyncio.TaskGroup() as all_of_them:
            for part in self.parts.values():
                all_of_them.create_task(one(part))

    async def keep_up(self) -> None:
        """Start whatever has ended, until cancelled; `PartDidNotStart` for one that does not come up time and again."""
        async with asyncio.TaskGroup() as together:
            for name in self.parts:
                together.create_task(self._keep_up(name))

    async def all_are_up(self) -> None:
        """Wait until every part runs and has said so; `PartDidNotStart`."""
        for _ in range(_MOST_LOOKS):
            if all(part.is_ready for part in self.parts.values()):
                return
            await asyncio.sleep(_LOOK)
        down = [name for name, part in self.parts.items() if not part.is_ready]
        raise PartDidNotStart(f"{', '.join(down)} did not come up again")

    async def _keep_up(self, name: str) -> None:
        part, failed = self.parts[name], 0
        while True:
            await asyncio.sleep(_LOOK)
            if part.is_running or name in self._kept_down:
                continue
            try:
                await part.start()
            except PartDidNotStart:
                failed += 1
                if failed == _MOST_STARTS:
                    raise
            else:
                self.restarts += 1
                failed = 0

    async def befall(self, trouble: Trouble) -> None:
        """Let it happen, last and pass; who was killed is started anew by `keep_up`. One at a time to each."""
        async with self._befalling[trouble.what]:
            await self._befall(trouble)

    async def _befall(self, trouble: Trouble) -> None:
        match trouble.kind:
            case Kind.STOP:
                await asyncio.to_thread(self.database.kill)
                await asyncio.sleep(trouble.lasts)
                await asyncio.to_thread(self.database.start)
            case Kind.KILL:
                self._kept_down.add(trouble.what)
                await self.parts[trouble.what].kill()
                await asyncio.sleep(trouble.lasts)
                self._kept_down.discard(trouble.what)
            case Kind.CUT | Kind.SLOW | Kind.MUTE as kind:
                link = self.links[trouble.what]
                link.suffer(kind)
                await asyncio.sleep(trouble.lasts)
                link.suffer(None)
                if kind == Kind.MUTE:
                    link.hang_up()  # what lost a part of its answers would wait for the rest for good

    async def leave(self) -> None:
        """Tell every part to leave and wait for it."""
        await asyncio.gather(*(part.leave() for part in self.parts.values()))

    def _settings(self) -> Mapping[str, str]:
        over = f"postgresql://postgres@{LOOPBACK}:{self.links['database'].port}/postgres"
        return as_environment(
            {
                "environment": "development",
                "log_level": "WARNING",
                "oidc_issuer": self.address("issuer"),
                "oin": "0" * 20,
                **self.keys._asdict(),
                "service_key": ServiceKey(secret_bytes(32)).written(),
                **{door_setting(one): WebhookSecret(secret_bytes(32)).written() for one in SERVICES},
                **{url_setting(one): as_service(over, one) for one in SERVICES},
                **{address_setting(one): self.address(one) for one in SERVICES},
            }
        )


@asynccontextmanager
async def open_house_of_parts(folder: Path) -> AsyncIterator[House]:
    """A house with the organisation of the development issuer in it and nothing else, gone at the end; `folder` keeps
    its data and what its parts say.
    """
    async with AsyncExitStack() as stack:
        database = stack.enter_context(kept_cluster(folder / "database", settings=_CONNECTIONS))
        await asyncio.to_thread(bring_up_to_date, database.url())
        await _settle(database.url())
        links = {name: await stack.enter_async_context(open_link()) for name in (*LINKS, "issuer")}
        links["database"].way = to_socket(str(database.sockets / _SOCKET))
        house = House(database, links, folder)
        stack.push_async_callback(house.leave)
        await house.start()
        async with asyncio.TaskGroup() as beside:
            keeping = beside.create_task(house.keep_up())
            yield house
            keeping.cancel()


async def _settle(admin_url: str) -> None:
    async with AsyncExitStack() as stack:
        databases = {}
        for service in SERVICES:
            opened = open_database(SecretStr(as_service(admin_url, service)), service, RandomIds(), connections=1)
            databases[service] = await stack.enter_async_context(opened)
        await settle(databases)
