"""The steps of `check` and `test`: each a name and something to run, timed and told as it goes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from house.inspection import inspect_repository

ROOT = Path(__file__).resolve().parent.parent

CACHES = Path(sys.prefix) / "caches"
"""What the tools remember goes with the environment, so that a checkout that cannot be written can be checked too."""


_MOST_PROCESSES = 4


class Outcome(NamedTuple):
    """Whether a step is content, and what it said."""

    good: bool
    output: str


class Step(NamedTuple):
    """One thing that must be true, and what finds out."""

    name: str
    find_out: Callable[[], Outcome]
    cure: str = ""


def steps_of_check() -> list[Step]:
    """Everything that must be true of the source, quickest first."""
    return [*quick_steps(), types()]


def types() -> Step:
    """What takes as long as many tests do."""
    return Step("types", partial(_tool, ["-m", "mypy", "--cache-dir", str(CACHES / "mypy")]))


def quick_steps() -> list[Step]:
    """What takes seconds."""
    ruff_cache = ["--cache-dir", str(CACHES / "ruff")]
    bin_folder = Path(sys.executable).parent
    ruff = bin_folder / "ruff"
    return [
        Step("repository", partial(_repository, ROOT)),
        Step("format", partial(_tool, ["-m", "ruff", "format", "--check", *ruff_cache, "."]), f"{ruff} format ."),
        Step("lint", partial(_tool, ["-m", "ruff", "check", *ruff_cache, "."]), f"{ruff} check --fix ., for most"),
        Step("contracts", partial(_tool, [str(bin_folder / "lint-imports"), "--cache-dir", str(CACHES / "imports")])),
    ]


def run(steps: Sequence[Step]) -> list[str]:
    """Run each, tell its seconds, show what a failing one said; the names of those that failed."""
    failed = []
    for step in steps:
        print(f"{step.name:<12}", end="", flush=True)
        started = time.monotonic()
        good, output = step.find_out()
        print(f"{'good' if good else 'FAILED':<8}{time.monotonic() - started:>5.1f} s", flush=True)
        if not good:
            failed.append(step.name)
            cure = f"To mend it: {step.cure}\n\n" if step.cure else ""
            print(f"\n{output.rstrip()}\n\n{cure}", end="", flush=True)
    return failed


def pytest(options: Sequence[str], *, long: bool = False) -> int:
    """Run the tests, their output straight through; with options only what these say, in the caller's folder."""
    command = [sys.executable, "-m", "pytest", *pytest_options(options, os.cpu_count() or 1, long=long)]
    where = Path.cwd() if options else ROOT
    thorough = {"ONTZORG_LONG_TESTS": "1"} if long else {}
    return subprocess.run(command, cwd=where, env=settings_of_tools(os.environ) | thorough, check=False).returncode


def pytest_options(options: Sequence[str], cores: int, *, long: bool = False) -> list[str]:
    """What pytest is told: the caller's own words or, for all tests, to spread them over the cores; without those that
    are long, unless asked for.

    Over one process more than there are cores, for a test waits now and then, and over four at most: each starts a
    database of its own, and a fifth costs more than it brings. Each gets its part in one piece, for what the tests of a
    file share is made by everyone who gets some of them; who is done first takes over from who is not.
    """
    spread = ["-n", str(min(cores + 1, _MOST_PROCESSES)), "--dist", "worksteal"] if cores > 1 else []
    chosen = [] if long else ["-m", "not long"]
    return ["-o", f"cache_dir={CACHES / 'pytest'}", *(options or [*spread, *chosen])]


def _tool(words: list[str]) -> Outcome:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=settings_of_tools(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(done.returncode == 0, done.stdout)


def _repository(root: Path) -> Outcome:
    faults = inspect_repository(root)
    return Outcome(not faults, "\n".join(map(str, faults)))


def settings_of_tools(given: Mapping[str, str]) -> dict[str, str]:
    """Hundreds of processes are started by the tests: each reads what the first of them compiled, which lies beside the
    source, or with the environment where nothing may be written there.
    """
    settings = {**given, "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHES / "hypothesis")}
    if settings.pop("PYTHONDONTWRITEBYTECODE", ""):
        settings["PYTHONPYCACHEPREFIX"] = str(CACHES / "compiled")
    return settings
