"""The hand that writes in the notify service: who, when, with which keys."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple, Self
from uuid import UUID

from services.database import Session, ids_of
from services.sealing import Keyring

BY: Final = "service:notify"
"""Who writes what follows by itself."""


class Hand(NamedTuple):
    """Who writes (`by`, the issuer's own word), at which moment, and what they write with."""

    by: str
    now: datetime
    keyring: Keyring
    new_id: Callable[[], UUID]

    @classmethod
    def of(cls, session: Session, by: str, now: datetime, keyring: Keyring) -> Self:
        """The hand of somebody in this session, which names new things."""
        return cls(by, now, keyring, partial(ids_of(session).new_id, now))
