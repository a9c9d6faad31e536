"""What leads to somebody: an e-mail address, a telephone number and the lines of an envelope, in one form each. Pure.

`InvalidInput` for what is none. An address goes into the header of a mail and the file of a print shop, so nothing that
could end a line goes into it.
"""

import re
from enum import StrEnum

from services.errors import Fault, InvalidInput

LONGEST_EMAIL = 254
"""The longest path that a mail server has to take (RFC 5321, section 4.5.3.1.3, without its brackets)."""
LONGEST_TELEPHONE = 30
"""As somebody may write it, with spaces and dashes; the number itself has fifteen digits at most."""
MOST_LINES, LONGEST_LINE = 5, 60
"""What fits the window of an envelope."""

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"(?P<local>{_LOCAL})@(?P<host>(?:{_LABEL}\.)+{_LABEL})", re.ASCII | re.IGNORECASE)
"""A dot-atom at the full name of a host (RFC 5322, section 3.4.1); quoted names are written by nobody."""
_LONGEST_LOCAL = 64
_BETWEEN_DIGITS = re.compile(r"[ ()./-]")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
"""ITU-T E.164: a country's code and a number, fifteen digits at most."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Channel(StrEnum):
    """By which way somebody is told."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"


def email_address(written: str) -> str:
    """An e-mail address with its host in small letters; the name before it is as its owner writes it."""
    found = _EMAIL.fullmatch(written.strip())
    if found is None or len(written.strip()) > LONGEST_EMAIL or len(found["local"]) > _LONGEST_LOCAL:
        raise InvalidInput([Fault("", "is no e-mail address", "write it as name@host.example, in ASCII")])
    return f"{found['local']}@{found['host'].lower()}"


def telephone_number(written: str) -> str:
    """A telephone number with its country's code, as `+31612345678`; one that begins with a single 0 is Dutch."""
    digits = _BETWEEN_DIGITS.sub("", written.strip())
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+31{digits[1:]}"
    if not _INTERNATIONAL.fullmatch(digits):
        raise InvalidInput([Fault("", "is no telephone number", "write it as +31 6 12345678, or as 06 12345678")])
    return digits


def one_line(written: str, longest: int) -> str:
    """A line of text without anything that ends it; inner spaces once."""
    line = " ".join(written.split(" ")).strip()
    if not 1 <= len(line) <= longest or _CONTROL.search(line):
        raise InvalidInput([Fault("", "is no line of text", f"write 1 to {longest} characters on one line")])
    return " ".join(line.split())


def postal_lines(written: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of an envelope under the name: street and number, then postal code and town; all faults at once."""
    faults: list[Fault] = []
    lines: list[str] = []
    for number, line in enumerate(written):
        try:
            lines.append(one_line(line, LONGEST_LINE))
        except InvalidInput as invalid:
            faults += invalid.under(f"[{number}]")
    if not 2 <= len(written) <= MOST_LINES:
        faults.append(Fault("", "is no postal address", f"write two lines at least and {MOST_LINES} at most"))
    if faults:
        raise InvalidInput(faults)
    return tuple(lines)
