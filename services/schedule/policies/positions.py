"""Where each key of a TOML file stands: `tomllib` reads values and forgets lines, and a fault needs its line."""

import re
import tomllib
from collections.abc import Mapping

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_VALUE = re.compile(r"[^,\]}\s#][^,\]}\n#]*")
_BETWEEN = re.compile(r"(?:[\s,]|#[^\n]*)*")
_QUOTES = ('"""', "'''", '"', "'")


def lines_of(text: str) -> Mapping[str, int]:
    """The line (from 1) of every table, key and list item of a document that `tomllib` accepts.

    Paths are written as a `Reader` writes them: `leefgeld.amount.single`, `bridging[0].kind`.
    """
    return _Scan(text).lines()


class _Scan:
    """One walk through a text; since the document is known to be sound, it only looks for where things begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def lines(self) -> Mapping[str, int]:
        table = ""
        while self._skip_to_something():
            if self._text.startswith("[[", self._at):
                table = self._next_of_array()
            elif self._text[self._at] == "[":
                table = self._header()
            else:
                self._key_and_value(table)
        return self._lines

    def _header(self) -> str:
        self._at += 1
        table = self._path("", "]")
        self._at += 1
        return table

    def _next_of_array(self) -> str:
        self._at += 2
        name = self._path("", "]")
        self._at += 2
        number = self._counts.get(name, 0)
        self._counts[name] = number + 1
        return self._found(f"{name}[{number}]")

    def _key_and_value(self, table: str) -> None:
        path = self._path(table, "=")
        self._at += 1
        self._value(path)

    def _path(self, table: str, until: str) -> str:
        """A dotted key, up to the sign that ends it; each part is noted."""
        path = table
        while self._text[self._at] != until:
            if self._text[self._at] in " \t.":
                self._at += 1
                continue
            key = self._key()
            path = self._found(self._in_array(f"{path}.{key}" if path else key))
        return path

    def _in_array(self, path: str) -> str:
        """A table under `[[bridging]]` belongs to the newest of them."""
        return f"{path}[{self._counts[path] - 1}]" if path in self._counts and self._text[self._at] == "." else path

    def _key(self) -> str:
        if self._text[self._at] in "\"'":
            begin = self._at
            self._string()
            (key,) = tomllib.loads(f"{self._text[begin : self._at]} = 0")
            return key
        bare = _BARE_KEY.match(self._text, self._at)
        assert bare is not None, "tomllib accepted this document"
        self._at = bare.end()
        return bare[0]

    def _value(self, path: str) -> None:
        self._skip_to_something()
        if self._text[self._at] == "[":
            self._items(path)
        elif self._text[self._at] == "{":
            self._fields(path)
        elif self._text[self._at] in "\"'":
            self._string()
        elif plain := _PLAIN_VALUE.match(self._text, self._at):
            self._at = plain.end()

    def _items(self, path: str) -> None:
        self._at += 1
        number = 0
        while self._skip_to_something() and self._text[self._at] != "]":
            self._value(self._found(f"{path}[{number}]"))
            number += 1
        self._at += 1

    def _fields(self, path: str) -> None:
        self._at += 1
        while self._skip_to_something() and self._text[self._at] != "}":
            self._key_and_value(path)
        self._at += 1

    def _string(self) -> None:
        quote = next(quote for quote in _QUOTES if self._text.startswith(quote, self._at))
        self._at += len(quote)
        while not self._text.startswith(quote, self._at):
            self._at += 2 if self._text[self._at] == "\\" and quote[0] == '"' else 1
        self._at += len(quote)
        while len(quote) == 3 and self._text[self._at : self._at + 1] == quote[0]:
            self._at += 1  # a text in three quotes may itself end in one or two

    def _skip_to_something(self) -> bool:
        """Past blanks, commas and comments; whether anything follows."""
        between = _BETWEEN.match(self._text, self._at)
        self._at = between.end() if between else self._at
        return self._at < len(self._text)

    def _found(self, path: str) -> str:
        self._lines.setdefault(path, self._text.count("\n", 0, self._at) + 1)
        return path
