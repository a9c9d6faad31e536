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
    """A paper as it is kept; `evidence` is the SHA-256 of what was delivered."""

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

    @property
    def place(self) -> Place:
        return str(self.kind), self.about

    def asked_by(self, need: PaperNeed, today: date) -> "Paper":
        """The same, as the policy asks it now. What is late stays late: only a day to come takes the place of another,
        and for a paper that every cost needs none does.
        """
        moves = self.about and need.due_on > today
        return self._replace(
            delivered_by=need.delivered_by,
            delivered_to=need.delivered_to,
            due_on=need.due_on if moves else self.due_on,
            holds_costs=need.holds_costs,
        )

    def is_late(self, today: date) -> bool:
        """Whether it should have been there."""
        return self.state is PaperState.MISSING and self.due_on < today


def first_asked(need: PaperNeed, today: date) -> date:
    """By when a paper that is asked for the first time is to be there; for who came late, the next bank day."""
    return max(need.due_on, bank_days_later(today, 1))


class KnownHere(NamedTuple):
    """What nobody has to bring, for another room of the registry has it: a customer number, an approved account, the
    client's answer to an authorisation. `refused` is that he said no, which is decided under art. 56a and not here.
    """

    evidence: bytes | None = None
    refused: bool = False


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
        if place not in asked and paper.state is PaperState.MISSING:
            yield Due(PaperEvent.DROP, place)


def moved(needs: Collection[PaperNeed], kept: Mapping[Place, Paper], today: date) -> Iterator[Paper]:
    """The missing papers that are now asked of somebody else, or by another day; that is no step in their life."""
    for need in needs:
        paper = kept.get((str(need.kind), need.about))
        if paper is not None and paper.state is PaperState.MISSING:
            after = paper.asked_by(need, today)
            if after != paper:
                yield after
