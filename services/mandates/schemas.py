"""What the mandates service says to those that ask it, as they read it: its front door, with `client`.

A month asks for the go-ahead of tens of thousands of payments, so what is said of a line is a plain tuple.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.events import Month
from services.mandate_events import Payer
from services.mandates.release.deciding import TO_CLIENT, Payable, Reason, Reference, Released, Waits

__all__ = [
    "TO_CLIENT",
    "LineToRelease",
    "Payable",
    "Payer",
    "Reason",
    "Reference",
    "ReleaseAnswer",
    "Released",
    "Waits",
]


class LineToRelease(NamedTuple):
    """A payment of which the go-ahead is asked: whole cents, on a day, on the ground of a decision (`56a`, `57`,
    `voluntary`, `bridging`); `cost` is a kind of fixed cost, or `TO_CLIENT` for the client's own account.
    """

    household_id: UUID
    cost: str
    month: Month
    amount: int
    execute_on: date
    ground: str


class ReleaseAnswer(NamedTuple):
    """What was said of each line, in the order of asking; and of each household that is known the version by which
    whoever keeps a go-ahead asks later whether it still stands.
    """

    versions: Mapping[UUID, int]
    lines: list[Released | Waits]
