"""What is still to come at the registry, by day: answers of suppliers, papers, and what somebody plans to do."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from house.demo.registry_desk import AtDesk, at_desk
from house.demo.world import World
from services.errors import Conflict, InvalidInput, Refused

_DAY = timedelta(days=1)
_AT_DESK = (1, 4)

Deed = Callable[[AtDesk], Awaitable[None]]
"""Something that somebody does at the desk of the registry."""


class Agenda:
    """Whatever falls on one day is done in the order in which it was put there.

    The people of the registry work off their list on Tuesdays and Fridays.
    """

    def __init__(self) -> None:
        self._deeds: dict[date, list[tuple[str, Deed]]] = {}

    def expect(self, on: date, who: str, deed: Deed) -> None:
        """Let somebody do this on a day, or on the next one on which the list is worked off."""
        while on.weekday() not in _AT_DESK:
            on += _DAY
        self._deeds.setdefault(on, []).append((who, deed))

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


async def _tried(desk: AtDesk, deed: Deed) -> None:
    """Somebody was first, or nothing is there to be done any more: in an office that is no news."""
    try:
        await deed(desk)
    except (Conflict, Refused, InvalidInput):
        return
