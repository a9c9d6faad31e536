"""The whole repository against its own rules."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from house import catalogue
from house.inspection.catalogues import faults_in_catalogues
from house.inspection.docstrings import faults_in_docstrings
from house.inspection.documents import faults_in_commands, faults_in_decisions, faults_in_links, faults_in_paths
from house.inspection.lines import faults_in_lines
from services.errors import Fault

_NOT_OURS = {"__pycache__", "output", "node_modules"}
_HIDDEN_AND_OURS = {".ci", ".gitignore"}


def inspect_repository(root: Path) -> list[Fault]:
    """Every breach of the repository's own rules, by file."""
    texts = texts_of(root)
    return [
        *_faults_in_each(texts, catalogue.names(root / "house" / "commands")),
        *_faults_in_decisions(texts),
        *faults_in_catalogues(texts),
    ]


def texts_of(root: Path) -> dict[str, str]:
    """Every text file of the repository by its path from the root; no caches, no environments, nothing binary.

    The tree is walked rather than asked from git: an unpacked archive must pass too, and so must a file not yet added.
    """
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if _is_ours(name))
        for path in (Path(folder, name) for name in sorted(files) if _is_ours(name)):
            content = path.read_bytes()
            if b"\0" not in content:
                found[path.relative_to(root).as_posix()] = content.decode("utf-8", errors="replace")
    return found


def _is_ours(name: str) -> bool:
    return name in _HIDDEN_AND_OURS or not (name.startswith(".") or name in _NOT_OURS)


def _faults_in_each(texts: Mapping[str, str], commands: list[str]) -> Iterator[Fault]:
    for name, text in texts.items():
        code = name.endswith(".py") or name == "ontzorg"
        yield from faults_in_lines(name, text, code)
        if name.endswith(".md"):
            yield from faults_in_commands(name, text, commands)
            yield from faults_in_links(name, text, texts)
            yield from faults_in_paths(name, text, texts)
        if code and name.startswith("services/") and "/migrations/" not in name:
            yield from faults_in_docstrings(name, text)


def _faults_in_decisions(texts: Mapping[str, str]) -> Iterator[Fault]:
    folder = "docs/decisions/"
    names = [name.removeprefix(folder) for name in texts if name.startswith(folder)]
    index = texts.get(f"{folder}README.md", "")
    yield from faults_in_decisions([name for name in names if name != "README.md"], index)
