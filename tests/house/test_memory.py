"""What the start of a long-lived process makes is not looked through again."""

import gc
from collections.abc import Iterator

import pytest

from house.memory import settle_memory


@pytest.fixture(autouse=True)
def _memory_as_it_was() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_there_once_the_start_is_over_is_never_looked_through_again() -> None:
    of_the_start = [[number] for number in range(1_000)]
    settle_memory()
    assert gc.get_freeze_count() > len(of_the_start)
    assert not any(one is of_the_start for one in gc.get_objects())


def test_what_goes_in_circles_is_still_found_though_seldom() -> None:
    settle_memory()
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.isenabled()
    assert gc.get_threshold()[0] == 50_000
    assert gc.collect() > 0
