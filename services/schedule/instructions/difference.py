"""Where an answer says something else of a line than was instructed: another account, another period. Pure.

The benefit system pays by what stands in its own files. A column that comes back otherwise is how it says, without
saying it, that the money went somewhere else: no fault of the answer, but somebody has to ask.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from services.errors import InvalidInput
from services.iban import Iban
from services.schedule.instructions.answer_file import rows_of
from services.schedule.instructions.instruction import COLUMNS

_KNOWN_BY: Final = "reference"
COMPARED: Final = tuple(one for one in COLUMNS if one not in (_KNOWN_BY, "amountCents"))
"""By its reference a line is known, and another amount makes the answer one about something else."""

_PERSONAL: Final = frozenset({"household", "supplier", "iban", "paymentReference"})
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
"""How a spreadsheet writes a day that it knows for one."""
_LONGEST_SHOWN: Final = 60
_SHOWN: Final = 2


class Difference(NamedTuple):
    """A column of a line that came back otherwise; both values as they may be shown, masked where they are personal."""

    reference: str
    field: str
    instructed: str
    answered: str


def differences(file: bytes, answer: bytes) -> list[Difference]:
    """Every difference between an instruction file and a faultless answer about it, of the lines that are answered.

    What is left out or empty says nothing; capitals, spaces and the way in which a day is written are no difference.
    """
    instructed = {line[_KNOWN_BY]: line for line in _lines(file)}
    return [
        found for said in _lines(answer) if said.get("outcome") for found in _between(instructed[said[_KNOWN_BY]], said)
    ]


def _lines(content: bytes) -> Iterator[Mapping[str, str]]:
    names, rows = rows_of(content)
    for row in rows:
        if any(cell.strip() for cell in row):
            yield dict(zip(names, map(str.strip, row), strict=True))


def _between(instructed: Mapping[str, str], said: Mapping[str, str]) -> Iterator[Difference]:
    for field in COMPARED:
        wanted, found = instructed[field], said.get(field, "")
        if found and _plain(found) != _plain(wanted):
            yield Difference(instructed[_KNOWN_BY], field, _shown(field, wanted), _shown(field, found))


def _plain(text: str) -> str:
    day = _DAY_FIRST.fullmatch(text)
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}" if day else "".join(text.split()).casefold()


def _shown(field: str, text: str) -> str:
    if field not in _PERSONAL:
        return text[:_LONGEST_SHOWN]
    try:
        return Iban.parse(text).masked()
    except InvalidInput:
        return _masked(text[:_LONGEST_SHOWN])


def _masked(text: str) -> str:
    """How it begins and ends, of what is long enough to hide something all the same."""
    if len(text) <= 3 * _SHOWN:
        return "*" * len(text)
    return f"{text[:_SHOWN]}{'*' * (len(text) - 2 * _SHOWN)}{text[-_SHOWN:]}"


def by_reference(found: Sequence[Difference]) -> dict[str, list[Difference]]:
    """The differences of each line that has any."""
    lines: dict[str, list[Difference]] = {}
    for one in found:
        lines.setdefault(one.reference, []).append(one)
    return lines
