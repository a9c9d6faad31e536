"""How one secret between us and a supplier follows another: both sign for a while, and then the newest alone. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from services.errors import Conflict

OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)
"""For so long both secrets sign at most, so that one that leaked is worth nothing after a week."""


class RotationUnderWay(Conflict):
    """The secret before this one still signs; wait until it does no more, or rotate without an overlap."""


class Secret(NamedTuple):
    """A secret as everybody may know it: its number, and until when it signs (None is for good)."""

    number: int
    made_at: datetime
    signs_until: datetime | None

    def signs(self, now: datetime) -> bool:
        """Whether a message at this moment is signed with it."""
        return self.signs_until is None or now < self.signs_until


def signing(secrets: Iterable[Secret], now: datetime) -> tuple[Secret, ...]:
    """Those that sign at this moment, the newest first."""
    return tuple(sorted((one for one in secrets if one.signs(now)), reverse=True))


def older_sign_until(secrets: Iterable[Secret], overlap: timedelta, now: datetime) -> datetime:
    """Until when the secrets before a new one sign; two at most overlap, else `RotationUnderWay`.

    Without an overlap all of them end now: so a secret that leaked is replaced at once, whatever is under way.
    """
    if overlap and any(one.signs_until is not None and one.signs(now) for one in secrets):
        raise RotationUnderWay
    return now + overlap
