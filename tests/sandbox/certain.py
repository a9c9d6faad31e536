"""Chances that leave no doubt, for tests: a fault that befalls whatever is asked about."""

from sandbox.draw import Draw
from sandbox.faults import Befallen, Chances, FaultKind, Of


class Certain(Chances):
    """Whatever happens of this sort, that befalls it, for so many bank days."""

    def __init__(self, of: Of, kind: FaultKind, days: int = 1) -> None:
        super().__init__(1, {kind})
        self._of = of
        self._befallen = Befallen(kind, days, Draw(1, 7, "certain"))

    def befalls(self, of: Of, whose: int, what: str) -> Befallen | None:
        return self._befallen if of is self._of else None
