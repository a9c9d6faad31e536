"""How the desk works, on the wire."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import ConfigDict, Field

from services.notify.desk.desk_repository import DeskVersion
from services.notify.desk.levels import LONGEST, MOST_LEVELS, Level, LevelRole
from services.notify.desk.levels import Desk as KeptDesk
from services.notify.fields import Hour
from services.wire import Instant, Wire

_MINUTE = timedelta(minutes=1)


class DeskLevel(Wire):
    """Who is told of what nobody answered yet, and how many minutes they have before the next level is."""

    role: LevelRole
    minutes: Annotated[int, Field(strict=True, ge=1, le=LONGEST // _MINUTE)]


class ChangedDesk(Wire):
    """How the desk works from now on, by whoever saw how it did before."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "digestAt": "08:00",
                    "levels": [{"role": "whose_it_is", "minutes": 60}, {"role": "team_lead", "minutes": 120}],
                    "seenVersion": 0,
                }
            ]
        }
    )

    digest_at: Annotated[Hour, Field(description="When it hears on working days what waits")]
    levels: Annotated[list[DeskLevel], Field(min_length=1, max_length=MOST_LEVELS)]
    seen_version: Annotated[int, Field(strict=True, ge=0, description="The version that this was decided on, or 0")]

    def desk(self) -> KeptDesk:
        """It as we keep it; `InvalidInput`."""
        return KeptDesk(self.digest_at, tuple(Level(one.role, one.minutes * _MINUTE) for one in self.levels))


class Desk(Wire):
    """How the desk works, and since when; version 0 is how every desk begins."""

    version: int
    digest_at: Hour
    levels: list[DeskLevel]
    at: Instant | None
    by: str | None

    @classmethod
    def of(cls, kept: DeskVersion) -> Self:
        """It as it is told."""
        levels = [DeskLevel(role=one.role, minutes=one.patience // _MINUTE) for one in kept.desk.levels]
        return cls(version=kept.version, digest_at=kept.desk.digest_at, levels=levels, at=kept.at, by=kept.by)
