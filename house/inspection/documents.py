"""What the documents promise: each command they show exists, each link leads somewhere, each decision is listed."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from services.errors import Fault

_COMMAND = re.compile(r"\./ontzorg ([a-z][a-z-]*)")
_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)")
_PATH = re.compile(r"`((?:deploy|docs|gateway|house|sandbox|services|tests)/[\w./-]*)`")
_DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def faults_in_commands(name: str, text: str, commands: Collection[str]) -> Iterator[Fault]:
    """Each `./ontzorg …` that a document shows and that does not exist."""
    for number, line in enumerate(text.split("\n"), start=1):
        for command in _COMMAND.findall(line):
            if command not in commands:
                yield Fault(f"{name}:{number}", f"there is no command `{command}`", "show what exists today")


def faults_in_links(name: str, text: str, files: Collection[str]) -> Iterator[Fault]:
    """Each link from a document to a file or folder of the repository that is not there."""
    for number, line in enumerate(text.split("\n"), start=1):
        for target in _LINK.findall(line):
            path = _resolved(PurePosixPath(name).parent / target)
            if not _exists(path, files):
                yield Fault(f"{name}:{number}", f"the link to {target} leads nowhere", "mend the path")


def faults_in_paths(name: str, text: str, files: Collection[str]) -> Iterator[Fault]:
    """Each file or folder of the repository that a document names and that is not there."""
    for number, line in enumerate(text.split("\n"), start=1):
        for path in _PATH.findall(line):
            if not _exists(path.rstrip("/"), files):
                yield Fault(f"{name}:{number}", f"there is no {path}", "name what exists today")


def faults_in_decisions(names: Collection[str], index: str) -> Iterator[Fault]:
    """Decisions that are not numbered from 0001 without a gap, or that the index does not link to."""
    listed = set(_LINK.findall(index))
    numbered = sorted(name for name in names if _DECISION.fullmatch(name))
    for name in sorted(set(names) - set(numbered)):
        yield Fault(f"docs/decisions/{name}", "is not numbered", "call it NNNN-what-was-decided.md")
    for expected, name in enumerate(numbered, start=1):
        if int(name[:4]) != expected:
            yield Fault(f"docs/decisions/{name}", f"number {expected:04} was expected here", "number without a gap")
        if name not in listed:
            yield Fault(f"docs/decisions/{name}", "is not in the list", "link it in docs/decisions/README.md")


def _exists(path: str, files: Collection[str]) -> bool:
    return path in files or any(file.startswith(f"{path}/") for file in files)


def _resolved(path: PurePosixPath) -> str:
    """The path without `..`, as files of the repository are named."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)
