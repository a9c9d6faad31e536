"""Clients whom a caseload brings to one municipality while another one carries them: told when all of it was read.

A move stands in two rows, the old one with its end and the new one, in whatever order; so nobody is judged before the
last row.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from services.database import ReadSession
from services.errors import Fault
from services.schedule.hand import Hand
from services.schedule.households.change import Change
from services.schedule.households.moving import (
    Relief,
    carried_elsewhere,
    own_account,
    relief_after,
    reliefs_paid_on,
)
from services.schedule.households.service import NewHousehold
from services.schedule.imports.row import Row


class _Arrival(NamedTuple):
    """A household that is registered by this file: its row and the place of its client's account, and its relief."""

    number: int
    where: str
    relief: Relief


class Arrivals:
    """What a file says of whom the organisation carries, gathered batch by batch."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._arrivals: dict[bytes, list[_Arrival]] = defaultdict(list)
        self._standing: dict[bytes, list[Relief]] = defaultdict(list)
        self._changed: dict[str, Relief] = {}

    async def note(self, session: ReadSession, decided: list[tuple[Row, Change, NewHousehold]]) -> None:
        """Remember what a batch changes about who is carried where."""
        lookups = set()
        for row, change, wanted in decided:
            relief = relief_after(change)
            if relief is not None and not change.is_new:
                self._changed[relief.reference] = relief
            own = own_account(wanted.cost_payees)
            if relief is not None and change.is_new and own is not None:
                lookup = self._hand.keyring.lookup(own[0].iban.number)
                self._arrivals[lookup].append(_Arrival(row.number, f"{row.where}.{own[1]}", relief))
                lookups.add(lookup)
        for lookup, relief in await reliefs_paid_on(session, lookups) if lookups else ():
            self._standing[lookup].append(relief)

    def faults(self) -> Iterator[tuple[int, Fault]]:
        """One for each arrival that clashes, with the number of its row."""
        new = {one.relief.reference for ones in self._arrivals.values() for one in ones}
        for lookup, arrivals in self._arrivals.items():
            others = [self._changed.get(one.reference, one) for one in self._standing[lookup]]
            others = [one for one in others if one.reference not in new]
            for arrival in arrivals:
                clash = next((one for one in others if one.clashes(arrival.relief)), None)
                if clash is not None:
                    yield arrival.number, carried_elsewhere(arrival.where, clash, self._hand)
                others.append(arrival.relief)
