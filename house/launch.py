"""From `./ontzorg COMMAND` to `house` running in its own environment. Standard library only."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from house import command_line
from house.environment import Environment, environment_of


def launch(root: Path, arguments: list[str]) -> int:
    """Answer at once what needs no packages (help, a misspelt command); for the rest, run in the environment."""
    if sys.platform == "win32":
        print("Ontzorg runs on Linux and macOS. To mend it: run it in WSL.", file=sys.stderr)
        return 2
    if not command_line.needs_environment(arguments):
        return command_line.main(arguments)
    environment = environment_of(root, os.environ)
    failed = 0 if environment.is_whole() else _make(environment)
    return failed or run_in(environment, arguments)


def _make(environment: Environment) -> int:
    from house.installation import set_up  # only now: the day's hundredth command must not pay for it

    return set_up(environment, os.environ)


def run_in(environment: Environment, arguments: list[str]) -> NoReturn:
    """Replace this process by `house`.

    `-P` keeps the caller's folder off the path: a `services` or `house` lying there is not ours. In someone else's
    checkout no compiled files are left behind, which they could not remove.
    """
    settings = dict(os.environ)
    if environment.root.stat().st_uid != environment.user:
        settings["PYTHONDONTWRITEBYTECODE"] = "1"
    python = str(environment.python)
    os.execve(python, [python, "-P", "-m", "house", *arguments], settings)
