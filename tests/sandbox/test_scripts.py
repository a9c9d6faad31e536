"""What is made to go wrong goes wrong: that and nothing else, so often and no oftener."""

import copy

import pytest

from sandbox.faults import EVERY_KIND, FaultKind, Of
from sandbox.scenarios import SCENARIOS, scripts_of
from sandbox.scripts import SCRIPTED, Befell, Script, Scripted
from services.errors import InvalidInput

RETURNED = Script(FaultKind.RETURNED, whose=7, about="rent/2026-03", days=3, code="AC04", times=1)


def test_a_script_befalls_whom_it_names_in_what_it_names_and_nobody_else() -> None:
    chances = Scripted(1, (), scripts=[RETURNED._replace(times=None)])
    befallen = chances.befalls(Of.PAYMENT, 7, "rent/2026-03/1")
    assert befallen is not None
    assert (befallen.kind, befallen.days, befallen.code) == (FaultKind.RETURNED, 3, "AC04")
    others = [(Of.PAYMENT, 8, "rent/2026-03/1"), (Of.PAYMENT, 7, "rent/2026-04/1"), (Of.ANSWER, 7, "rent/2026-03/1")]
    assert [chances.befalls(*one) for one in others] == [None] * 3
    assert chances.befell == [Befell(FaultKind.RETURNED, 7, "rent/2026-03/1", 0)]


def test_about_a_cost_is_about_each_of_its_months_and_not_about_one_that_begins_so() -> None:
    script = Script(FaultKind.RETURNED, about="rent")
    assert [script.fits(Of.PAYMENT, 1, what) for what in ("rent/2026-03/1", "rent/first/2", "rental/2026-03/1")] == [
        True,
        True,
        False,
    ]


def test_a_script_happens_so_many_times_and_the_next_one_follows() -> None:
    chances = Scripted(1, (), scripts=[RETURNED, RETURNED._replace(kind=FaultKind.LOST, days=None)])
    kinds = [chances.befalls(Of.PAYMENT, 7, f"rent/2026-03/{attempt}") for attempt in (1, 2, 3)]
    assert [one and one.kind for one in kinds] == [FaultKind.RETURNED, FaultKind.LOST, None]


def test_what_no_script_says_is_left_to_chance() -> None:
    by_chance = Scripted(3, EVERY_KIND, times=100)
    scripted = Scripted(3, EVERY_KIND, times=100, scripts=[RETURNED])
    found = [by_chance.befalls(Of.PAYMENT, 8, f"rent/2026-{month:02}/1") for month in range(1, 13)]
    same = [scripted.befalls(Of.PAYMENT, 8, f"rent/2026-{month:02}/1") for month in range(1, 13)]
    assert [one and (one.kind, one.days) for one in found] == [one and (one.kind, one.days) for one in same]
    assert any(found)
    assert [one.script for one in by_chance.befell] == [None] * len(by_chance.befell)


def test_a_copy_goes_on_from_where_it_was_made() -> None:
    chances = Scripted(1, (), scripts=[RETURNED])
    kept = copy.deepcopy(chances)
    assert chances.befalls(Of.PAYMENT, 7, "rent/2026-03/1") is not None
    assert chances.befalls(Of.PAYMENT, 7, "rent/2026-03/2") is None
    assert kept.befalls(Of.PAYMENT, 7, "rent/2026-03/2") is not None


def test_every_kind_can_be_made_to_happen_in_something() -> None:
    assert set(SCRIPTED) == set(FaultKind)


def test_scenarios_have_names_of_their_own_and_each_says_what_happens_and_what_is_seen() -> None:
    names = [one.name for one in SCENARIOS]
    assert len(set(names)) == len(names)
    assert all(one.scripts and one.happens.endswith(".") and one.seen.endswith(".") for one in SCENARIOS)


def test_what_is_no_scenario_is_named_with_its_place_and_those_that_there_are() -> None:
    assert scripts_of(["b12-late", "toeslagen-late"]) == [
        Script(FaultKind.B12_LATE, days=20),
        Script(FaultKind.TOESLAG_LATE, days=15),
    ]
    with pytest.raises(InvalidInput) as refused:
        scripts_of(["b12-late", "nonsense"])
    (fault,) = refused.value.faults
    assert (fault.where, fault.what) == ("scenarios[1]", "'nonsense' is no scenario")
    assert "no-money-for-food" in fault.cure
