"""What is still to come at the registry, by day: answers of suppliers, papers, and what somebody plans to do."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from house.demo.registry_desk import AtDesk, at_desk
from house.demo.world import World
from services.errors import Conflict, InvalidInput, Refused

_DAY = timedelta(days=1)
_AT_DESK = (1, 4)
_HELD_UP = (Conflict, Refused, InvalidInput)

_One = TypeVar("_One")

Deed = Callable[[AtDesk], Awaitable[None]]
"""Something that somebody does at the desk of the registry."""

Together = Callable[[AtDesk, Sequence[_One]], Awaitable[None]]
"""Something that somebody does with as many as there are: all of it, or nothing where one of them cannot be."""


class Agenda:
    """Whatever falls on one day is done in the order in which it was put there.

    The people of the registry work off their list on Tuesdays and Fridays.
    """

    def __init__(self) -> None:
        self._deeds: dict[date, list[tuple[str, Deed]]] = {}
        self._heaps: dict[tuple[date, str, Together[Any]], list[Any]] = {}

    def expect(self, on: date, who: str, deed: Deed) -> None:
        """Let somebody do this on a day, or on the next one on which the list is worked off."""
        on = _office_day(on)
        self._deeds.setdefault(on, []).append((who, deed))

    def expect_with_others(self, on: date, who: str, together: Together[_One], one: _One) -> None:
        """As `expect`, but done together with all others of that day; each by itself where one of them holds it up."""
        place = _office_day(on), who, together
        if place not in self._heaps:
            self._heaps[place] = []
            self.expect(on, who, partial(self._do_together, place=place))
        self._heaps[place].append(one)

    def days_until(self, day: date) -> set[date]:
        """The days up to and including this one on which there is something to do."""
        return {one for one in self._deeds if one <= day}

    async def do(self, world: World, day: date) -> int:
        """Do what falls on a day or before; how much that was. What cannot be any more is left undone."""
        deeds = [deed for one in sorted(self.days_until(day)) for deed in self._deeds.pop(one)]
        for who in sorted({who for who, _ in deeds}):
            async with at_desk(world, who) as desk:
                for of, deed in deeds:
                    if of == who:
                        await _tried(desk, deed)
        return len(deeds)

    async def _do_together(self, desk: AtDesk, place: tuple[date, str, Together[Any]]) -> None:
        heap, together = self._heaps.pop(place), place[2]
        try:
            await together(desk, heap)
        except _HELD_UP:
            for one in heap:
                await _tried(desk, partial(_alone, one=one, together=together))


def _office_day(on: date) -> date:
    while on.weekday() not in _AT_DESK:
        on += _DAY
    return on


async def _alone(desk: AtDesk, one: _One, together: Together[_One]) -> None:
    await together(desk, [one])


async def _tried(desk: AtDesk, deed: Deed) -> None:
    """Somebody was first, or nothing is there to be done any more: in an office that is no news."""
    try:
        await deed(desk)
    except _HELD_UP:
        return
