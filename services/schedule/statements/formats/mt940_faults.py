"""The faults of a file while it is read: gathered, so that they are told at once, and told when there are enough."""

from typing import NoReturn

from services.errors import Fault
from services.schedule.statements.faults import MOST_FAULTS, PlaceInFile, UnreadableBankFile, fault_at

ASK_ANEW = "do not mend it by hand: ask the bank for this file anew"


class FoundFaults:
    """What was found wrong in one file so far; `UnreadableBankFile` as soon as there are `MOST_FAULTS`."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, place: PlaceInFile, what: str, cure: str = ASK_ANEW) -> None:
        """One more, in words that hold nothing of the file's text."""
        self._found.append(fault_at(place, what, cure))
        if len(self._found) >= MOST_FAULTS:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Refuse the file for all of them."""
        raise UnreadableBankFile(self._found)
