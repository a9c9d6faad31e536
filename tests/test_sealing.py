"""What is sealed opens with its key and in its place, and nowhere else."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.sealing import CannotBeOpened, Keyring, place_of

HERE = place_of(UUID(int=1), UUID(int=2), "iban")
OLD, NEW, LOOKUP = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"2026": OLD}, "2026", LOOKUP)


@given(text=st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    keyring = Keyring({"2026": OLD}, "2026", LOOKUP)
    assert keyring.unseal(keyring.seal(text, HERE), HERE) == text


def test_nothing_of_the_text_can_be_read_in_it(keyring: Keyring) -> None:
    assert b"Yonas" not in keyring.seal("Yonas Voorbeeld", HERE)


def test_the_same_text_seals_to_other_bytes_each_time(keyring: Keyring) -> None:
    assert keyring.seal("Yonas Voorbeeld", HERE) != keyring.seal("Yonas Voorbeeld", HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        place_of(UUID(int=9), UUID(int=2), "iban"),
        place_of(UUID(int=1), UUID(int=9), "iban"),
        place_of(UUID(int=1), UUID(int=2), "name"),
    ],
    ids=["another organisation", "another row", "another column"],
)
def test_it_stays_shut_in_another_place(keyring: Keyring, elsewhere: bytes) -> None:
    sealed = keyring.seal("NL91ABNA0417164300", HERE)
    with pytest.raises(CannotBeOpened):
        keyring.unseal(sealed, elsewhere)


@given(position=st.integers(min_value=0, max_value=10_000), bit=st.integers(min_value=0, max_value=7))
def test_a_single_changed_bit_keeps_it_shut(position: int, bit: int) -> None:
    keyring = Keyring({"2026": OLD}, "2026", LOOKUP)
    sealed = bytearray(keyring.seal("NL91ABNA0417164300", HERE))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(CannotBeOpened):
        keyring.unseal(bytes(sealed), HERE)


@pytest.mark.parametrize("cut", [b"", b"\x01", b"\x01\x042026", b"\x01\xff2026"])
def test_a_piece_of_one_stays_shut(keyring: Keyring, cut: bytes) -> None:
    with pytest.raises(CannotBeOpened):
        keyring.unseal(cut, HERE)


def test_after_a_new_key_came_the_old_one_still_opens_what_it_closed(keyring: Keyring) -> None:
    rotated = Keyring({"2027": NEW, "2026": OLD}, "2027", LOOKUP)
    assert rotated.unseal(keyring.seal("Yonas Voorbeeld", HERE), HERE) == "Yonas Voorbeeld"


def test_after_a_new_key_came_the_old_one_closes_nothing_more(keyring: Keyring) -> None:
    rotated = Keyring({"2027": NEW, "2026": OLD}, "2027", LOOKUP)
    with pytest.raises(CannotBeOpened):
        keyring.unseal(rotated.seal("Yonas Voorbeeld", HERE), HERE)


def test_equal_texts_have_equal_lookups_and_parts_are_kept_apart(keyring: Keyring) -> None:
    assert keyring.lookup("NL91", "ABNA") == keyring.lookup("NL91", "ABNA")
    assert keyring.lookup("NL91", "ABNA") != keyring.lookup("NL9", "1ABNA")


def test_without_the_key_nobody_can_make_a_lookup(keyring: Keyring) -> None:
    assert Keyring({"2026": OLD}, "2026", NEW).lookup("NL91") != keyring.lookup("NL91")


def test_the_first_key_of_a_setting_closes_and_all_of_them_open(keyring: Keyring) -> None:
    old, new, lookup = (base64.b64encode(key).decode() for key in (OLD, NEW, LOOKUP))
    parsed = Keyring.parse(f"2027={new}, 2026={old}", lookup)
    assert parsed.unseal(keyring.seal("Yonas", HERE), HERE) == "Yonas"
    with pytest.raises(CannotBeOpened):
        keyring.unseal(parsed.seal("Yonas", HERE), HERE)


def test_a_setting_with_wrong_keys_names_each_of_them_and_shows_none() -> None:
    good = base64.b64encode(OLD).decode()
    with pytest.raises(InvalidInput) as refusal:
        Keyring.parse(f"a={good},=abc,a=Z2VoZWlt", "geheim")
    assert [fault.where for fault in refusal.value.faults] == [
        "sealing keys[1]",
        "sealing keys[1]",
        "sealing keys[2]",
        "sealing keys[2]",
        "lookup key",
    ]
    assert "Z2VoZWlt" not in str(refusal.value)


def test_what_a_key_of_ones_own_sealed_opens_with_that_key_alone(keyring: Keyring) -> None:
    first, second = keyring.new_own(HERE), keyring.new_own(HERE)
    sealed = keyring.own(first, HERE).seal("Yonas Voorbeeld", HERE)
    assert keyring.own(first, HERE).unseal(sealed, HERE) == "Yonas Voorbeeld"
    for other in (keyring, keyring.own(second, HERE)):
        with pytest.raises(CannotBeOpened):
            other.unseal(sealed, HERE)
    with pytest.raises(CannotBeOpened):
        keyring.own(first, b"another place")


def test_a_key_of_ones_own_outlives_the_key_that_sealed_it(keyring: Keyring) -> None:
    own = keyring.new_own(HERE)
    sealed = keyring.own(own, HERE).seal("Yonas Voorbeeld", HERE)
    rotated = Keyring({"2027": NEW, "2026": OLD}, "2027", LOOKUP)
    assert rotated.own(own, HERE).unseal(sealed, HERE) == "Yonas Voorbeeld"
    assert rotated.own(own, HERE).lookup("Yonas") == keyring.lookup("Yonas")
