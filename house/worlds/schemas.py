"""What crosses the wire about worlds."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from house.worlds.faults import Injected, Wanted
from house.worlds.happened import Happening as Happened
from house.worlds.moving import Move as Moved
from house.worlds.moving import MoveState
from house.worlds.shape import Shape
from house.worlds.snapshot import Snapshot as Taken
from house.worlds.world import World as Kept
from sandbox.faults import FaultKind, kinds_named
from sandbox.scenarios import Scenario as Story
from sandbox.scenarios import scripts_of
from services.auth import Role
from services.clock import civil_date
from services.errors import Fault, InvalidInput
from services.wire import Instant, Wire

_FIRST = date(2026, 1, 5)
_EARLIEST, _LATEST = date(2026, 1, 1), date(2035, 12, 31)
_MOST_SEEDS = 2**31 - 1

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w .:/\[\]-]+$", examples=["test_rent_is_paid"])]


SnapshotName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", examples=["march-is-filed"])]


class NewWorld(Wire):
    """A world to be made. Two with the same seed, first day and people are the same until something is done in them."""

    name: Annotated[Name, Field(description="For people; two worlds may have the same")] = "world"
    seed: Annotated[int, Field(ge=0, le=_MOST_SEEDS, description="Other ids, and other chances")] = 1
    begins_on: Annotated[
        date, Field(ge=_EARLIEST, le=_LATEST, description="It begins at eight in the morning of this day")
    ] = _FIRST

    scenarios: Annotated[
        list[str],
        Field(default_factory=list, max_length=20, description="By name, as `GET /sandbox/scenarios` lists them"),
    ]
    faults: Annotated[
        list[str],
        Field(default_factory=list, max_length=60, description="By chance: `all`, who misbehaves, or kinds of fault"),
    ]
    times: Annotated[int, Field(ge=1, le=1000, description="So many times as often as a simulation has it")] = 1

    households: Annotated[
        int, Field(ge=0, le=1000, description="Invented ones that live in it; they come around its first day")
    ] = 0
    office_works: Annotated[
        bool, Field(description="Whether the office of the invented ones proposes and approves the runs")
    ] = True

    def shape(self) -> Shape:
        """What it is made of; `InvalidInput` names what is no scenario and no fault."""
        faults: list[Fault] = []
        kinds: frozenset[FaultKind] = frozenset()
        try:
            kinds = kinds_named(",".join(self.faults) or "none")
        except InvalidInput as invalid:
            faults += invalid.faults
        try:
            scripts_of(self.scenarios)
        except InvalidInput as invalid:
            faults += invalid.faults
        if faults:
            raise InvalidInput(faults)
        return Shape(
            self.name,
            self.seed,
            self.begins_on,
            tuple(self.scenarios),
            kinds,
            self.times,
            self.households,
            self.office_works,
        )


class Scenario(Wire):
    """A world with a story: what happens in it, what people should see, and where that comes from."""

    name: str
    happens: str
    seen: str
    source: str

    @classmethod
    def of(cls, one: Story) -> Self:
        return cls(name=one.name, happens=one.happens, seen=one.seen, source=one.source)


class Scenarios(Wire):
    """All of them."""

    items: list[Scenario]


class NewFault(Wire):
    """Something that is to go wrong outside, from now on."""

    kind: FaultKind
    household_id: Annotated[UUID | None, Field(description="Whose; anybody's if it is left out")] = None
    municipality: Annotated[
        str | None, Field(max_length=20, description="Of a statement or fee: whose account, by its code")
    ] = None
    about: Annotated[
        str | None,
        Field(min_length=1, max_length=60, description="In what: `rent`, `rent/2026-03`, `huurtoeslag`, or a day"),
    ] = None
    days: Annotated[int | None, Field(ge=0, le=200, description="How late; in bank days, of a letter in days")] = None
    code: Annotated[str | None, Field(pattern=r"^[A-Z]{2}[0-9]{2}$", examples=["AC04"])] = None
    times: Annotated[int | None, Field(ge=1, le=1000, description="How often; null for always")] = 1

    def wanted(self) -> Wanted:
        """What is asked for."""
        return Wanted(self.kind, self.household_id, self.municipality, self.about, self.days, self.code, self.times)


class InjectedFault(NewFault):
    """A fault that somebody asked for, and how often it happened since."""

    number: int
    befell: int

    @classmethod
    def told(cls, one: Injected, befell: int) -> Self:
        return cls(**one.wanted._asdict(), number=one.number, befell=befell)


class InjectedFaults(Wire):
    """All of a world, in the order in which they were asked for."""

    items: list[InjectedFault]


class World(Wire):
    """A world: where its house answers, whose it is, and what time it is in it."""

    id: UUID
    name: str
    seed: int
    begins_on: date
    now: Instant
    today: Annotated[date, Field(description="The day on a calendar in the Netherlands")]
    moving: Annotated[bool, Field(description="Whether its clock is being moved at this moment")]
    organisation_id: UUID
    url: Annotated[str, Field(description="Before every path of its house: `{url}/v1/households`, `{url}/graphql`")]

    @classmethod
    def of(cls, kept: Kept) -> Self:
        return cls(**_told(kept))


class NewbornWorld(World):
    """A world that was made, with an access token for each role, good for a working day."""

    tokens: Mapping[Role, str]

    @classmethod
    def with_tokens(cls, kept: Kept, tokens: Mapping[Role, str]) -> Self:
        return cls(**_told(kept), tokens=tokens)


class NewSnapshot(Wire):
    """A name for a world as it is now."""

    name: SnapshotName


class Snapshot(Wire):
    """A world as it was at a moment."""

    name: str
    now: Instant

    @classmethod
    def of(cls, kept: Taken) -> Self:
        return cls(name=kept.name, now=kept.kept.now)


class Snapshots(Wire):
    """All of a world, in the order in which they were taken."""

    items: list[Snapshot]


class NewToken(Wire):
    """Somebody who is to come into a world: a second person with the same role, or one with several."""

    subject: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w.-]+$", examples=["anna"])]
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class Token(Wire):
    """An access token (`Authorization: Bearer …`), good for a working day."""

    access_token: str


class NewMove(Wire):
    """How far time is to pass: to the morning of a day, to a moment, or (with neither) to the next event.

    A move to now lets nothing pass but the work that waits.
    """

    to_day: date | None = None
    to_instant: Instant | None = None


class Move(Wire):
    """A move of the clock, and how far it is: `reached` goes from `fromInstant` to `toInstant`."""

    number: int
    state: MoveState
    from_instant: Instant
    to_instant: Instant
    reached: Instant
    failure: Annotated[str | None, Field(description="What broke, if it did: the log of the sandbox has all of it")]
    happened: Annotated[int, Field(description="How much happened until then; `happenings` lists it")]

    @classmethod
    def of(cls, move: Moved) -> Self:
        return cls(
            number=move.number,
            state=move.state,
            from_instant=move.from_instant,
            to_instant=move.to_instant,
            reached=move.reached,
            failure=move.failure,
            happened=len(move.happenings),
        )


class Happening(Wire):
    """Something that was announced: what kind of thing happened to what, and when. `data` has ids and dates only, as an
    event (docs/webhooks.md)."""

    id: UUID
    type: str
    subject: str
    at: Instant
    data: Mapping[str, Any]

    @classmethod
    def of(cls, one: Happened) -> Self:
        return cls(id=one.id, type=one.type, subject=one.subject, at=one.at, data=one.data)


def _told(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "name": kept.shape.name,
        "seed": kept.shape.seed,
        "begins_on": kept.shape.begins_on,
        "now": kept.now,
        "today": civil_date(kept.now),
        "moving": kept.is_moving,
        "organisation_id": kept.organisation_id,
        "url": kept.address,
    }
