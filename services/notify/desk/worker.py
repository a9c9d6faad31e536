"""Somebody who works at the desk, or helps a client: what he is there, where he is reached and when, and for whom.
Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.banking_days import is_bank_day
from services.clock import AMSTERDAM, in_utc
from services.errors import Conflict, Fault, Gone, InvalidInput, NotFound
from services.notify.messages.language import Language

LANGUAGES = (Language.DUTCH, Language.ENGLISH)
"""In which the desk is told: it works in these."""
MOST_HOUSEHOLDS = 2000
"""More than any one person looks after."""

_DAY = timedelta(days=1)


class DeskRole(StrEnum):
    """What somebody is at the desk: knows households, knows suppliers, puts payments together, approves them, leads
    those who do, or decides how the organisation works; or none of these, but opens the post with a client. By it
    follows what he is told of."""

    CASE_MANAGER = "case_manager"
    SUPPLIER_DESK = "supplier_desk"
    PROPOSER = "proposer"
    APPROVER = "approver"
    TEAM_LEAD = "team_lead"
    ADMINISTRATOR = "administrator"
    SUPPORTER = "supporter"


class DeskErasureGround(StrEnum):
    """Why a worker was erased: he asked for it (AVG art. 17), he works here no more, or he was added by mistake."""

    ASKED = "asked"
    LEFT = "left"
    MISTAKEN = "mistaken"


class NoSuchDeskWorker(NotFound):
    """There is no such worker here."""


class DeskWorkerIsErased(Gone):
    """How this worker is reached was erased, and his key destroyed; add him anew if he is back."""


class DeskWorkerHasChanged(Conflict):
    """Somebody corrected this worker since he was looked at; look again at what stands now."""

    @classmethod
    def since(cls, version: int) -> Self:
        """With the version that stands."""
        return cls(f"version {version} of this worker stands; look at it before you correct it")


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when somebody works, on bank days, by the clock in the Netherlands."""

    since: time
    until: time

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise InvalidInput([Fault("worksUntil", "is not after worksFrom", "give the end of the same day")])

    def hold(self, now: datetime) -> bool:
        """Whether this is a moment at which he works."""
        clock = now.astimezone(AMSTERDAM)
        return is_bank_day(clock.date()) and self.since <= clock.time() < self.until


@dataclass(frozen=True, slots=True)
class DeskWorker:
    """Somebody who is told. `subject` is the issuer's own word for him, by which he is known when he answers.

    Without `hours` he is told at any moment, without `households` of all of them; `subscription_id` is the webhook of
    the organisation's own by which he is told too, `until` the last day on which he is told. A supporter is none of the
    organisation's, so his households are named.
    """

    subject: str
    name: str
    email: str
    role: DeskRole
    language: Language = Language.DUTCH
    hours: Hours | None = None
    households: tuple[UUID, ...] | None = None
    subscription_id: UUID | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise InvalidInput(faults)

    def looks_after(self, household_id: UUID | None) -> bool:
        """Whether what is of this household, or of none, is his."""
        return self.households is None or (household_id is not None and household_id in self.households)

    def hears_on(self, day: date) -> bool:
        """Whether he is told anything on that day."""
        return self.until is None or day <= self.until

    def may_hear(self, about: Iterable[UUID], day: date) -> bool:
        """Whether he may be told on that day what speaks of these households."""
        return self.hears_on(day) and all(self.looks_after(one) for one in about)

    def told_at(self, now: datetime) -> datetime:
        """The first moment from now on at which he may be told."""
        if self.hours is None or self.hours.hold(now):
            return now
        day = now.astimezone(AMSTERDAM).date()
        while not is_bank_day(day) or (begins := _at(datetime.combine(day, self.hours.since))) < now:
            day += _DAY
        return begins

    def _faults(self) -> Iterator[Fault]:
        if self.language not in LANGUAGES:
            yield Fault("language", "is none that the desk is told in", "take nl or en")
        if self.households is not None and len(self.households) > MOST_HOUSEHOLDS:
            yield Fault("households", f"are more than {MOST_HOUSEHOLDS}", "leave them out where somebody does all")
        if self.role is DeskRole.SUPPORTER and not self.households:
            yield Fault("households", "are not named", "name those whom the supporter helps; he hears of no other")


def _at(clock: datetime) -> datetime:
    return in_utc(clock.replace(tzinfo=AMSTERDAM))
