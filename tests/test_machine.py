"""A machine lets happen what its table names and refuses the rest by name."""

from enum import StrEnum

import pytest

from services.errors import Conflict
from services.machine import CannotHappen, Machine


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


class Hand(StrEnum):
    PUSH = "push"
    PULL = "pull"
    BREAK = "break"


DOORS = Machine(
    "front_door",
    Door.SHUT,
    {
        (Door.SHUT, Hand.PULL): Door.OPEN,
        (Door.OPEN, Hand.PUSH): Door.SHUT,
        (Door.OPEN, Hand.BREAK): Door.GONE,
    },
)


def test_an_event_leads_where_the_table_says() -> None:
    assert DOORS.after(Door.SHUT, Hand.PULL) is Door.OPEN


def test_what_cannot_be_is_refused_with_what_can() -> None:
    with pytest.raises(CannotHappen) as refusal:
        DOORS.after(Door.OPEN, Hand.PULL)
    assert refusal.value.detail == "a front door that is open cannot pull; it can: push, break"
    assert isinstance(refusal.value, Conflict)


def test_at_an_end_nothing_can_happen_any_more() -> None:
    with pytest.raises(CannotHappen, match="a front door that is gone cannot push; it can: nothing any more"):
        DOORS.after(Door.GONE, Hand.PUSH)
    assert DOORS.is_end(Door.GONE)
    assert not DOORS.is_end(Door.OPEN)


def test_every_pair_of_state_and_event_is_told() -> None:
    assert len(list(DOORS.pairs())) == 9
    assert {(state, event) for state, event, after in DOORS.pairs() if after} == {
        (Door.SHUT, Hand.PULL),
        (Door.OPEN, Hand.PUSH),
        (Door.OPEN, Hand.BREAK),
    }
