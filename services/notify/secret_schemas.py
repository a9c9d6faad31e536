"""Secrets on the wire, but for the secret itself; and why somebody did something."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from services.notify.secrets import LONGEST_OVERLAP, OVERLAP
from services.notify.secrets import Secret as KeptSecret
from services.wire import Instant, Wire

_HOUR = timedelta(hours=1)

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    Field(description="Why, in a few words", examples=["their server moves house"]),
]
"""Why somebody did something; it may hold personal data, so it is kept sealed."""


class SecretRotation(Wire):
    """How long the secret of before signs beside the new one; 0 where it leaked."""

    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=LONGEST_OVERLAP // _HOUR)] = OVERLAP // _HOUR

    def overlap(self) -> timedelta:
        """The same, as time."""
        return self.overlap_hours * _HOUR


class SigningSecret(Wire):
    """A secret that deliveries are signed with, by its number; without `signsUntil` it signs on."""

    number: int
    made_at: Instant
    signs_until: Instant | None

    @classmethod
    def of(cls, kept: KeptSecret) -> "SigningSecret":
        """The secret as it is told: not the secret."""
        return cls(number=kept.number, made_at=kept.made_at, signs_until=kept.signs_until)
