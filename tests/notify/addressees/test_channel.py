"""What leads to somebody is read into one form, and what could end a line or lead elsewhere is refused."""

import pytest

from services.errors import InvalidInput
from services.notify.addressees.channel import email_address, one_line, postal_lines, telephone_number


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("t.testpersoon@post.example", "t.testpersoon@post.example"),
        (" T.Testpersoon+gemeente@Post.Example ", "T.Testpersoon+gemeente@post.example"),
    ],
)
def test_an_e_mail_address_has_one_form(written: str, kept: str) -> None:
    assert email_address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "testpersoon",
        "t@localhost",
        "t@post.example\r\nBcc: elders@post.example",
        "t@post.example, elders@post.example",
        "Testpersoon <t@post.example>",
        "t..p@post.example",
        "t@-post.example",
        '"t p"@post.example',
        "ť@post.example",
        f"{'t' * 65}@post.example",
        f"t@{'a.' * 130}example",
    ],
)
def test_what_is_no_single_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="is no e-mail address"):
        email_address(written)


@pytest.mark.parametrize(
    "written",
    ["+31612345678", "06 12 34 56 78", "06-12345678", "0031 6 12345678", "+31 (6) 1234.5678"],
)
def test_a_dutch_number_has_one_form(written: str) -> None:
    assert telephone_number(written) == "+31612345678"


def test_a_number_of_another_country_keeps_its_code() -> None:
    assert telephone_number("00 251 91 123 4567") == "+251911234567"


@pytest.mark.parametrize(
    "written", ["12345678", "+0612345678", "06 1234", "+3161234567890123", "06 1234567x", "٠٦١٢٣٤٥٦٧٨"]
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="is no telephone number"):
        telephone_number(written)


def test_a_name_is_one_line_in_any_script() -> None:
    assert one_line("  ሰላም   Voorbeeld ", 60) == "ሰላም Voorbeeld"
    for written in ("", "  ", "two\nlines", "two\u2028lines", "null\x00", "x" * 61):
        with pytest.raises(InvalidInput, match="is no line of text"):
            one_line(written, 60)


def test_all_faults_of_an_address_are_told_at_once() -> None:
    assert postal_lines(("Vogelstraat 12 ", "2511 AB  Den Haag")) == ("Vogelstraat 12", "2511 AB Den Haag")
    with pytest.raises(InvalidInput) as refusal:
        postal_lines(("a\nb",))
    assert [fault.where for fault in refusal.value.faults] == ["[0]", ""]
