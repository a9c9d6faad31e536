"""What goes wrong and when, worked out from a seed before any of it does. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from house.services import SERVICES
from sandbox.draw import Draw

SERVERS = (*SERVICES, "gateway")
WORKERS = tuple(f"{service}-worker-{nth}" for service in SERVICES for nth in (1, 2))
LINKS = ("database", *SERVERS)
"""What is reached over a network that can be cut; the callers reach the gateway so."""

_KILLED, _CUT, _STOPPED = (0.05, 0.3), (0.4, 0.6), (0.7, 0.9)
"""When in each turn, as parts of it: so each kind comes by itself, and together with what another leaves behind."""

_SHORTEST, _LONGEST = 0.5, 4.0
"""Seconds that a trouble lasts: from less than any patience, to longer than a reconnection."""


class Kind(StrEnum):
    """A way to go wrong."""

    STOP = "stopped"
    """The database ends in the middle of what it does, as by a crash, and is started anew."""

    KILL = "killed"
    """A part ends by SIGKILL and is started anew."""

    CUT = "cut"
    """Whoever talks over the link is cut off, and nobody gets through."""

    SLOW = "slow"
    """Each piece comes late."""

    MUTE = "half closed"
    """What is asked arrives; of the answer nobody hears anything."""


_OF_LINKS = {Kind.CUT: 2, Kind.MUTE: 2, Kind.SLOW: 1}


class Trouble(NamedTuple):
    """So many seconds after the beginning something happens to a part or a link, and lasts for so many."""

    at: float
    kind: Kind
    what: str
    lasts: float


def troubles(seed: int, seconds: float, every: float) -> Sequence[Trouble]:
    """A kill, a cut and a stop of the database in each turn of `every` seconds; one turn at least, in order of time.

    Whom it befalls is dealt, so that in a long run nobody is spared.
    """
    turns = max(1, int(seconds // every))
    return [one for turn in range(turns) for one in _turn(Draw(seed, turn, "chaos"), turn * every, every)]


def _turn(draw: Draw, begins: float, every: float) -> Sequence[Trouble]:
    killed = draw.dealt("killed", dict.fromkeys((*SERVERS, *WORKERS), 1))
    link, how = draw.dealt("link", dict.fromkeys(LINKS, 1)), draw.dealt("how", _OF_LINKS)
    planned = [(_KILLED, Kind.KILL, killed), (_CUT, how, link), (_STOPPED, Kind.STOP, "database")]
    return [
        Trouble(round(begins + every * draw.uniform(*when), 1), kind, what, round(draw.uniform(_SHORTEST, _LONGEST), 1))
        for when, kind, what in planned
    ]
