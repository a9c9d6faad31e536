"""When Dienst Toeslagen begins to pay what it granted to an invented household. Pure."""

from datetime import date, timedelta

from house.caseload import Household
from services.banking_days import after
from services.months import month_of
from services.schedule.households.contents import ToeslagDecided
from services.schedule.planning.toeslagen import pay_day

_PROCESSING = timedelta(days=7)


def paid_from(household: Household, kind: str) -> date | None:
    """From when on Dienst Toeslagen pays this toeslag, back pay first; None if it never grants it. A plan may expect
    it sooner, for nobody knows the decision before it is there."""
    for known in household.known:
        said = known.content
        if isinstance(said, ToeslagDecided) and str(said.toeslag) == kind:
            on = pay_day(month_of(said.on))
            return None if not said.granted else on if said.on <= on else after(said.on + _PROCESSING)
    return None
