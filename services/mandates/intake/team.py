"""Who stands around a household: the regisseur, its fixed contact, a deputy, supporters; each from a day until a day.

Fixed contacts and somebody who oversees the whole is what the pilots asked for afterwards (seed 001, lines 4609-4610).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, Fault


class TeamRole(StrEnum):
    """What somebody is to a household; of supporters there may be several at a time."""

    REGISSEUR = "regisseur"
    CONTACT = "contact"
    DEPUTY = "deputy"
    SUPPORTER = "supporter"


_OWNS = (TeamRole.CONTACT, TeamRole.DEPUTY, TeamRole.REGISSEUR)


class LaterOne(Conflict):
    """Somebody has this role already from that day on, or from a later one; end that first."""


class HasEnded(Conflict):
    """This person's part in the household has ended already."""


class Member(NamedTuple):
    """Somebody in a role, up to and including `until_day`; `subject` is the issuer's own word for the person."""

    household_id: UUID
    sequence: int
    role: TeamRole
    subject: str
    from_day: date
    until_day: date | None = None

    def is_there(self, day: date) -> bool:
        """Whether they have this role on a day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


class Owners(NamedTuple):
    """Who sees to what is wrong in a household on a day, and who looks whether that is done; None where nobody is."""

    owner: str | None = None
    supervisor: str | None = None


def owners(members: Iterable[Member], day: date) -> Owners:
    """The contact, else the deputy, else the regisseur; over them the regisseur."""
    there = {one.role: one.subject for one in members if one.is_there(day)}
    owner = next((there[role] for role in _OWNS if role in there), None)
    return Owners(owner, there.get(TeamRole.REGISSEUR))


def taken_over(members: Iterable[Member], role: TeamRole, from_day: date) -> Member | None:
    """Whose role ends on the day before, for of each but supporters there is one; `LaterOne`."""
    if role is TeamRole.SUPPORTER:
        return None
    standing = [one for one in members if one.role is role and (one.until_day is None or one.until_day >= from_day)]
    if any(one.from_day >= from_day for one in standing):
        raise LaterOne
    return next(iter(standing), None)


def faults_of_ending(one: Member, until_day: date) -> Iterator[Fault]:
    """What is wrong with such a last day."""
    if until_day < one.from_day:
        yield Fault("untilDay", f"{until_day} is before {one.from_day}, the first day", "give that day or a later one")
