"""What a deployment decides for the gateway."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from services.settings import Settings


class GatewaySettings(Settings):
    """The settings of the gateway beside those that every service has."""

    schedule_url: str | None = None
    """Where the schedule service answers, without a path; in the same process if left out."""
    mandates_url: str | None = None
    """Where the mandates service answers, up to its `/v1`; in the same process if left out."""
    notify_url: str | None = None
    """Where the notify service answers, up to its `/v1`; in the same process if left out."""
    kept_documents: Path | None = None
    """A folder of GraphQL documents; where there is one, no others are answered."""
    caller_rate: Annotated[int, Field(ge=1, le=10_000)] = 40
    """Questions a second of one caller, on average; five seconds' worth at once."""
    organisation_rate: Annotated[int, Field(ge=1, le=100_000)] = 200
    """The same for all callers of an organisation together."""

    look_every: Annotated[float, Field(gt=0, le=60)] = 1.0
    """Seconds between two looks at what somebody listens to."""

    @property
    def rates(self) -> Mapping[str, int]:
        """Questions a second, by whose they are."""
        return {"caller": self.caller_rate, "organisation": self.organisation_rate}
