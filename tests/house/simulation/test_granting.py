"""From when on Dienst Toeslagen pays."""

from dataclasses import replace
from datetime import date

import pytest

from house.caseload import Known, Period
from house.caseload.household import household_of
from house.simulation.granting import paid_from
from services.schedule.households.contents import ToeslagDecided
from services.schedule.planning.policy import ToeslagKind


@pytest.mark.parametrize(
    ("decided_on", "granted", "since"),
    [
        (date(2026, 3, 9), True, date(2026, 3, 20)),
        (date(2026, 3, 20), True, date(2026, 3, 20)),
        (date(2026, 3, 24), True, date(2026, 3, 31)),
        (date(2026, 3, 9), False, None),
    ],
)
def test_a_toeslag_is_paid_once_it_was_decided_whatever_a_plan_expects(
    decided_on: date, granted: bool, since: date | None
) -> None:
    decided = ToeslagDecided(toeslag=ToeslagKind.HUURTOESLAG, on=decided_on, granted=granted)
    household = replace(household_of(1, 1, Period(date(2026, 1, 5))), known=(Known(decided_on, decided),))
    assert paid_from(household, "huurtoeslag") == since
    assert paid_from(household, "zorgtoeslag") is None
