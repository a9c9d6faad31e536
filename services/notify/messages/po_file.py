"""Reading a gettext catalogue as translators keep it (.po), so that a fresh clone needs no compiler for it.

What of the format is read: entries of `msgctxt`, `msgid`, `msgid_plural`, `msgstr` and `msgstr[n]` in quoted lines, the
header, and comments, of which only the flag `fuzzy` means something: a guess that nobody has looked at, and so none.
"""

import ast
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.errors import Fault, InvalidInput

_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")')
_CONTEXT_ENDS, _NEXT_FORM = "\x04", "\x00"
_MAGIC = 0x950412DE
_HEADER_SIZE, _ROW_SIZE = 28, 8


@dataclass
class Entry:
    """A phrase and what it is in the language; `forms` has one, or as many as the grammar has plurals."""

    line: int
    context: str = ""
    source: str = ""
    plural: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def is_header(self) -> bool:
        """Whether it tells about the catalogue itself."""
        return not self.source and not self.context


def read_entries(text: str) -> list[Entry]:
    """The entries of a catalogue in their order; `InvalidInput` with the line of what cannot be read."""
    reader, faults = _Reader(), []
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        if line and not reader.reads(line, number):
            faults.append(Fault(f"line {number}", "cannot be read", 'write msgid "…", msgstr "…" or a comment'))
    if faults:
        raise InvalidInput(faults)
    return reader.entries


def header_of(entries: Sequence[Entry]) -> Mapping[str, str]:
    """What the catalogue says of itself, field by field; empty without a header."""
    header = next((one.forms.get(0, "") for one in entries if one.is_header), "")
    pairs = (line.partition(":") for line in header.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def compiled(entries: Sequence[Entry]) -> bytes:
    """The catalogue in the form that the standard library reads (.mo): what is fuzzy or empty is left out.

    Originals in order, for a reader may search them by halves (GNU gettext manual, "The Format of GNU MO Files").
    """
    pairs = sorted((_key(one), _value(one)) for one in entries if _is_translated(one))
    originals, translations = b"", b""
    begin = _HEADER_SIZE + 2 * _ROW_SIZE * len(pairs)
    rows: list[tuple[int, int]] = []
    for key, _ in pairs:
        rows.append((len(key), begin + len(originals)))
        originals += key + b"\0"
    begin += len(originals)
    for _, value in pairs:
        rows.append((len(value), begin + len(translations)))
        translations += value + b"\0"
    after = _HEADER_SIZE + _ROW_SIZE * len(pairs)
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), _HEADER_SIZE, after, 0, begin + len(translations))
    return head + b"".join(struct.pack("<2I", *row) for row in rows) + originals + translations


class _Reader:
    """Goes through a catalogue line by line; each entry begins with its context, or without one with its source."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._slot = ""
        self._fuzzy = False

    def reads(self, line: str, number: int) -> bool:
        """Take the line in; whether it could be read."""
        if line.startswith("#"):
            self._fuzzy |= line.startswith("#,") and "fuzzy" in line
            return True
        keyword = _KEYWORD.fullmatch(line)
        words = _unquoted(keyword[2] if keyword else line)
        if words is None or (keyword is None and not self.entries):
            return False
        if keyword is not None:
            self._turn_to(keyword[1], number)
        self._put(words)
        return True

    def _turn_to(self, slot: str, number: int) -> None:
        if slot == "msgctxt" or (slot == "msgid" and self._slot != "msgctxt") or not self.entries:
            self.entries.append(Entry(number, fuzzy=self._fuzzy))
            self._fuzzy = False
        self._slot = slot

    def _put(self, words: str) -> None:
        """Add the words to what the entry has in this slot: a text may go on over many lines."""
        entry = self.entries[-1]
        match self._slot:
            case "msgctxt":
                entry.context += words
            case "msgid":
                entry.source += words
            case "msgid_plural":
                entry.plural = (entry.plural or "") + words
            case slot:
                form = int(slot.removeprefix("msgstr").strip("[]") or 0)
                entry.forms[form] = entry.forms.get(form, "") + words


def _unquoted(quoted: str) -> str | None:
    if len(quoted) < 2 or quoted[0] != '"' or quoted[-1] != '"':
        return None
    try:
        return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError):
        return None


def _is_translated(entry: Entry) -> bool:
    return bool(entry.forms) and all(entry.forms.values()) and not (entry.fuzzy and not entry.is_header)


def _key(entry: Entry) -> bytes:
    context = f"{entry.context}{_CONTEXT_ENDS}" if entry.context else ""
    plural = f"{_NEXT_FORM}{entry.plural}" if entry.plural is not None else ""
    return f"{context}{entry.source}{plural}".encode()


def _value(entry: Entry) -> bytes:
    return _NEXT_FORM.join(form for _, form in sorted(entry.forms.items())).encode()
