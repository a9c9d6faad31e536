"""What befalls whom follows from the seed alone, and one more kind of fault changes nothing for the others."""

import pytest

from sandbox.faults import EVERY_KIND, FAULTS, MISBEHAVE, Chances, FaultKind, Of, kinds_named
from services.errors import InvalidInput

MANY = 1_500


def befallen(kinds: frozenset[FaultKind], of: Of, seed: int = 1) -> dict[int, tuple[FaultKind, int]]:
    """By household what befell it, and for how many days."""
    chances = Chances(seed, kinds)
    found = ((number, chances.befalls(of, number, "rent/2026-03")) for number in range(MANY))
    return {number: (one.kind, one.days) for number, one in found if one is not None}


def test_the_same_seed_brings_the_same_faults_and_another_seed_others() -> None:
    assert befallen(EVERY_KIND, Of.PAYMENT) == befallen(EVERY_KIND, Of.PAYMENT)
    assert befallen(EVERY_KIND, Of.PAYMENT) != befallen(EVERY_KIND, Of.PAYMENT, seed=2)


@pytest.mark.parametrize("of", Of)
def test_a_kind_that_is_added_moves_no_other_but_where_it_goes_first(of: Of) -> None:
    kinds = [one.kind for one in FAULTS if one.of is of]
    all_together = befallen(frozenset(kinds), of)
    for kind in kinds:
        alone = befallen(frozenset({kind}), of)
        assert {number: one for number, one in all_together.items() if one[0] is kind}.items() <= alone.items()
        assert all(number in all_together for number in alone)


def test_faults_come_about_as_often_as_the_table_says() -> None:
    for fault in FAULTS:
        found = befallen(frozenset({fault.kind}), fault.of)
        assert len(found) == pytest.approx(MANY * fault.per_thousand / 1000, rel=0.6, abs=8), fault.kind
        assert all(fault.days[0] <= days <= fault.days[1] for _, days in found.values())


def test_nothing_goes_wrong_where_no_fault_may_happen() -> None:
    assert [befallen(kinds_named("none"), of) for of in Of] == [{}] * len(Of)


def test_faults_are_named_by_kind_or_by_who_misbehaves() -> None:
    assert kinds_named("all") == EVERY_KIND
    assert frozenset().union(*(kinds_named(actor) for actor in MISBEHAVE)) == EVERY_KIND
    assert kinds_named("fee,lost") == {FaultKind.FEE, FaultKind.LOST}
    with pytest.raises(InvalidInput) as refused:
        kinds_named("fee,fie,fo")
    assert [fault.what for fault in refused.value.faults] == ["'fie' is no fault", "'fo' is no fault"]
