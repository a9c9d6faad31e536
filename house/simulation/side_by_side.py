"""Seeds side by side: each is lived through by a process of its own, with a database server of its own.

So two seeds take two processors, and what one of them comes to is what its own command comes to.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from services.clock import stopwatch


class LivedSeed(NamedTuple):
    """What came of a seed: whether nothing was missed, how long it took on the wall, and all that its process said."""

    seed: int
    is_seen: bool
    seconds: float
    said: str

    @property
    def last_word(self) -> str:
        """The last line of its page, which says what it came to."""
        return (self.said.strip().splitlines() or ["it said nothing"])[-1].strip()


async def live_side_by_side(
    commands: Mapping[int, Sequence[str]],
    processes: int,
    tell: Callable[[LivedSeed], None],
    *,
    keeps_going: bool = False,
) -> list[LivedSeed]:
    """Live through these seeds by their commands (words for `./ontzorg`), so many at once, and tell of each when it is
    over. When one has missed something no other begins, and those that are under way go on to their end; with
    `keeps_going` all are lived through.
    """
    waiting = deque(commands.items())
    lived: list[LivedSeed] = []

    async def live_on() -> None:
        while waiting and (keeps_going or all(one.is_seen for one in lived)):
            one = await _live(*waiting.popleft())
            lived.append(one)
            tell(one)

    async with asyncio.TaskGroup() as together:
        for _ in range(min(processes, len(commands))):
            together.create_task(live_on())
    return lived


async def _live(seed: int, words: Sequence[str]) -> LivedSeed:
    lasted = stopwatch()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "house", *words, stdout=PIPE, stderr=STDOUT
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    return LivedSeed(seed, process.returncode == 0, lasted(), said.decode(errors="replace"))
