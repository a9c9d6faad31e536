"""A client's authorisation (machtiging) to the municipality: what was put to him, what he chose, and what he refused.

The client may refuse, and may take back what he gave (seed 001, lines 1728-1740). Beside it stands the municipality's
own duty of Participatiewet art. 56a: whether a cost is paid that the client refused is somebody's decision. Pure.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, Fault, Refused
from services.machine import Machine
from services.mandate_events import AuthorisationEvent as Event
from services.mandate_events import AuthorisationState as State
from services.mandates.costs import Cost

AUTHORISATIONS = Machine(
    "authorisation",
    State.ASKED,
    {
        (State.ASKED, Event.GIVE): State.GIVEN,
        (State.ASKED, Event.REFUSE): State.REFUSED,
        (State.ASKED, Event.REPLACE): State.REPLACED,
        (State.GIVEN, Event.REVOKE): State.REVOKED,
        (State.GIVEN, Event.REPLACE): State.REPLACED,
        (State.GIVEN, Event.DECIDE_DUTY): State.GIVEN,
        (State.REFUSED, Event.REPLACE): State.REPLACED,
        (State.REFUSED, Event.DECIDE_DUTY): State.REFUSED,
        (State.REVOKED, Event.DECIDE_DUTY): State.REVOKED,
    },
)
"""A newer answer replaces the one before it; limits are a newer answer too, and nothing is ever edited."""


class Language(StrEnum):
    """In which language it was explained (BCP 47): those of the people who come, and those of the desk."""

    DUTCH = "nl"
    ENGLISH = "en"
    ARABIC = "ar"
    TIGRINYA = "ti"
    TURKISH = "tr"
    PERSIAN = "fa"
    DARI = "prs"
    SOMALI = "so"
    KURMANJI = "kmr"
    SORANI = "ckb"
    PASHTO = "ps"
    FRENCH = "fr"
    UKRAINIAN = "uk"


class RefusalReason(StrEnum):
    """Why a client refused: the reasons that the pilots heard (seed 001, lines 1731-1740), and those around them."""

    NOT_NEEDED = "not_needed"
    NO_TRUST = "no_trust"
    CHEAPER_BY_DIRECT_DEBIT = "cheaper_by_direct_debit"
    PAYS_BY_DIRECT_DEBIT = "pays_by_direct_debit"
    WANTS_TIME = "wants_time"
    OTHER = "other"


class Duty(StrEnum):
    """What became of the duty of art. 56a for the costs that the client refused or took back.

    `undecided` is that nobody looked at it yet, and then the law's own answer holds: the municipality pays.
    """

    UNDECIDED = "undecided"
    STANDS = "stands"
    EXEMPTED = "exempted"


class SamePersonDecides(Refused):
    """Who recorded the refusal cannot decide what becomes of the duty; ask a colleague."""


class NothingWasRefused(Refused):
    """The client refused nothing and took nothing back, so there is no duty to decide about."""


class NotInForce(Conflict):
    """This authorisation is not in force, so there is nothing in it to show to a supplier."""


class Given(NamedTuple):
    """What the client signed for. `costs` may be fewer than asked; the others are refused, with `reason` and words.

    `explained_by` is a name or a desk, `evidence` the SHA-256 of the signed paper.
    """

    costs: Sequence[Cost]
    language: Language
    explained_by: str
    told_back: bool
    signed_on: date
    evidence: bytes
    reason: RefusalReason | None = None
    words: str | None = None


class Refusal(NamedTuple):
    """What the client refused: all that was asked (no `costs`), or these, while the others stay without an answer."""

    reason: RefusalReason
    words: str | None = None
    costs: Sequence[Cost] = ()


class Authorisation(NamedTuple):
    """An authorisation as it is kept, without what is sealed of it.

    It holds from `signed_on` up to but without `ends_on`. `refused_by` recorded the refusal or the revocation.
    """

    id: UUID
    household_id: UUID
    state: State
    changes: int
    asked: tuple[Cost, ...]
    costs: tuple[Cost, ...]
    refused: tuple[Cost, ...]
    reason: RefusalReason | None
    language: Language | None
    signed_on: date | None
    evidence: bytes | None
    duty: Duty | None
    ends_on: date | None
    refused_by: str | None
    replaced_by: UUID | None
    made_at: datetime
    made_by: str

    @property
    def is_limited(self) -> bool:
        """Whether the client chose fewer costs than he was asked for."""
        return self.state is State.GIVEN and set(self.costs) < set(self.asked)

    def holds(self, on: date) -> bool:
        """Whether what was chosen is in force on a day."""
        if self.signed_on is None or on < self.signed_on:
            return False
        return self.ends_on is None or on < self.ends_on

    def covers(self, cost: Cost, on: date) -> bool:
        """Whether the client authorised us to pay this cost on that day."""
        return cost in self.costs and self.holds(on)

    def undecided(self, today: date) -> dict[Cost, date]:
        """The costs of which somebody has to decide what becomes of the duty, each with the day from which it is so."""
        if self.duty is not Duty.UNDECIDED:
            return {}
        taken_back = {} if self.ends_on is None else dict.fromkeys(self.costs, self.ends_on)
        return dict.fromkeys(self.refused, today) | taken_back

    def without(self, on: date) -> tuple[Cost, ...]:
        """The costs that the client refused, and those that he took back by that day."""
        taken_back = self.costs if self.ends_on is not None and on >= self.ends_on else ()
        return (*self.refused, *taken_back)


def in_order(costs: Sequence[Cost]) -> tuple[Cost, ...]:
    """Each once, in the order of the law and then of the list."""
    return tuple(cost for cost in Cost if cost in costs)


def faults_of_asking(costs: Sequence[Cost]) -> Iterator[Fault]:
    """What is wrong with a question to a client."""
    if not costs:
        yield Fault("costs", "nothing is asked", "name at least one kind of cost")


def faults_of_giving(asked: Sequence[Cost], given: Given, today: date) -> Iterator[Fault]:
    """What is wrong with an answer. One that the client could not tell back in his own words is no authorisation:
    what is not understood is not agreed to (seed 000, lines 368 and 380).
    """
    if not given.costs:
        yield Fault("costs", "nothing is chosen", "record it as a refusal")
    yield from _unasked(asked, given.costs)
    if not given.told_back:
        yield Fault(
            "toldBack", "the client did not tell it back", "explain it again, and record it when it is understood"
        )
    if given.signed_on > today:
        yield Fault("signedOn", f"{given.signed_on} is still to come", "give the day on which it was signed")
    if set(given.costs) < set(asked) and given.reason is None:
        yield Fault("reason", "costs were refused, and it is not said why", "give the reason that fits best")
    if set(given.costs) == set(asked) and (given.reason or given.words):
        yield Fault("reason", "nothing that was asked is refused", "leave the reason and the words out")


def faults_of_refusing(asked: Sequence[Cost], refusal: Refusal) -> Iterator[Fault]:
    """What is wrong with a refusal."""
    yield from _unasked(asked, refusal.costs)


def faults_of_revoking(signed_on: date | None, ends_on: date, today: date) -> Iterator[Fault]:
    """What is wrong with taking back from a day on: it works forward, for what was paid was paid with consent."""
    if ends_on < today:
        yield Fault("endsOn", f"{ends_on} is past", "give today, or the later day that the client named")
    if signed_on is not None and ends_on < signed_on:
        yield Fault("endsOn", f"{ends_on} is before it was signed", "give a later day")


def _unasked(asked: Sequence[Cost], named: Sequence[Cost]) -> Iterator[Fault]:
    for number, cost in enumerate(named):
        if cost not in asked:
            yield Fault(f"costs[{number}]", f"{cost} was not put to the client", "ask for a new authorisation")
