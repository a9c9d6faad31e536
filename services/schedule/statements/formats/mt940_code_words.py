"""Field 86 in code words, `/NAME/…/REMI/…/EREF/…`: the words with their values, told apart from the text of a payment.

What follows `/REMI/` was written by whoever paid and may hold slashes and code words too. So it ends where the bank
goes on, read from the end: a code word that was there before, or that no bank writes behind the text, belongs to it.
"""

import re
from typing import NamedTuple

_PARTIES = "ORDP|BENM|ULTD|ULTC|ULTB|INIT"
_WORD = re.compile(
    rf"/((?:(?:{_PARTIES})/{{1,2}})?(?:NAME|ID)|{_PARTIES}|TRTP|RTYP|TRCD|IBAN|BIC|REMI|EREF|MARF|CSID|CNTP|ADDR|ISDT"
    "|RTRN|PREF|IREF|KREF|CREF|PURP|NRTX|OCMT|CHGS|EXCH|SVCL|BUSP|ORDT)(?=/)"
)
_TEXT = "REMI"
_NEVER_BEHIND_THE_TEXT = frozenset({"ADDR", "BUSP", "CNTP", "CREF", "ID", "KREF", "NRTX", "REMI", "RTYP", "TRTP"})
_BEHIND_INGS_TEXT = frozenset({"ULTD/NAME", "ULTC/NAME", "ULTD", "ULTC", "PURP", "OCMT", "CHGS", "EXCH"})
_INGS_TEXT = re.compile(r"(?:USTD|STRD)/[^/]*/")
_WITHOUT_A_PLACE = frozenset({"BUSP", "CHGS", "CREF", "EXCH", "ID", "ISDT", "KREF", "OCMT", "ORDT", "PURP", "SVCL"})
"""Kept as they were told. Addresses (ADDR) are not: nobody needs them here."""

_Words = list[tuple[str, str]]


class CodeWords(NamedTuple):
    """The values by their words (a party's name as `ORDP/NAME`), and what was written behind `/REMI/`."""

    said: dict[str, str]
    text: str

    def value(self, word: str) -> str:
        """The value of a word, without the slashes in which ING closes it; empty if it is not told."""
        told = self.said.get(word)
        return told.strip().rstrip("/").strip() if told else ""

    def further(self) -> str:
        """The words that have no place in a detail, as they were told."""
        told = ((word, self.value(word)) for word in self.said if word in _WITHOUT_A_PLACE or word.endswith("/ID"))
        return " ".join(f"/{word}/{value}" for word, value in told if value)


def are_code_words(line: str) -> bool:
    """Whether a field that begins so is written in code words."""
    return _WORD.match(line) is not None


def code_words(text: str) -> CodeWords:
    """A field 86 taken apart, its lines joined; of two equal words before the text the first one counts."""
    found = list(_WORD.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    words = [(each[1].replace("//", "/"), text[each.end() + 1 : end]) for each, end in zip(found, ends, strict=True)]
    at = next((number for number, (word, _) in enumerate(words) if word == _TEXT), None)
    if at is None:
        return CodeWords(_first_of_each(words), "")
    said = _first_of_each(words[:at])
    behind = _behind_the_text(words[at:], said)
    written = text[found[at].end() + 1 : ends[len(words) - len(behind) - 1]]
    return CodeWords(said | dict(behind), written)


def _first_of_each(words: _Words) -> dict[str, str]:
    said: dict[str, str] = {}
    for word, value in words:
        said.setdefault(word, value)
    return said


def _behind_the_text(words: _Words, before: dict[str, str]) -> _Words:
    """The last of these words, as far as they are the bank's; the first of them holds the text."""
    is_ings = _INGS_TEXT.match(words[0][1]) is not None
    behind: dict[str, str] = {}
    for word, value in reversed(words[1:]):
        may_follow = word in _BEHIND_INGS_TEXT if is_ings else word not in _NEVER_BEHIND_THE_TEXT
        if not may_follow or word in before or word in behind:
            break
        behind[word] = value
    return list(reversed(behind.items()))
