"""Pieces that stand by themselves keep their direction, and are no bother where there is none to keep."""

import pytest

from services.notify.messages.language import Direction
from services.notify.messages.text import alone, filled, places, plain, words_of


def test_a_piece_is_set_apart_in_a_text_from_right_to_left() -> None:
    said = filled("اتصل {phone}", {"phone": alone("010 123")})
    assert plain(said, Direction.RIGHT_TO_LEFT) == "اتصل \u2068010 123\u2069"


def test_in_a_text_from_left_to_right_only_what_runs_the_other_way_is_set_apart() -> None:
    said = filled("Bel {name}: {phone}", {"name": alone("سلمى"), "phone": alone("010 123")})
    assert plain(said, Direction.LEFT_TO_RIGHT) == "Bel \u2068سلمى\u2069: 010 123"
    assert words_of(said) == "Bel سلمى: 010 123"


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("Bel {name}", {})


def test_the_places_of_a_template_are_known_by_name() -> None:
    assert places("{cost}: vanaf {day} {{niet}}") == {"cost", "day"}
