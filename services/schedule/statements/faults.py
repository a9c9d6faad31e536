"""What is wrong with a file of the bank: it is refused whole, and every fault that was found is named at once."""

from collections.abc import Iterable
from typing import NamedTuple

from services.errors import Fault, InvalidInput, Refused

MOST_FAULTS = 20
"""Of one file; a reader stops there, for the file is refused anyway."""


class PlaceInFile(NamedTuple):
    """Where a fault stands: the line from 1, and the path of the element or field (`Stmt/Ntry[3]/Amt`, `:61:`)."""

    line: int
    path: str


class UnreadableBankFile(InvalidInput):
    """This file of the bank cannot be read.

    Its faults name line and element, what is wrong and the cure, and nothing personal that stands in the file.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(faults)


class NotABankFile(Refused):
    """This is none of the files that banks send: camt.053 (001.02 to 001.08), camt.054, pain.002 or MT940."""


def fault_at(place: PlaceInFile, what: str, cure: str = "") -> Fault:
    """A fault at its place."""
    return Fault(f"line {place.line}, {place.path}", what, cure)
