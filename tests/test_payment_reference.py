import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.payment_reference import PaymentReference, ReferenceKind, check_digit

BETALINGSKENMERK = ReferenceKind.BETALINGSKENMERK
CREDITOR_REFERENCE = ReferenceKind.CREDITOR_REFERENCE
FREE_TEXT = ReferenceKind.FREE_TEXT


def with_length_and_check(number: str) -> str:
    tail = f"{len(number) % 10}{number}"
    return check_digit(tail) + tail


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("5 000 0567 8901 2345", "5000056789012345"),
        ("12 2345 3462 2567", "12234534622567"),
        ("123.4567", "1234567"),
    ],
)
def test_the_official_examples_are_taken_as_they_stand_on_a_bill(text: str, digits: str) -> None:
    assert PaymentReference.read(BETALINGSKENMERK, text) == PaymentReference(BETALINGSKENMERK, digits)


@given(st.from_regex(r"[0-9]{7,12}", fullmatch=True))
def test_nine_to_fourteen_digits_carry_their_length_and_a_check_digit(number: str) -> None:
    written = with_length_and_check(number)
    assert len(written) == len(number) + 2
    assert PaymentReference(BETALINGSKENMERK, written).text == written


@given(st.from_regex(r"[0-9]{15}", fullmatch=True))
def test_sixteen_digits_carry_a_check_digit_alone(number: str) -> None:
    assert PaymentReference(BETALINGSKENMERK, check_digit(number) + number).issuer == "CUR"


@given(st.from_regex(r"[0-9]{7,12}", fullmatch=True), st.integers(1, 9), st.data())
def test_one_wrong_digit_is_found(number: str, shift: int, data: st.DataObject) -> None:
    written = with_length_and_check(number)
    assume(written[0] != "1")  # the scheme writes 1 for two remainders, so behind a 1 a few errors go unseen
    place = data.draw(st.integers(1, len(written) - 1))
    wrong = written[:place] + str((int(written[place]) + shift) % 10) + written[place + 1 :]
    with pytest.raises(InvalidInput, match="check digit"):
        PaymentReference(BETALINGSKENMERK, wrong)


@pytest.mark.parametrize("length", [1, 6, 8, 15, 17])
def test_other_lengths_do_not_exist(length: int) -> None:
    with pytest.raises(InvalidInput, match=rf"does not have {length} digits \(it has 7, 9 to 14, or 16\)"):
        PaymentReference.read(BETALINGSKENMERK, "1" * length)


def test_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the check digit of the betalingskenmerk does not fit"):
        PaymentReference(BETALINGSKENMERK, "6000056789012345")


def test_a_wrong_length_digit_is_refused_although_the_check_digit_fits() -> None:
    tail = "3" + "234534622567"
    with pytest.raises(InvalidInput, match="the length digit of the betalingskenmerk does not fit"):
        PaymentReference(BETALINGSKENMERK, check_digit(tail) + tail)


@pytest.mark.parametrize(("digits", "check"), [("0", "0"), ("6", "1"), ("5", "1"), ("1", "9")])
def test_a_remainder_of_ten_is_written_1_and_of_eleven_0(digits: str, check: str) -> None:
    assert check_digit(digits) == check


def test_letters_in_a_betalingskenmerk_are_refused() -> None:
    with pytest.raises(InvalidInput, match="has digits only"):
        PaymentReference.read(BETALINGSKENMERK, "1234567a")


def test_an_iso_11649_reference_is_taken_in_any_grouping() -> None:
    reference = PaymentReference.read(CREDITOR_REFERENCE, "rf18 5390 0754 7034")
    assert (reference.text, reference.issuer, reference.is_structured) == ("RF18539007547034", "ISO", True)


@pytest.mark.parametrize("text", ["RF19539007547034", "RF18539007547043"])
def test_an_iso_11649_reference_with_wrong_check_digits_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="check digits of the RF reference"):
        PaymentReference.read(CREDITOR_REFERENCE, text)


@pytest.mark.parametrize("text", ["RF18", "XX18539007547034", "RF18" + "1" * 22, "RF1853900_547034"])
def test_an_iso_11649_reference_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="no ISO 11649 reference"):
        PaymentReference.read(CREDITOR_REFERENCE, text)


def test_free_text_goes_unstructured_and_in_the_banks_own_letters() -> None:
    reference = PaymentReference.read(FREE_TEXT, "Huur maart, é 4711")
    assert (reference.text, reference.issuer, reference.is_structured) == ("Huur maart, e 4711", None, False)


def test_free_text_of_141_characters_is_refused() -> None:
    assert PaymentReference.read(FREE_TEXT, "x" * 140).text == "x" * 140
    with pytest.raises(InvalidInput, match="141 characters are too many"):
        PaymentReference.read(FREE_TEXT, "x" * 141)


def test_a_reference_that_no_bank_would_pass_on_unchanged_cannot_be_made() -> None:
    with pytest.raises(InvalidInput, match=r"write ‘Cafe’"):
        PaymentReference(FREE_TEXT, "Café")
    with pytest.raises(InvalidInput, match="no bank passes on"):
        PaymentReference(FREE_TEXT, "Київ")
