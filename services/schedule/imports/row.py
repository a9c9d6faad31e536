"""One household of a caseload as it was read: what it says, or what is wrong with it, and the mark of its text."""

from collections.abc import Iterator
from typing import NamedTuple

from services.errors import Fault
from services.schedule.households.service import NewHousehold


class Row(NamedTuple):
    """What stands at one place of a caseload; `household` is None where it cannot be read.

    `number` counts the rows as the sender does and `where` is how the place is told. `mark` is a SHA-256 of the text:
    while that stays the same, the household is not looked at again.
    """

    number: int
    where: str
    mark: bytes
    household: NewHousehold | None = None
    faults: tuple[Fault, ...] = ()


class CaseloadFile(NamedTuple):
    """A caseload as it was handed in; `encoding` is how its text turned out to be written.

    `rows` can be gone through once; each is made when it is asked for.
    """

    digest: bytes
    encoding: str
    rows: Iterator[Row]
