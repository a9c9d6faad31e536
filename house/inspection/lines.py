"""What no line may hold: an address of a package registry, a path of one machine, a silenced tool without a reason."""

import re
from collections.abc import Iterator

from services.errors import Fault

_EVERYWHERE = (
    (
        re.compile(r"https?://(?:files|registry|deb|pypi)\.[a-z]|https?://py[a-z]*\.org"),
        "names a package registry",
        "leave the address to the settings of whoever installs",
    ),
    (
        re.compile(r"(?<![\w.~}])/(?:home|root|Users|work|workspaces?)/[\w.]"),
        "names a path of one machine",
        "write it relative to the repository, or take it from a setting",
    ),
)

_IN_CODE = (
    *_EVERYWHERE,
    (
        re.compile(r"#\s*type:\s*ignore(?!\[[\w, -]+\]\s*[#-]\s*\w)"),
        "silences the type checker without saying what and why",
        "write `# type: ignore[code]  # reason`",
    ),
    (
        re.compile(r"#\s*noqa(?!:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s*[#-]\s*\w)"),
        "silences the linter without saying what and why",
        "write `# noqa: F401 - reason`, with the code it is about",
    ),
    (
        re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b|#\s*pragma:\s*no cover"),
        "leaves something untested",
        "test it, or remove it",
    ),
    (
        re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b"),
        "says of itself that it is not done",
        "do it, or write an issue",
    ),
)


def faults_in_lines(name: str, text: str, code: bool) -> Iterator[Fault]:
    """Each rule that a line breaks, with the file's name and the line's number; `code` adds the rules for source."""
    rules = _IN_CODE if code else _EVERYWHERE
    for number, line in enumerate(text.split("\n"), start=1):
        for pattern, what, cure in rules:
            if pattern.search(line):
                yield Fault(f"{name}:{number}", what, cure)
