"""How a desk works: at which hour it hears what waits, and who hears next of what nobody answered. Pure.

The first level is who the thing is for; then whoever leads them, then whoever decides. Each has its time, which runs
from the moment at which the first of them may be told.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from services.errors import Conflict, Fault, InvalidInput
from services.notify.desk.worker import DeskRole

MOST_LEVELS = 5
LONGEST = timedelta(days=7)
"""What waits longer than a week at one level is nobody's."""


class DeskHasChanged(Conflict):
    """Somebody changed how the desk works since it was looked at; look again at what it is now."""


class LevelRole(StrEnum):
    """Who is told at a level: whose it is by its kind, or everybody who is this."""

    WHOSE_IT_IS = "whose_it_is"
    CASE_MANAGER = "case_manager"
    SUPPLIER_DESK = "supplier_desk"
    PROPOSER = "proposer"
    APPROVER = "approver"
    TEAM_LEAD = "team_lead"
    ADMINISTRATOR = "administrator"

    def role(self, whose: DeskRole) -> DeskRole:
        """The role that hears at this level of something that is `whose`."""
        return whose if self is LevelRole.WHOSE_IT_IS else DeskRole(self.value)


@dataclass(frozen=True, slots=True)
class Level:
    """Who is told, and how long they have to answer."""

    role: LevelRole
    patience: timedelta


@dataclass(frozen=True, slots=True)
class Desk:
    """How the desk works; `digest_at` is by the clock in the Netherlands."""

    digest_at: time
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        faults = []
        if not 1 <= len(self.levels) <= MOST_LEVELS:
            faults.append(Fault("levels", "are none, or more than five", "name who is told first, and who after that"))
        if any(before.role is after.role for before, after in pairwise(self.levels)):
            faults.append(Fault("levels", "name the same role twice in a row", "give that level more time"))
        if any(not timedelta() < one.patience <= LONGEST for one in self.levels):
            faults.append(Fault("levels", "have no time, or more than a week", "give minutes from 1 to 10080"))
        if faults:
            raise InvalidInput(faults)


DEFAULT = Desk(
    time(8),
    (
        Level(LevelRole.WHOSE_IT_IS, timedelta(hours=1)),
        Level(LevelRole.TEAM_LEAD, timedelta(hours=2)),
        Level(LevelRole.ADMINISTRATOR, timedelta(hours=4)),
    ),
)
"""Until somebody says otherwise: an hour for whoever does the work, two for who leads them. Inferred: no source names
the times; somebody who has no leefgeld is to be helped on the same day (seed 001, lines 1190-1234)."""


def goes_up_at(told_at: datetime, level: Level) -> datetime:
    """When somebody else is told of what was told to a level then."""
    return told_at + level.patience
