"""Looking at the pages of a gallery in a browser: pictures of them, and what axe says of their accessibility.

Neither is part of the product: a browser is found on the machine (Chromium, without a window), axe is a file that the
caller has (axe-core, MPL-2.0, one script).
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from services.errors import Problem

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 60
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ANSWER = re.compile(r'<pre id="axe-says">(.*?)</pre>', re.DOTALL)


class NoBrowser(Problem):
    """There is no Chromium on this machine; install it, or look at the gallery yourself."""


class BrowserSaidNothing(Problem):
    """The browser ended without an answer."""


class Violation(NamedTuple):
    """A rule that a page breaks: its name, how bad it is, what it is about, and the first element that breaks it."""

    page: str
    rule: str
    impact: str
    about: str
    element: str


def browser() -> str:
    """Where Chromium is; `NoBrowser` if it is not."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser
    return found


def picture(page: Path, target: Path, width: int, height: int) -> None:
    """A picture of the page as a window of that size shows it (PNG)."""
    _ran(page, f"--screenshot={target}", f"--window-size={width},{height}", "--hide-scrollbars")


def violations(page: Path, axe: Path) -> list[Violation]:
    """What axe finds in the page, by the rules of WCAG 2.2 A and AA and its own best practices."""
    with TemporaryDirectory() as folder:
        probe = Path(folder, page.name)
        probe.write_text(page.read_text(encoding="utf-8") + _script(axe.read_text(encoding="utf-8")), encoding="utf-8")
        return list(violations_in(page.name, _ran(probe, "--dump-dom", "--virtual-time-budget=20000")))


def violations_in(name: str, document: str) -> Iterator[Violation]:
    """The answer of axe in a document that it wrote itself into; `BrowserSaidNothing` if it is not there."""
    answer = _ANSWER.search(document)
    if answer is None:
        raise BrowserSaidNothing(f"{name}: axe did not answer.")
    for one in json.loads(unescape(answer[1])):
        yield Violation(name, one["id"], one["impact"] or "", one["help"], one["nodes"][0]["html"])


def _script(axe: str) -> str:
    options = json.dumps({"runOnly": {"type": "tag", "values": _TAGS}})
    return (
        f"<script>{axe}</script><script>axe.run(document, {options}).then(found => {{"
        "const says = document.createElement('pre'); says.id = 'axe-says';"
        "says.textContent = JSON.stringify(found.violations); document.body.append(says); });</script>"
    )


def _ran(page: Path, *options: str) -> str:
    # No sandbox: it cannot be had by root in a container, and the only pages that are opened are our own.
    command = [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", *options]
    done = subprocess.run(
        [*command, page.resolve().as_uri()], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise BrowserSaidNothing(f"{page.name}: the browser ended with {done.returncode}. {done.stderr.strip()[-300:]}")
    return done.stdout
