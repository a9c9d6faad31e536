"""What somebody lets go wrong in a world: for which household or account, in what; and how it is told when it did."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from house.worlds.happened import Happening
from sandbox.faults import FaultKind
from sandbox.knowing import Knowledge
from sandbox.scripts import Befell, Script
from services.errors import Fault, InvalidInput, NotFound

_TYPE = "nl.ontzorg.sandbox.fault.befell"


class NoSuchHousehold(NotFound):
    """There is no household with this id in this world."""


class NoSuchMunicipality(NotFound):
    """There is no municipality with this code in this world."""


class Wanted(NamedTuple):
    """A fault as it is asked for: left open, it is anybody's, in anything; without `times` it is always."""

    kind: FaultKind
    household_id: UUID | None = None
    municipality: str | None = None
    about: str | None = None
    days: int | None = None
    code: str | None = None
    times: int | None = 1

    def script(self, knows: Knowledge) -> Script:
        """The same by the numbers of who is outside. `InvalidInput` where a household has no such thing."""
        script = Script(self.kind, None, self.about, self.days, self.code, self.times)
        if script.is_of_an_account and self.household_id is not None:
            cure = "name a municipality, or nobody"
            raise InvalidInput([Fault("householdId", f"{self.kind} befalls an account of a municipality", cure)])
        if not script.is_of_an_account and self.municipality is not None:
            cure = "name a household, or nobody"
            raise InvalidInput([Fault("municipality", f"{self.kind} befalls a household", cure)])
        return script._replace(whose=self._whose(knows))

    def _whose(self, knows: Knowledge) -> int | None:
        if self.household_id is not None:
            if (known := knows.households.get(str(self.household_id))) is None:
                raise NoSuchHousehold
            return known.number
        if self.municipality is not None:
            if (account := knows.accounts.get(self.municipality)) is None:
                raise NoSuchMunicipality
            return knows.bank.accounts[account].place
        return None


class Injected(NamedTuple):
    """A fault that was let go wrong, by the number of its script."""

    number: int
    wanted: Wanted


def fault_befell(happening_id: UUID, one: Befell, knows: Knowledge, now: datetime) -> Happening:
    """What befell, as it is told: which kind, in what, and whose."""
    if Script(one.kind).is_of_an_account:
        account = next(account.iban for account in knows.bank.accounts.values() if account.place == one.whose)
        code = next(code for code, iban in knows.accounts.items() if iban == account)
        return Happening(happening_id, _TYPE, code, now, {"kind": one.kind, "about": one.what, "municipality": code})
    household_id = knows.ids[one.whose]
    told = {"kind": one.kind, "about": one.what, "householdId": household_id}
    return Happening(happening_id, _TYPE, household_id, now, told)
