"""What crosses the wire about worlds."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from house.worlds.happened import Happening as Happened
from house.worlds.moving import Move as Moved
from house.worlds.moving import MoveState
from house.worlds.shape import Shape
from house.worlds.world import World as Kept
from services.auth import Role
from services.clock import civil_date
from services.wire import Instant, Wire

_FIRST = date(2026, 1, 5)
_EARLIEST, _LATEST = date(2026, 1, 1), date(2035, 12, 31)
_MOST_SEEDS = 2**31 - 1

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w .:/\[\]-]+$", examples=["test_rent_is_paid"])]


class NewWorld(Wire):
    """A world to be made. Two with the same seed, first day and people are the same until something is done in them."""

    name: Annotated[Name, Field(description="For people; two worlds may have the same")] = "world"
    seed: Annotated[int, Field(ge=0, le=_MOST_SEEDS, description="Other ids, and other chances")] = 1
    begins_on: Annotated[
        date, Field(ge=_EARLIEST, le=_LATEST, description="It begins at eight in the morning of this day")
    ] = _FIRST

    def shape(self) -> Shape:
        """What it is made of."""
        return Shape(self.name, self.seed, self.begins_on)


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
