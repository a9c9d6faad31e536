"""A part of the house as a process of its own, which is killed and started anew."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from house.chaos.link import Link, to_port
from house.postgres.identity import dies_with_its_parent
from services.errors import Problem
from services.settings import PREFIX

_STARTING, _LEAVING = 120.0, 40.0
"""Seconds: for a machine that has other things to do, and for what a part has begun (docs/operating.md)."""

_PORT = re.compile(rb"https?://127\.0\.0\.1:(\d+)")


class PartDidNotStart(Problem):
    """A part ended or said nothing when it was started; the message has its last words."""


class Part:
    """One of them: `words` behind ./ontzorg start it, its log goes to `log`, and `link` leads to where it answers."""

    def __init__(self, words: Sequence[str], settings: Mapping[str, str], log: Path, link: Link | None = None) -> None:
        self._words, self._settings, self._log, self._link = words, settings, log, link
        self._process: Process | None = None
        self._said_so = False

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended since."""
        return self._process is not None and self._process.returncode is None

    @property
    def is_ready(self) -> bool:
        """Whether it said that it is there, and has not ended since."""
        return self._said_so and self.is_running

    async def start(self) -> None:
        """Start it, and return when it says that it is there; `PartDidNotStart`."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(*dies_with_its_parent(), sys.executable, "-P", "-m", "house", *self._words),
                stdout=PIPE,
                stderr=log,
                env=ours | dict(self._settings),
                start_new_session=True,
            )
        assert self._process.stdout is not None
        self._said_so = False
        said = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(_STARTING):
                said = await self._process.stdout.readline()
        if not said:
            await self.kill()
            last = self._log.read_text(errors="replace").splitlines()[-10:]
            raise PartDidNotStart("\n".join((f"{' '.join(self._words)} did not start:", *last)))
        if self._link is not None and (found := _PORT.search(said)):
            self._link.way = to_port(int(found[1]))
        self._said_so = True

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""
        await self._end(lambda process: process.kill())

    async def leave(self) -> None:
        """Let it come to the end of what it began."""
        await self._end(lambda process: process.terminate())

    async def _end(self, how: Callable[[Process], None]) -> None:
        process, self._process, self._said_so = self._process, None, False
        if process is None or process.returncode is not None:
            return
        how(process)
        try:
            async with asyncio.timeout(_LEAVING):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
