"""One household of a caseload as it was read: what it says, or what is wrong with it, and the mark of its text."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from services.errors import Fault, InvalidInput
from services.schedule.households.service import NewHousehold


class Row(NamedTuple):
    """What stands at one place of a caseload; `household` is None where it is not known which one it is.

    Beside faults it holds what could be read, so that what is wrong with that is told with them. `number` counts the
    rows as the sender does and `where` is how the place is told. `mark` is a SHA-256 of the text: while that stays the
    same, the household is not looked at again. `names` are the sender's own for what the planner calls otherwise.
    """

    number: int
    where: str
    mark: bytes
    household: NewHousehold | None = None
    faults: tuple[Fault, ...] = ()
    names: Mapping[str, str] = {}

    def under(self, refusal: InvalidInput) -> Iterator[Fault]:
        """The faults of its household as the sender finds them."""
        for fault in refusal.faults:
            yield replace(fault, where=self.names.get(fault.where, fault.where)).under(self.where)


class CaseloadFile(NamedTuple):
    """A caseload as it was handed in; `encoding` is how its text turned out to be written.

    `rows` can be gone through once; each is made when it is asked for. `faults` are those of the file as a whole, as of
    its columns.
    """

    digest: bytes
    encoding: str
    rows: Iterator[Row]
    faults: tuple[Fault, ...] = ()


HANG_TOGETHER = frozenset(
    (
        "composition",
        "policy_chosen",
        "azc_departure",
        "relief_ends",
        "coa_allowance",
        "right_to_bijstand",
        "benefit_norm",
    )
)
"""Kinds of fact without which the others cannot be judged: where one cannot be read, no plan is tried."""
