"""The invented caseload: the same for the same seed, with everything in it that a way of working must cope with."""

import gc
from collections import Counter
from datetime import date, timedelta
from itertools import islice

import pytest

from house.caseload import Caseload, Household, Period
from house.caseload.kinds import KINDS
from house.caseload.suppliers import SUPPLIERS
from house.caseload.toeslag_rates import huurtoeslag, kinderbijslag, kindgebonden_budget
from house.caseload.towns import towns
from sandbox.accounts import example_iban
from services.iban import Iban
from services.payment_reference import ReferenceKind
from services.schedule.bank.credit_transfer import account_name
from services.schedule.households.contents import (
    AzcDeparture,
    B12Received,
    BenefitNorm,
    Composition,
    CostAmount,
    CostContracted,
    CostDeferred,
    DebtKnown,
    DecisionTaken,
    OtherFlow,
    ReliefEnds,
    RightToBijstand,
    ToeslagAccount,
    ToeslagDecided,
)
from services.schedule.households.dossier import Dossier
from services.schedule.households.planning import planned
from services.schedule.households.rulebook import shipped_rules
from services.schedule.planning.policy import ToeslagKind
from services.schedule.policies.loading import shipped
from tests.thoroughness import times

PERIOD = Period(date(2026, 1, 5), date(2026, 8, 14))
MANY = times(1_000, 5_000)
LONG_AFTER = date(2027, 12, 31)


@pytest.fixture(scope="module")
def households() -> list[Household]:
    """The three hundred of the demo."""
    return list(Caseload(300, 1, PERIOD))


def test_the_same_seed_makes_the_same_households_and_another_seed_others() -> None:
    assert list(Caseload(40, 1, PERIOD)) == list(Caseload(40, 1, PERIOD))
    assert not set(map(repr, Caseload(40, 1, PERIOD))) & set(map(repr, Caseload(40, 2, PERIOD)))


def test_a_household_is_the_same_made_alone_or_after_a_thousand_others() -> None:
    caseload = Caseload(2000, 1, PERIOD)

    (alone,) = caseload.households(1234, 1235)

    assert alone == next(islice(caseload, 1234, None))
    assert alone.reference == "ZAAK-001234"


def test_every_policy_carries_every_kind_of_household(households: list[Household]) -> None:
    found = {(one.life.town.policy, one.life.kind) for one in households}

    assert found == {(policy, kind) for policy in shipped() for kind in KINDS}


def test_to_every_town_come_the_same_people_under_names_of_their_own(households: list[Household]) -> None:
    first, *others = (
        [one for one in households if one.life.town == town] for town in towns()
    )  # fmt: skip

    for town in others:
        for here, there in zip(first, town, strict=True):
            assert _people(here) == _people(there)
            assert here.payees[0].name != there.payees[0].name or here.payees[0].iban != there.payees[0].iban
            assert here.reference != there.reference


def test_the_first_households_show_every_policy_already() -> None:
    policies = Counter(one.life.town.policy for one in Caseload(20, 1, PERIOD))

    assert policies == dict.fromkeys(shipped(), 2)


def test_every_household_has_a_plan_from_the_day_on_which_it_is_handed_in(households: list[Household]) -> None:
    for one in households:
        for day in (one.life.handed_in_on, LONG_AFTER):
            made = planned(one.reference, Dossier(one.papers(day)), one.life.town.policy, shipped_rules())

            assert made is not None
            assert made.case.relief_ends_on >= one.life.right_from


def test_the_b12_comes_on_time_late_very_late_and_never(households: list[Household]) -> None:
    days = Counter(_days_until_b12(one) for one in households)

    never, on_time = days[None], sum(days[day] for day in range(9, 17))
    late, very_late = sum(days[day] for day in range(20, 48)), sum(days[day] for day in range(50, 113))
    assert (on_time, late, very_late, never) == (180, 70, 30, 20)
    assert on_time + late + very_late + never == 300


def test_what_happens_to_people_happens_to_some_of_them(households: list[Household]) -> None:
    known = [one.content for household in households for one in household.known]
    refused = [one for one in known if isinstance(one, ToeslagDecided) and not one.granted]
    rises = [one for one in known if isinstance(one, CostAmount) and one.about == "rent/2026-07"]
    first_parts = [one for one in known if isinstance(one, CostContracted) and one.first]
    child_money = [one for one in known if isinstance(one, OtherFlow) and one.flow == ToeslagKind.KINDERBIJSLAG]
    rerouted = [one for one in known if isinstance(one, ToeslagAccount)]
    deferred = [one for one in known if isinstance(one, CostDeferred)]
    early = [one for one in households if one.life.leaves_early]
    late = [
        each for one in households for each in one.known
        if isinstance(each.content, DecisionTaken) and each.content.article == "56a" and each.on > one.life.right_from
    ]  # fmt: skip

    for happening in (refused, rises, first_parts, child_money, rerouted, deferred, early, late):
        assert happening


def test_who_leaves_early_has_the_end_of_the_relief_told(households: list[Household]) -> None:
    for one in households:
        if one.life.leaves_early:
            ends = [each.content.on for each in one.known if isinstance(each.content, ReliefEnds)]
            assert ends == [one.life.ends_on]


def test_nothing_is_known_of_a_household_before_it_is_handed_in(households: list[Household]) -> None:
    for one in households:
        days = {*(each.on for each in one.known), *(each.on for each in one.payees)}

        assert min(days) == one.life.handed_in_on
        assert [each.on for each in one.known] == sorted(each.on for each in one.known)
        assert one.papers(one.life.handed_in_on - timedelta(days=1)) == []
        assert one.papers(one.life.handed_in_on)


def test_of_two_things_said_about_the_same_the_papers_hold_the_newer(households: list[Household]) -> None:
    for one in households:
        about = [(each.kind, each.about) for each in one.papers(LONG_AFTER)]
        assert len(about) == len(set(about))


def test_every_account_passes_the_check_and_stands_at_the_bank_that_does_not_exist(
    households: list[Household],
) -> None:
    own = [each.iban for one in households for each in one.payees if each.cost == "leefgeld"]
    accounts = {*own, *(one.iban for one in SUPPLIERS), *(one.iban for one in towns())}

    assert len(accounts) == 300 + len(SUPPLIERS) + len(shipped())
    assert {Iban(account).number[4:8] for account in accounts} == {"TEST"}
    assert {Iban(account).bic for account in accounts} == {None}
    assert example_iban(1) == "NL69TEST0000000001"


def test_no_two_references_are_alike_and_all_three_schemes_are_used() -> None:
    references = [each.reference for one in Caseload(MANY, 1, PERIOD) for each in one.payees if each.reference]

    assert len({reference.text for reference in references}) == len(references)
    assert {reference.kind for reference in references} == set(ReferenceKind)


def test_every_name_can_be_written_in_the_character_set_of_banks(households: list[Household]) -> None:
    names = {each.name for one in households for each in one.payees} | {one.name for one in towns()}

    assert {name for name in names if account_name(name) != name} >= {"Coöperatie Dénkbeeld Zorg"}
    assert len({one.code for one in towns()}) == len({one.name for one in towns()}) == len(shipped())


def test_without_an_end_of_the_period_nobody_leaves_after_its_beginning_by_more_than_two_weeks() -> None:
    days = [one.life.leaves_on for one in Caseload(200, 1, Period(date(2026, 1, 5)))]

    assert date(2025, 11, 17) <= min(days)
    assert max(days) <= date(2026, 1, 19)


def test_thousands_of_households_leave_nothing_behind() -> None:
    caseload = Caseload(MANY, 1, PERIOD)
    for _ in caseload.households(0, 300):
        pass
    before = _things_in_memory()

    for _ in caseload:
        pass

    assert _things_in_memory() - before < 500


@pytest.mark.parametrize(
    ("rent", "people", "young", "amount"),
    [
        (62000, 1, False, 37400),
        (65000, 2, False, 39300),
        (70000, 4, False, 42600),
        (48000, 1, True, 27700),
        (52000, 1, True, 29500),
        (75000, 1, False, 44900),
        (20000, 1, False, 0),
    ],
)
def test_huurtoeslag_follows_the_rent(rent: int, people: int, young: bool, amount: int) -> None:
    assert huurtoeslag(rent, people, young) == amount


def test_money_for_children_follows_their_ages_and_who_brings_them_up() -> None:
    assert kindgebonden_budget([3, 14], single_parent=False) == 49000
    assert kindgebonden_budget([3], single_parent=True) == 49900
    assert kinderbijslag([3, 8, 13]) == 29507 + 35830 + 42153
    assert kinderbijslag([]) == 0


def _people(household: Household) -> list[object]:
    """What of a household has nothing to do with its town."""
    alike = (
        Composition,
        AzcDeparture,
        B12Received,
        RightToBijstand,
        BenefitNorm,
        CostContracted,
        DebtKnown,
    )
    life = household.life
    return [life.kind, life.ages, life.ends_on, *(one for one in household.known if isinstance(one.content, alike))]


def _days_until_b12(household: Household) -> int | None:
    found = [one.content.on for one in household.known if isinstance(one.content, B12Received)]
    return (found[0] - household.life.leaves_on).days if found else None


def _things_in_memory() -> int:
    gc.collect()
    return len(gc.get_objects())
