"""A paper of a household: asked, delivered, taken back, waived by a person with a reason, or no longer asked. Pure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.machine import Machine
from services.mandate_events import Origin, PaperEvent, PaperState
from services.mandates.intake.requirement import PaperKind, PaperNeed, Person

PAPERS = Machine(
    "paper",
    PaperState.MISSING,
    {
        (PaperState.MISSING, PaperEvent.DELIVER): PaperState.DELIVERED,
        (PaperState.MISSING, PaperEvent.WAIVE): PaperState.WAIVED,
        (PaperState.MISSING, PaperEvent.DROP): PaperState.NOT_NEEDED,
        (PaperState.NOT_NEEDED, PaperEvent.REQUIRE): PaperState.MISSING,
        (PaperState.WAIVED, PaperEvent.DELIVER): PaperState.DELIVERED,
        (PaperState.WAIVED, PaperEvent.TAKE_BACK): PaperState.MISSING,
        (PaperState.DELIVERED, PaperEvent.TAKE_BACK): PaperState.MISSING,
    },
)
"""What was delivered stays delivered when the policy asks for it no more: nobody has to bring it twice."""

ORIGIN_OF = {
    Person.CLIENT: Origin.CLIENT,
    Person.SUPPLIER: Origin.SUPPLIER,
    Person.SUPPORTER: Origin.ORGANISATION,
    Person.CASE_MANAGER: Origin.ORGANISATION,
    Person.MUNICIPALITY: Origin.ORGANISATION,
    Person.COA: Origin.ORGANISATION,
}
"""In the words of the history; the person's own word stands beside it."""

Place = tuple[str, str]
"""Which paper of a household: its kind, and the cost that it is about (empty for every cost)."""


class Paper(NamedTuple):
    """A paper as it is kept; `evidence` is the SHA-256 of what was delivered, and `by_fact` says that it is there
    because the schedule service knows that it came.
    """

    id: UUID
    household_id: UUID
    kind: PaperKind
    about: str
    state: PaperState
    changes: int
    delivered_by: Person
    delivered_to: Person
    due_on: date
    holds_costs: bool
    evidence: bytes | None = None
    by_fact: bool = False

    @property
    def place(self) -> Place:
        return str(self.kind), self.about

    def asked_by(self, need: PaperNeed, today: date) -> "Paper":
        """The same, as the policy asks it now: its day follows the payment that it holds.

        What is late stays late until the payment moves to so late a day that there is time again.
        """
        due_on = self.due_on
        if need.follows:
            due_on = need.due_on if need.due_on > today else min(self.due_on, bank_days_later(today, 1))
        return self._replace(
            delivered_by=need.delivered_by,
            delivered_to=need.delivered_to,
            due_on=due_on,
            holds_costs=need.holds_costs,
        )

    def is_late(self, today: date) -> bool:
        """Whether it should have been there."""
        return self.state is PaperState.MISSING and self.due_on < today


def first_asked(need: PaperNeed, today: date) -> date:
    """By when a paper that is asked for the first time is to be there; for who came late, the next bank day."""
    return max(need.due_on, bank_days_later(today, 1))


class LackingPaper(NamedTuple):
    """A paper that a cost waits for: by when, which, from whom; nothing of any person."""

    due_on: date
    kind: PaperKind
    delivered_by: Person

    def __str__(self) -> str:
        return f"{self.kind} from {self.delivered_by} by {self.due_on}"


class KnownHere(NamedTuple):
    """What nobody has to bring, for another room of the registry has it: a customer number, an approved account, the
    client's answer to an authorisation. `refused` is that he said no, which is decided under art. 56a and not here.

    `is_fact` is that the schedule service says that it came, and so may say later that it never did.
    """

    evidence: bytes | None = None
    refused: bool = False
    is_fact: bool = False


class Due(NamedTuple):
    """What has to happen to the paper of a place; `need` is None for one that is asked no more."""

    event: PaperEvent
    place: Place
    need: PaperNeed | None = None
    known: KnownHere | None = None


def what_is_due(
    needs: Collection[PaperNeed], kept: Mapping[Place, Paper], known: Mapping[Place, KnownHere]
) -> Iterator[Due]:
    """The steps by which the papers of one household become what its policy and its costs ask, in their order."""
    asked = {(str(need.kind), need.about): need for need in needs}
    for place, need in asked.items():
        state = kept[place].state if place in kept else PaperState.NOT_NEEDED
        if state is PaperState.NOT_NEEDED:
            yield Due(PaperEvent.REQUIRE, place, need)
        if place in known and state in (PaperState.MISSING, PaperState.NOT_NEEDED):
            yield Due(PaperEvent.WAIVE if known[place].refused else PaperEvent.DELIVER, place, need, known[place])
    for place, paper in kept.items():
        never_came = paper.by_fact and paper.state is PaperState.DELIVERED and place not in known
        if never_came:
            yield Due(PaperEvent.TAKE_BACK, place)
        if place not in asked and (never_came or paper.state is PaperState.MISSING):
            yield Due(PaperEvent.DROP, place)


def moved(needs: Collection[PaperNeed], kept: Mapping[Place, Paper], today: date) -> Iterator[Paper]:
    """The missing papers that are now asked of somebody else, or by another day; that is no step in their life."""
    for need in needs:
        paper = kept.get((str(need.kind), need.about))
        if paper is not None and paper.state is PaperState.MISSING:
            after = paper.asked_by(need, today)
            if after != paper:
                yield after


def confirmed(kept: Mapping[Place, Paper], known: Mapping[Place, KnownHere]) -> Iterator[Paper]:
    """The papers that an import said were there, and that are there by fact now: should the fact go, they go with it.
    What somebody brought has evidence of its own.
    """
    for place, paper in kept.items():
        is_bare = paper.state is PaperState.DELIVERED and paper.evidence is None and not paper.by_fact
        if is_bare and place in known and known[place].is_fact:
            yield paper._replace(by_fact=True)
