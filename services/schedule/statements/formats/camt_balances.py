"""Which balances of a camt.053 open and close it: OPBD and CLBD, and what stands in for them. Pure.

Without an OPBD the closing balance of the statement before (PRCD) opens it. A page of a statement begins or ends with
an interim balance (ITBD): the first one opens where nothing else does, the last one closes. One alone, where neither
end has another, could be either and is neither. What is available or forwarded (CLAV, FWAV) proves nothing, nor does a
code that nobody knows: a second balance with one is no closing balance.
"""

from collections.abc import Callable
from typing import Any

from services.schedule.statements.formats.camt_paths import DIRECTION
from services.schedule.statements.formats.iso_values import NotInForm, day, day_of_moment, euros
from services.schedule.statements.formats.record_shapes import Values
from services.schedule.statements.formats.xml_reading import MISSING, XmlReader
from services.schedule.statements.statement import Balance, Direction

OPENING, PREVIOUS, CLOSING, INTERIM = "OPBD", "PRCD", "CLBD", "ITBD"

_COUNTING = frozenset({OPENING, PREVIOUS, CLOSING, INTERIM})


class Balances:
    """The balances of one statement, as they come in."""

    def __init__(self) -> None:
        self._booked: dict[str, Balance] = {}
        self._interim: list[Balance] = []

    @property
    def opening(self) -> Balance | None:
        """What stood there before the entries; None where the bank does not say."""
        told = self._booked.get(OPENING) or self._booked.get(PREVIOUS)
        if told is not None or not self._interim:
            return told
        return self._interim[0] if len(self._interim) > 1 or CLOSING in self._booked else None

    @property
    def closing(self) -> Balance | None:
        """What stood there after them; None where the bank does not say."""
        told = self._booked.get(CLOSING)
        if told is not None or not self._interim:
            return told
        opened = OPENING in self._booked or PREVIOUS in self._booked
        return self._interim[-1] if len(self._interim) > 1 or opened else None

    def add(self, values: Values, reader: XmlReader) -> None:
        """Take a balance, if its code is one that counts; its faults go to the reader."""
        code = values.get("code")
        if code not in _COUNTING:
            return
        balance = _balance(values, reader)
        if not reader.is_fit or balance is None:
            return
        if code == INTERIM:
            self._interim[1:] = [balance]
        elif self._booked.setdefault(code, balance) != balance:
            reader.fault("Tp/CdOrPrtry/Cd", "is a second such balance that says something else", "ask the bank for one")


def _balance(values: Values, reader: XmlReader) -> Balance | None:
    direction = _read("CdtDbtInd", values, "direction", reader, DIRECTION)
    amount = _read("Amt", values, "amount", reader, lambda told: euros(*told))
    on = _read("Dt/Dt", values, "day", reader, day) if "day" in values else None
    if on is None and "moment" in values:
        on = _read("Dt/DtTm", values, "moment", reader, day_of_moment)
    if not reader.is_fit:
        return None
    return Balance(amount if direction is Direction.CREDIT else -amount, on)


def _read(path: str, values: Values, name: str, reader: XmlReader, read: Callable[[Any], Any]) -> Any:
    if name not in values:
        reader.fault(path, *MISSING)
        return None
    try:
        return read(values[name])
    except NotInForm as unfit:
        reader.fault(path, unfit.what, unfit.cure)
        return None
