"""A creditor identifier that exists has check digits that fit, whatever its business code."""

import pytest

from services.errors import InvalidInput
from services.mandates.suppliers.creditor_id import CreditorId

DUTCH = "NL69ZZZ123456780000"


@pytest.mark.parametrize(
    "number",
    [DUTCH, "NL69001123456780000", "DE98ZZZ09999999999", "AT61ZZZ01234567890", "BE69ZZZ050D000000008"],
)
def test_one_with_fitting_check_digits_is_taken(number: str) -> None:
    assert CreditorId(number).number == number


def test_it_is_read_as_people_write_it() -> None:
    assert CreditorId.parse("nl69 zzz 1234 5678 0000") == CreditorId(DUTCH)


def test_the_business_code_does_not_tell_creditors_apart() -> None:
    department, other = CreditorId("NL69A1B123456780000"), CreditorId("DE98ZZZ09999999999")
    assert (department.business_code, CreditorId(DUTCH).business_code) == ("A1B", "ZZZ")
    assert department.is_same_creditor(CreditorId(DUTCH))
    assert not department.is_same_creditor(other)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("NL68ZZZ123456780000", "the check digits of the creditor identifier do not fit"),
        ("NL69ZZZ123456780001", "the check digits of the creditor identifier do not fit"),
        ("NL69ZZZ12345678000", "a Dutch creditor identifier ends in twelve digits"),
        ("NL69ZZZ12345678000A", "a Dutch creditor identifier ends in twelve digits"),
        ("ZZZ123", "this is no SEPA creditor identifier"),
        ("DE98ZZZ" + "0" * 29, "this is no SEPA creditor identifier"),
        ("", "this is no SEPA creditor identifier"),
    ],
)
def test_one_that_cannot_be_is_refused_with_what_is_wrong(text: str, what: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CreditorId.parse(text)
    assert [fault.what for fault in refusal.value.faults] == [what]
