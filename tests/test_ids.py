from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ids import Ids, RandomIds, SeededIds, new_id, secret_bytes

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def millisecond(made: UUID) -> int:
    return made.int >> 80


@pytest.mark.parametrize("make", [RandomIds, lambda: SeededIds("demo")])
def test_an_id_is_a_uuid_of_version_7_that_carries_its_millisecond(make: Callable[[], Ids]) -> None:
    made = make().new_id(NOW + timedelta(microseconds=1_999))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert millisecond(made) == int(NOW.timestamp() * 1000) + 1


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=50), st.integers())
def test_ids_of_one_source_only_go_up_also_when_the_time_stands_still_or_lags(steps: list[int], seed: int) -> None:
    ids = SeededIds(seed)
    made = [ids.new_id(NOW + timedelta(milliseconds=step)) for step in steps]
    assert made == sorted(set(made))


def test_a_full_millisecond_flows_over_into_the_next() -> None:
    class AllOnes(SeededIds):
        def __init__(self) -> None:
            super().__init__(0)
            self._random_bits = lambda bits: (1 << bits) - 1

    ids = AllOnes()
    first, second = ids.new_id(NOW), ids.new_id(NOW)
    assert millisecond(second) == millisecond(first) + 1


def test_ids_made_by_many_threads_in_one_millisecond_are_all_different() -> None:
    ids = RandomIds()
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: ids.new_id(NOW), range(4_000)))
    assert len(set(made)) == 4_000


def test_the_same_seed_and_instants_give_the_same_ids_and_another_seed_gives_others() -> None:
    def lived_through(seed: str) -> list[UUID]:
        ids = SeededIds(seed)
        return [ids.new_id(NOW), ids.new_id(NOW), ids.new_id(NOW + timedelta(days=1))]

    assert lived_through("demo") == lived_through("demo")
    assert set(lived_through("demo")).isdisjoint(lived_through("another"))


def test_the_process_has_a_source_of_its_own() -> None:
    assert new_id(NOW) < new_id(NOW)


def test_secret_bytes_differ_each_time() -> None:
    assert len(secret_bytes(24)) == 24
    assert secret_bytes(24) != secret_bytes(24)
