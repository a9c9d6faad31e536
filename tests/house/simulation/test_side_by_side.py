"""Seeds side by side: real processes, with commands that are over at once."""

from house.simulation.side_by_side import LivedSeed, live_side_by_side

HELPS, IS_WRONG = ["check", "--help"], ["chek"]
FIRST_WORD = "usage: ./ontzorg check [-h]"
LAST_WORD = "Exit codes: 0 good, 1 faults found, 2 wrong usage, 3 Ontzorg itself broke down."


async def test_each_seed_is_told_of_when_it_is_over_with_all_that_its_process_said() -> None:
    told: list[LivedSeed] = []
    lived = await live_side_by_side({1: HELPS, 2: HELPS, 3: HELPS}, 2, told.append)
    assert sorted(one.seed for one in told) == [1, 2, 3]
    assert lived == told
    assert all(one.is_seen for one in told)
    for one in told:
        assert (one.said.splitlines()[0], one.last_word) == (FIRST_WORD, LAST_WORD)


async def test_after_one_that_missed_something_no_other_begins_and_what_is_under_way_goes_on() -> None:
    alone = await live_side_by_side({1: IS_WRONG, 2: HELPS}, 1, lambda one: None)
    assert [(one.seed, one.is_seen) for one in alone] == [(1, False)]
    assert alone[0].last_word == "ontzorg: there is no command `chek`. Did you mean `check`?"
    together = await live_side_by_side({1: IS_WRONG, 2: HELPS}, 2, lambda one: None)
    assert {one.seed: one.is_seen for one in together} == {1: False, 2: True}


async def test_who_keeps_going_lives_through_all_of_them() -> None:
    lived = await live_side_by_side({1: IS_WRONG, 2: HELPS}, 1, lambda one: None, keeps_going=True)
    assert [(one.seed, one.is_seen) for one in lived] == [(1, False), (2, True)]
