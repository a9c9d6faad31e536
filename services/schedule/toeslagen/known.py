"""What facts and plan of a household say of its toeslagen. Pure.

Whoever could have a right to one is told by its composition and its rent; what Dienst Toeslagen decided, by facts; what
it pays on which day and account, by the planner (rule 6).
"""

from datetime import date
from typing import NamedTuple

from services.schedule.households.contents import ToeslagApplied, ToeslagArrived, ToeslagDecided
from services.schedule.households.dossier import Dossier
from services.schedule.households.tasks import expected_toeslagen
from services.schedule.planning.case import Account, Case, Toeslag
from services.schedule.planning.policy import ToeslagKind
from services.schedule.planning.toeslagen import ToeslagPayment, first_payment_on, payments


class KnownToeslag(NamedTuple):
    """One toeslag of a household. `apply_by` is the day on which it leaves the azc; `arrived` the fact of the first
    money; `planned` what the plan counts on, once somebody applied and an amount is known.
    """

    kind: ToeslagKind
    apply_by: date
    relief_ends_on: date
    applied_on: date | None = None
    decided: ToeslagDecided | None = None
    arrived: ToeslagArrived | None = None
    planned: Toeslag | None = None

    @property
    def is_refused(self) -> bool:
        """Whether it was decided that there is no right to it."""
        return self.decided is not None and not self.decided.granted

    @property
    def is_meant_for_budget(self) -> bool:
        """Whether it is to come on the budget account, now or once the change of account is in force."""
        return self.planned is not None and any(one.account is Account.BUDGET for one in self.planned.paid_to)

    @property
    def payments(self) -> list[ToeslagPayment]:
        """All that was decided and is paid during the relief; the first payment also where it comes after that."""
        if self.decided is None or self.is_refused or self.planned is None:
            return []
        return list(payments(self.planned, max(self.relief_ends_on, first_payment_on(self.planned))))


def known_toeslagen(dossier: Dossier, case: Case) -> list[KnownToeslag]:
    """Every toeslag that such a household is likely to have a right to, or that somebody named."""
    applied = {one.toeslag: one.on for one in dossier.each(ToeslagApplied)}
    decided = {one.toeslag: one for one in dossier.each(ToeslagDecided)}
    arrived = {one.toeslag: one for one in dossier.each(ToeslagArrived)}
    planned = {one.kind: one for one in case.toeslagen}
    named = {*expected_toeslagen(dossier), *decided, *arrived}
    return [
        KnownToeslag(
            kind=kind,
            apply_by=case.leaves_reception_centre_on,
            relief_ends_on=case.relief_ends_on,
            applied_on=applied.get(kind),
            decided=decided.get(kind),
            arrived=arrived.get(kind),
            planned=planned.get(str(kind)),
        )
        for kind in ToeslagKind
        if kind in named
    ]
