"""The commands that exist: one file each in `house/commands/`, found by name, imported only when run.

What help shows is read from the source, so that it costs no import and needs no packages. A command declares

    SUMMARY: str                     one sentence for the list of commands
    GROUP: str                       whom it is for: people, builders or operators
    EXAMPLE: str                     one line that works as it stands
    PASSES_ON: bool                  whether options it does not know are for a tool behind it (optional)
    def add_arguments(parser) -> None
    def run(args) -> int             0 good, 1 found faults, 2 wrong usage
"""

import ast
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

COMMANDS = Path(__file__).with_name("commands")


class Command(NamedTuple):
    """What a command says of itself."""

    name: str
    summary: str
    group: str
    example: str
    passes_on: bool


class Implementation(Protocol):
    """What the file of a command holds."""

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, args: Namespace) -> int: ...


def names(folder: Path = COMMANDS) -> list[str]:
    """The commands by name, in alphabetical order."""
    return sorted(path.stem.replace("_", "-") for path in folder.glob("[!_]*.py"))


def describe(name: str, folder: Path = COMMANDS) -> Command:
    """What the command says of itself, without importing it."""
    said = _constants((folder / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8"))
    return Command(
        name,
        str(said.get("SUMMARY", "")),
        str(said.get("GROUP", "")),
        str(said.get("EXAMPLE", "")),
        bool(said.get("PASSES_ON", False)),
    )


def implementation(name: str) -> Implementation:
    """The command itself, with everything that it imports."""
    return cast(Implementation, import_module(f"house.commands.{name.replace('-', '_')}"))


def _constants(source: str) -> Mapping[str, object]:
    """The module's own constants that are plain values, by name; annotated or not."""
    found: dict[str, object] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            targets, value = [statement.target], statement.value
        else:
            continue
        if isinstance(value, ast.Constant):
            found |= {target.id: value.value for target in targets if isinstance(target, ast.Name)}
    return found
