"""Reading the files that say which papers are asked: all of them, or every fault with its file, line and cure.

A file is named after the policy whose way of working it belongs to. It says what differs from `default.toml`, paper by
paper and key by key; a paper with `asked = false` is not asked, and for one with `holds_costs = false` no cost waits.
By when it is to be there follows from what it holds: so many `bank_days_before` the first payment that waits for it (of
its costs, of all costs, or with `holds_leefgeld` the first leefgeld), and so many `days_after_registration` where no
payment does. Each paper says what it rests on: `evidence`, or `inferred` with the reason.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from services.errors import Fault, InvalidInput
from services.mandates.costs import Cost
from services.mandates.intake import requirements as shipped_folder
from services.mandates.intake.requirement import PaperKind, Person, Requirement, Requirements
from services.reading import Reader

DEFAULT = "default"
_WHENCE = ("evidence", "inferred")
_MOST_DAYS = 366
_DAYS = _BEFORE, _AFTER = "bank_days_before", "days_after_registration"
_TABLE = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_AT_LINE = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column \d+\)")


class _File(NamedTuple):
    """A file as it was written: its papers, and the line of each."""

    name: str
    papers: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, int]

    def placed(self, fault: Fault) -> Fault:
        """The fault with file and line."""
        around = fault.where.partition("[")[0]
        if around not in self.lines:
            around = around.partition(".")[0]
        place = f"{self.name}.toml, line {self.lines.get(around, 1)}"
        return Fault(f"{place}: {fault.where}" if fault.where else place, fault.what, fault.cure)


@cache
def shipped() -> Requirements:
    """What the pilots' policies ask, and what all others do."""
    written = [one for one in files(shipped_folder).iterdir() if one.name.endswith(".toml")]
    return requirements_in({one.name.removesuffix(".toml"): one.read_text("utf-8") for one in written})


def requirements_of(folder: Path) -> Requirements:
    """Those in a folder of your own; `InvalidInput` with the faults of all files, OSError as is."""
    return requirements_in({path.stem: path.read_text("utf-8-sig") for path in sorted(folder.glob("*.toml"))})


def requirements_in(texts: Mapping[str, str]) -> Requirements:
    """Those in TOML texts by name; `InvalidInput` names every fault of every text."""
    faults: list[Fault] = []
    read = {name: _parsed(name, texts[name], faults) for name in sorted(texts)}
    if DEFAULT not in texts:
        faults.append(Fault(f"{DEFAULT}.toml", "is missing", "say what is asked where no policy differs"))
    base = read.get(DEFAULT)
    asked = {name: _asked(one, base, faults) for name, one in read.items() if one is not None}
    if faults:
        raise InvalidInput(faults)
    return Requirements(asked, asked[DEFAULT])


def _parsed(name: str, text: str, faults: list[Fault]) -> _File | None:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.fullmatch(str(error))
        place = f"{name}.toml, line {at['line'] if at else text.count(chr(10)) + 1}"
        faults.append(Fault(place, f"this is not TOML: {at['what'] if at else error}", "mend the file at that place"))
        return None
    found = _File(name, {key: value for key, value in raw.items() if isinstance(value, dict)}, dict(_lines(text)))
    reader = Reader({key: value for key, value in raw.items() if not isinstance(value, dict)})
    reader.text("title")
    reader.texts("evidence")
    reader.finish()
    faults += map(found.placed, [*reader.faults, *_unknown_papers(found)])
    return found


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The line of each table and key; these files are flat, so that each stands on a line of its own."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = header[1]
            yield table, number
        elif key := _KEY.match(line):
            yield (f"{table}.{key[1]}" if table else key[1]), number


def _unknown_papers(found: _File) -> Iterator[Fault]:
    known = [str(kind) for kind in PaperKind]
    for name in found.papers.keys() - set(known):
        near = difflib.get_close_matches(name, known, n=1)
        cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known)}"
        yield Fault(name, "this paper is not known", cure)


def _asked(found: _File, base: _File | None, faults: list[Fault]) -> tuple[Requirement, ...]:
    asked: list[Requirement] = []
    mine: list[Fault] = []
    for kind in PaperKind:
        own, below = found.papers.get(kind), (base.papers.get(kind) if base else None)
        if own is not None:
            asked += _requirement(_laid_over(own, below or {}), kind, mine)
        elif below is not None:
            asked += _requirement(below, kind, [])
    if not mine and all(one.costs for one in asked):
        mine.append(Fault("", "no paper is asked that every cost needs", "ask at least for the identity"))
    faults += map(found.placed, mine)
    return tuple(asked)


def _laid_over(own: Mapping[str, Any], below: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a file says of a paper, over what `default` says of it; whence that is, it says for itself."""
    merged = {**{key: value for key, value in below.items() if key not in _WHENCE}, **own}
    wanted = _days_wanted(merged)
    return {key: value for key, value in merged.items() if key not in _DAYS or key in wanted or key in own}


def _days_wanted(paper: Mapping[str, Any]) -> tuple[str, ...]:
    """By which days a paper is to say when it is to be there: of leefgeld there may be none, and so no payment."""
    if paper.get("costs") or paper.get("holds_costs") is not False:
        return (_BEFORE,)
    return _DAYS if paper.get("holds_leefgeld") is True else (_AFTER,)


def _requirement(paper: Mapping[str, Any], kind: PaperKind, faults: list[Fault]) -> list[Requirement]:
    """The paper, if it is asked."""
    reader = Reader(paper, str(kind), faults)
    if not any([reader.has("evidence"), reader.has("inferred")]):
        reader.fault("", "nothing says where this comes from", "name its evidence, or the reason for it in inferred")
    if not _yes(reader, "asked"):
        return []
    costs, wanted = _costs(reader), _days_wanted(paper)
    requirement = Requirement(
        kind,
        reader.choice("from", Person),
        reader.choice("to", Person),
        reader.number(_BEFORE, 0, _MOST_DAYS) if _BEFORE in wanted else None,
        reader.number(_AFTER, 0, _MOST_DAYS) if _AFTER in wanted else None,
        costs,
        _yes(reader, "holds_costs"),
        _yes(reader, "holds_leefgeld", without=False),
    )
    reader.finish()
    return [requirement]


def _yes(reader: Reader, key: str, *, without: bool = True) -> bool:
    given = reader.given(key)
    if isinstance(given, bool):
        return given
    if given is not None:
        cure = f"leave it out, or write {key} = {str(not without).lower()}"
        reader.fault(key, "is neither true nor false", cure)
    return without


def _costs(reader: Reader) -> tuple[Cost, ...]:
    known = [str(cost) for cost in Cost]
    named = reader.texts("costs", least=0)
    for number, name in enumerate(named):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known)}"
            reader.fault(f"costs[{number}]", f"{name!r} is no kind of cost", cure)
    return tuple(Cost(name) for name in named if name in known)
