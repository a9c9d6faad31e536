"""What goes wrong is worked out from the seed: the same again, each kind in each turn, and nobody spared in the end."""

import pytest

from house.chaos.trouble import LINKS, SERVERS, WORKERS, Kind, troubles


def test_the_same_seed_plans_the_same_and_another_seed_something_else() -> None:
    assert troubles(3, 600, 20) == troubles(3, 600, 20)
    assert troubles(3, 600, 20) != troubles(4, 600, 20)


@pytest.mark.parametrize(("seconds", "turns"), [(5, 1), (20, 1), (59, 2), (600, 30)])
def test_each_turn_has_a_kill_a_cut_and_a_stop_within_it_and_in_order(seconds: float, turns: int) -> None:
    planned = troubles(1, seconds, 20)
    assert len(planned) == 3 * turns
    for turn in range(turns):
        kill, cut, stop = planned[3 * turn : 3 * turn + 3]
        assert (kill.kind, stop.kind, stop.what) == (Kind.KILL, Kind.STOP, "database")
        assert cut.kind in (Kind.CUT, Kind.MUTE, Kind.SLOW)
        assert 20 * turn < kill.at < cut.at < stop.at < 20 * (turn + 1)
        assert all(0.5 <= one.lasts <= 4 for one in (kill, cut, stop))


def test_in_ten_minutes_every_part_is_killed_and_every_link_suffers() -> None:
    planned = troubles(7, 600, 20)
    assert {one.what for one in planned if one.kind == Kind.KILL} == {*SERVERS, *WORKERS}
    links = [one for one in planned if one.kind not in (Kind.KILL, Kind.STOP)]
    assert {one.what for one in links} == set(LINKS)
    assert {one.kind for one in links} == {Kind.CUT, Kind.MUTE, Kind.SLOW}
