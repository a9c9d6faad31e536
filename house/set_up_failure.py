"""Why an environment could not be made, and the one thing to do about it. Standard library only."""

import os
import re
import sys


class CannotSetUp(Exception):  # noqa: N818 - named for what is wrong, as the refusals of services/errors.py are
    """The environment could not be made: what stood in the way, and the one thing to do about it."""

    def __init__(self, what: str, cure: str) -> None:
        self.what, self.cure = what, cure
        super().__init__(what)


def diagnosis(log: str, wheels: str) -> CannotSetUp:
    """What an installer's log comes down to. `wheels` is the folder in ONTZORG_WHEELS, or empty."""
    for signs, what, cure in _SIGNS:
        if any(sign in log for sign in signs):
            return CannotSetUp(what, cure)
    lacking = re.search(r"No matching distribution found for (\S+)", log)
    if wheels:
        return _incomplete_folder(wheels, lacking[1] if lacking else "a package")
    if lacking and "Collecting " in log:
        return _not_offered(lacking[1])
    if lacking or any(sign in log for sign in _NOT_REACHED):
        return _no_index()
    last = next((line for line in reversed(log.splitlines()) if line.strip()), "the installer said nothing")
    return CannotSetUp(last.strip().removeprefix("ERROR: ").rstrip("."), "run the same command again")


def _incomplete_folder(wheels: str, package: str) -> CannotSetUp:
    download = f"python3 -m pip download --require-hashes --only-binary :all: -r requirements.lock -d {wheels}"
    return CannotSetUp(f"{wheels} lacks {package}", f"fill it on a connected machine of the same kind: {download}")


def _not_offered(package: str) -> CannotSetUp:
    python = ".".join(map(str, sys.version_info[:2]))
    return CannotSetUp(
        f"{package} is not offered for Python {python} on {os.uname().machine}",
        "use Python 3.11, 3.12 or 3.13, or an index that has it (`python3 -m pip config list` names yours)",
    )


def _no_index() -> CannotSetUp:
    return CannotSetUp(
        "the packages of requirements.lock could not be fetched",
        "connect to the index that `python3 -m pip config list` names, or set ONTZORG_WHEELS to a folder of wheels",
    )


_NOT_REACHED = ("connection broken", "Failed to fetch", "error sending request", "timed out", "certificate verify")

_SIGNS = (
    (
        ("DO NOT MATCH THE HASHES", "Hash mismatch"),
        "a package offered is not the one that requirements.lock names",
        "git checkout requirements.lock; if that changes nothing, do not trust the index that offered the package",
    ),
    (
        ("Hashes are required", "Invalid requirement", "versions pinned with", "parse requirement", "hash digest"),
        "requirements.lock is damaged",
        "git checkout requirements.lock",
    ),
    (
        ("No space left", "Disk quota"),
        "the disk is full",
        "free 500 MB, or set ONTZORG_HOME to a folder on another disk",
    ),
)
