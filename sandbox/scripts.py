"""What is made to go wrong: this payment, that supplier, the toeslag of one household. Pure.

A script is looked at before chance is. It says which kind of fault, and of what: left open, it means any.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.draw import Draw
from sandbox.faults import FAULTS, ON_DEMAND, Befallen, Chances, Fault, FaultKind, Of

_FAULTS = {one.kind: one for one in (*FAULTS, *ON_DEMAND)}
SCRIPTED = tuple(_FAULTS)
"""Every kind that can be made to happen."""
_OF_ACCOUNTS = frozenset({Of.STATEMENT, Of.DAY})


class Script(NamedTuple):
    """This kind of fault befalls the household with this number, or the account at this place, in what it is about
    (`rent`, `rent/2026-03`, or a day); so many bank days late, with this code of the bank, so many times."""

    kind: FaultKind
    whose: int | None = None
    about: str | None = None
    days: int | None = None
    code: str | None = None
    times: int | None = None

    @property
    def fault(self) -> Fault:
        """Whose fault it is, and what it is of."""
        return _FAULTS[self.kind]

    @property
    def is_of_an_account(self) -> bool:
        """Whether it befalls an account of a municipality and not a household."""
        return self.fault.of in _OF_ACCOUNTS

    def fits(self, of: Of, whose: int, what: str) -> bool:
        """Whether it says anything about this."""
        is_about = self.about is None or what == self.about or what.startswith(f"{self.about}/")
        return self.fault.of is of and self.whose in (None, whose) and is_about


class Befell(NamedTuple):
    """What went wrong: which kind of fault, whose (a household's number, or an account's place), in what, and by which
    script (from 0 on) if not by chance."""

    kind: FaultKind
    whose: int
    what: str
    script: int | None = None


@dataclass
class _Standing:
    script: Script
    left: int | None


class Scripted(Chances):
    """Chances with scripts before them, and a diary of what befell."""

    def __init__(self, seed: int, kinds: Iterable[FaultKind], times: int = 1, scripts: Sequence[Script] = ()) -> None:
        super().__init__(seed, kinds, times)
        self._scripts: list[_Standing] = []
        self.befell: list[Befell] = []
        for one in scripts:
            self.add(one)

    def add(self, script: Script) -> int:
        """From now on this happens too; which script it is, from 0 on."""
        self._scripts.append(_Standing(script, script.times))
        return len(self._scripts) - 1

    def befalls(self, of: Of, whose: int, what: str) -> Befallen | None:
        """What befalls this: what the oldest script says that is not used up, else chance."""
        for number, one in enumerate(self._scripts):
            if one.left != 0 and one.script.fits(of, whose, what):
                one.left = None if one.left is None else one.left - 1
                self.befell.append(Befell(one.script.kind, whose, what, number))
                return _befallen(one.script, self.seed, whose, what)
        befallen = super().befalls(of, whose, what)
        if befallen is not None:
            self.befell.append(Befell(befallen.kind, whose, what))
        return befallen


def _befallen(script: Script, seed: int, whose: int, what: str) -> Befallen:
    least, _ = script.fault.days
    draw = Draw(seed, whose, f"scripted/{script.kind}/{what}")
    return Befallen(script.kind, least if script.days is None else script.days, draw, script.code)
