from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.iban import Iban, mask_ibans

ABNA = "NL91ABNA0417164300"


@st.composite
def dutch_numbers(draw: st.DrawFn) -> str:
    bank = draw(st.sampled_from(["ABNA", "BNGH", "INGB", "RABO", "TRIO"]))
    account = draw(st.integers(1, 10**10 - 1))
    rest = f"{bank}{account:010}"
    as_number = int("".join(str(int(letter, 36)) for letter in f"{rest}NL00"))
    return f"NL{98 - as_number % 97:02}{rest}"


@pytest.mark.parametrize("text", [ABNA, "NL91 ABNA 0417 1643 00", "nl91abna0417164300", " NL91.ABNA.0417.1643.00\n"])
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert Iban.parse(text) == Iban(ABNA)


def test_a_dutch_number_tells_its_country_and_its_bank() -> None:
    iban = Iban(ABNA)
    assert (iban.number, iban.country, iban.bic, iban.in_sepa) == (ABNA, "NL", "ABNANL2A", True)
    assert Iban.parse("NL34BNGH0285000001").bic == "BNGHNL2G"


def test_a_number_outside_sepa_is_known_as_such() -> None:
    assert Iban.parse("TR33 0006 1005 1978 6457 8413 26").in_sepa is False


@given(dutch_numbers())
def test_every_number_with_the_right_check_digits_is_taken(number: str) -> None:
    assert Iban(number).number == number


@given(dutch_numbers(), st.integers(8, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(InvalidInput, match="check digits"):
        Iban(wrong)


@pytest.mark.parametrize(
    ("text", "what", "cure"),
    [
        ("NL91ABNA0417164301", "the check digits of the IBAN do not fit", "compare it with the bank card"),
        ("NL91ABNA041716430", "an IBAN does not have 17 characters", "a Dutch one has 18"),
        ("", "an IBAN does not have 0 characters", "copy it anew"),
        ("XX91ABNA0417164300", "XX is no country with IBANs", "begin with the country's two letters"),
        ("NL91ABNA041716430A", "characters that do not belong there", "copy it anew"),
    ],
)
def test_a_refusal_names_what_is_wrong_and_the_cure_but_not_the_number(text: str, what: str, cure: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Iban.parse(text)
    (fault,) = refusal.value.faults
    assert what in fault.what
    assert cure in fault.cure
    assert "0417" not in str(refusal.value)


def test_a_value_in_another_form_than_the_electronic_one_cannot_be_made() -> None:
    with pytest.raises(InvalidInput, match="not in its electronic form"):
        Iban("NL91 ABNA 0417 1643 00")


def test_a_number_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(Iban(ABNA), "number", "NL34BNGH0285000001")  # noqa: B010 - a plain assignment would not pass mypy


def test_nothing_prints_the_whole_number_by_accident() -> None:
    iban = Iban(ABNA)
    assert str(iban) == f"{iban}" == iban.masked() == "NL91**********4300"
    assert repr(iban) == "Iban(NL91**********4300)"
    assert repr([iban]) == "[Iban(NL91**********4300)]"


def test_its_owner_reads_it_in_groups_of_four() -> None:
    assert Iban(ABNA).grouped() == "NL91 ABNA 0417 1643 00"


def test_numbers_are_masked_wherever_they_stand_in_a_text() -> None:
    text = "from NL91 ABNA 0417 1643 00 to nl91abna0417164301, ref BE71096123456769."
    assert mask_ibans(text) == "from NL91**********3 00 to nl91**********4301, ref BE71**********6769."


def test_ids_dates_amounts_and_digests_are_not_masked() -> None:
    text = "ab12cdef-ab12-7abc-8def-001122334455 2026-03-01 € 1.566,93 " + "ab12" * 16
    assert mask_ibans(text) == text
