"""The hand that writes in the registry: who, when, for which municipalities, with which keys."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, Self
from uuid import UUID

from services.clock import civil_date
from services.database import Session, ids_of
from services.sealing import Keyring

Municipalities = frozenset[str] | None
"""The codes whose households somebody works for; None is every municipality of the organisation."""


class Hand(NamedTuple):
    """Who writes (`by`, the issuer's own word), at which moment, and what they write with."""

    by: str
    now: datetime
    keyring: Keyring
    new_id: Callable[[], UUID]
    municipalities: Municipalities = None

    @classmethod
    def of(
        cls, session: Session, by: str, now: datetime, keyring: Keyring, municipalities: Municipalities = None
    ) -> Self:
        """The hand of somebody in this session, which names new things."""
        return cls(by, now, keyring, partial(ids_of(session).new_id, now), municipalities)

    @property
    def today(self) -> date:
        """The civil date in the Netherlands."""
        return civil_date(self.now)

    def works_for(self, municipality: str) -> bool:
        """Whether households of that municipality are theirs."""
        return self.municipalities is None or municipality in self.municipalities
