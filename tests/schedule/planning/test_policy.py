"""A policy's own small rules: what a household gets by its type, and where its toeslagen go."""

from dataclasses import replace

import pytest

from services.schedule.planning.household import Composition, HouseholdType
from services.schedule.planning.policy import ByHousehold, Destination
from services.schedule.policies.loading import shipped

FLOOR = ByHousehold(
    {
        HouseholdType.SINGLE: 40000,
        HouseholdType.COUPLE: 55000,
        HouseholdType.YOUTH: 25000,
        HouseholdType.YOUTH_COUPLE: 40000,
    },
    per_child=10000,
)


@pytest.mark.parametrize(
    ("household", "cents"),
    [
        (Composition(HouseholdType.SINGLE, 0), 40000),
        (Composition(HouseholdType.SINGLE, 2), 60000),
        (Composition(HouseholdType.COUPLE, 2), 75000),
        (Composition(HouseholdType.YOUTH, 0), 25000),
    ],
)
def test_an_amount_is_set_by_type_of_household_and_for_each_child(household: Composition, cents: int) -> None:
    assert FLOOR.amount_for(household) == cents


def test_a_toeslag_that_is_not_named_goes_where_all_others_go() -> None:
    policy = replace(shipped()["den-haag"], toeslagen={"*": Destination.BUDGET, "zorgtoeslag": Destination.CLIENT})

    assert policy.destination("huurtoeslag") is Destination.BUDGET
    assert policy.destination("zorgtoeslag") is Destination.CLIENT


def test_kinderbijslag_goes_to_the_client_unless_it_is_named() -> None:
    policy = replace(shipped()["den-haag"], toeslagen={"*": Destination.BUDGET})

    assert policy.destination("kinderbijslag") is Destination.CLIENT
    named = replace(policy, toeslagen={"kinderbijslag": Destination.BUDGET})
    assert named.destination("kinderbijslag") is Destination.BUDGET
    assert named.destination("huurtoeslag") is Destination.CLIENT


def test_what_is_inferred_is_listed_with_its_reason() -> None:
    inferred = shipped()["zuidplas"].inferred

    assert inferred["bridging[0].amount"].startswith("the seeds say that it was a grant")
    assert "method" not in inferred
