"""A payment and a file have one name, made from what they are."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.schedule.bank.identifiers import (
    LONGEST,
    LONGEST_MESSAGE_ID,
    end_to_end_id,
    is_identifier,
    message_id,
    payment_information_id,
)

MARCH = parse_month("2026-03")
PARTS = st.lists(st.text(st.characters(blacklist_characters="\x1f", blacklist_categories=["Cs"])), min_size=1)


def test_an_end_to_end_id_begins_with_its_month_and_is_the_same_on_every_machine() -> None:
    key = ("019b8e2a-0000-7000-8000-00000000000a", "rent", "2026-03")
    assert end_to_end_id(MARCH, *key) == "20260392f1159c18262711cfa21cd0"


def test_a_later_month_sorts_behind_an_earlier_one() -> None:
    assert end_to_end_id(parse_month("2025-12"), "z") < end_to_end_id(parse_month("2026-01"), "a")


@given(PARTS, PARTS)
def test_another_key_is_another_id(one: list[str], other: list[str]) -> None:
    assert (end_to_end_id(MARCH, *one) == end_to_end_id(MARCH, *other)) == (one == other)


@pytest.mark.parametrize(("one", "other"), [(("ab", "c"), ("a", "bc")), (("a", ""), ("a",)), (("a", "b"), ("b", "a"))])
def test_parts_that_join_to_the_same_letters_are_different_keys(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert end_to_end_id(MARCH, *one) != end_to_end_id(MARCH, *other)


@pytest.mark.parametrize("key", [("a\x1fb",), ("a", "\x1f"), ()])
def test_a_key_that_could_be_read_as_another_is_refused(key: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="has a separator in it, or there is no part"):
        end_to_end_id(MARCH, *key)


@given(PARTS, st.integers(12, 9999 * 12 + 11))
def test_a_bank_takes_every_end_to_end_id(key: list[str], month: int) -> None:
    written = end_to_end_id(month, *key)
    assert len(written) == 30
    assert is_identifier(written)


@given(st.uuids(), st.integers(1, 999), st.integers(1, 999))
def test_a_bank_takes_every_message_id_and_the_blocks_of_its_file(run_id: UUID, number: int, place: int) -> None:
    written = message_id(run_id, number)
    assert is_identifier(written, LONGEST_MESSAGE_ID)
    assert is_identifier(payment_information_id(written, place))


@given(st.uuids(), st.integers(1, 999), st.uuids(), st.integers(1, 999))
def test_two_files_never_share_a_message_id(run: UUID, number: int, other_run: UUID, other_number: int) -> None:
    assert (message_id(run, number) == message_id(other_run, other_number)) == (
        (run, number) == (other_run, other_number)
    )


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_a_file_number_that_the_id_has_no_room_for_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"a run has files 1 to 999, not {number}"):
        message_id(UUID(int=1), number)


@pytest.mark.parametrize(
    "text", ["", "a" * (LONGEST + 1), "-a", "a-", "a/b", "//", "a b", "é", "a\n", "٣", "a&b", "a<b"]
)
def test_what_a_bank_would_not_take_is_no_identifier(text: str) -> None:
    assert not is_identifier(text)
