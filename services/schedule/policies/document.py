"""One policy file as it was written: its facts, the line of each key, and where each figure comes from.

Every section says for itself where its facts come from: `evidence` lists sources, `inferred` gives for a key the reason
of a figure that no source states. A fact with neither is a fault: nobody could tell a rule from a guess.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from services.errors import Fault
from services.reading import Reader
from services.schedule.planning.policy import Source
from services.schedule.policies.positions import lines_of

EVIDENCE, INFERRED = "evidence", "inferred"
_SAYS_WHENCE = {EVIDENCE, INFERRED}
_NEEDS_NO_SOURCE = {"title", "inherits"}
_AT_LINE = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column \d+\)")
_LAST_STEP = re.compile(r"(?:^|\.)[^.\[]+$|\[\d+\]$")


class Place(NamedTuple):
    """A line (from 1) of a policy file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Document:
    """A policy as facts with places and sources by path; its own file, or several laid over one another."""

    name: str
    facts: Mapping[str, Any]
    places: Mapping[str, Place]
    sources: Mapping[str, Source]

    def placed(self, fault: Fault) -> Fault:
        """The fault with the file and line of its field, or of the nearest thing around a field that is missing."""
        around = fault.where
        while around and around not in self.places:
            around = _LAST_STEP.sub("", around, count=1)
        place = self.places.get(around, Place(f"{self.name}.toml", 1))
        return Fault(f"{place}: {fault.where}" if fault.where else str(place), fault.what, fault.cure)


def parse(name: str, text: str) -> tuple[Document | None, list[Fault]]:
    """The document in the text of `name`.toml, and the faults of its form; no document where it is no TOML."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return None, [_broken(name, text, str(error))]
    places = {path: Place(f"{name}.toml", line) for path, line in lines_of(text).items()}
    faults: list[Fault] = []
    sources: dict[str, Source] = {}
    for path, section in _sections(raw):
        sources |= _sources_of(name, path, section, faults)
    document = Document(name, _without_sources(raw), places, sources)
    return document, [document.placed(fault) for fault in faults]


def _broken(name: str, text: str, error: str) -> Fault:
    at = _AT_LINE.fullmatch(error)
    place = Place(f"{name}.toml", int(at["line"]) if at else text.count("\n") + 1)
    what = at["what"] if at else error.removesuffix(" (at end of document)")
    return Fault(str(place), f"this is not TOML: {what[:1].lower()}{what[1:]}", "mend the file at that place")


def _sections(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parts that answer for their own sources: the head of the file, each table, each item of a list of tables."""
    yield "", {key: value for key, value in raw.items() if key in _SAYS_WHENCE or not _tables(value)}
    for key, value in raw.items():
        if key in _SAYS_WHENCE:
            continue
        for number, table in enumerate(_tables(value)):
            yield (key if isinstance(value, dict) else f"{key}[{number}]"), table


def _tables(value: object) -> list[Mapping[str, Any]]:
    """The tables in a value: itself, or the items of a list of them."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _sources_of(name: str, path: str, section: Mapping[str, Any], faults: list[Fault]) -> dict[str, Source]:
    reader = Reader(section, path, faults)
    evidence = tuple(reader.texts(EVIDENCE)) if reader.has(EVIDENCE) else ()
    inferred = _reasons(reader)
    found, leaves = {}, list(_leaves(section))
    for key in leaves:
        why = next((one for one in inferred if _covers(one, key)), None)
        found[f"{path}.{key}" if path else key] = Source(name, () if why else evidence, inferred[why] if why else None)
        if why is None and not evidence and key not in _NEEDS_NO_SOURCE:
            cure = f"name its source in {EVIDENCE} of this section, or the reason for the figure in {INFERRED}"
            reader.fault(key, "nothing says where this comes from", cure)
    for one in inferred:
        if not any(_covers(one, key) for key in leaves):
            reader.fault(INFERRED, f"{one!r} does not stand in this section", f"one of: {', '.join(leaves)}")
    return found


def _reasons(section: Reader) -> Mapping[str, str]:
    """Why each inferred figure of a section is what it is."""
    given = section.given(INFERRED)
    keys = given if isinstance(given, dict) else {}
    reasons = section.nested_or_none(INFERRED, lambda reader: {key: reader.text(key) for key in keys})
    return reasons or {}


def _covers(inferred: str, key: str) -> bool:
    return key == inferred or key.startswith(f"{inferred}.")


def _leaves(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The paths of all that is no table, without what only says where the rest comes from."""
    for key, value in table.items():
        if path or key not in _SAYS_WHENCE:
            if isinstance(value, dict):
                yield from _leaves(value, f"{path}{key}.")
            else:
                yield f"{path}{key}"


def _without_sources(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts alone, of the head and of each section."""
    facts = {key: value for key, value in raw.items() if key not in _SAYS_WHENCE}
    for key, value in facts.items():
        if isinstance(value, dict):
            facts[key] = _bare(value)
        elif isinstance(value, list):
            facts[key] = [_bare(item) if isinstance(item, dict) else item for item in value]
    return facts


def _bare(table: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in table.items() if key not in _SAYS_WHENCE}
