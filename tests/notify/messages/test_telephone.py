"""A number stands in groups that people here know, however it was recorded."""

import pytest

from services.notify.messages.telephone import as_dialled, one_piece


@pytest.mark.parametrize(
    ("recorded", "dialled"),
    [
        ("+31612345678", "06 12 34 56 78"),
        ("06-12345678", "06 12 34 56 78"),
        ("+31101234567", "010 123 45 67"),
        ("0031182123456", "0182 12 34 56"),
        ("0885123456", "088 512 34 56"),
        ("+32475123456", "+32475123456"),
        ("14010", "14010"),
    ],
)
def test_a_dutch_number_is_grouped_on_one_line_and_another_stays(recorded: str, dialled: str) -> None:
    assert as_dialled(recorded) == dialled.replace(" ", "\N{NO-BREAK SPACE}")
    assert one_piece(recorded) == dialled.replace(" ", "")
