"""The environment of a checkout: a folder with the packages of `requirements.lock`, where it is, when to believe it.

Standard library only: this runs before anything is installed.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Environment(NamedTuple):
    """One environment: for this checkout, this lock, this Python and this user, and for no other."""

    folder: Path
    root: Path
    stamp: str
    user: int

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def lock(self) -> Path:
        return self.root / "requirements.lock"

    @property
    def stamp_file(self) -> Path:
        """Holds the stamp of what was made, and the lock of who is making it; empty while it is being made."""
        return self.folder / "ontzorg.stamp"

    @property
    def log(self) -> Path:
        return self.folder / "set-up.log"

    def is_whole(self) -> bool:
        """Made to the end, for exactly this, by this user.

        The stamp is written last and can be guessed, so the folder's owner counts too: in a shared temporary folder
        anyone may have left something under our name.
        """
        try:
            written = self.stamp_file.read_text()
            owner = self.folder.stat().st_uid
        except OSError:
            return False
        return written == self.stamp and owner == self.user and os.access(self.python, os.X_OK)


def environment_of(root: Path, settings: Mapping[str, str]) -> Environment:
    """The environment that this user, with this Python, has for the checkout at `root`, or else would make for it."""
    user = os.getuid()
    inside = root / ".venv"
    owner = (inside if inside.exists() else root).stat().st_uid
    lock = (root / "requirements.lock").read_bytes()
    places = [
        Environment(folder, root, stamp(lock, python_identity(), folder, root, user), user)
        for folder in possible_folders(root, owner == user, user, settings, Path(tempfile.gettempdir()))
    ]
    usable = (place for place in places if can_be_made(place.folder))
    return next((place for place in places if place.is_whole()), None) or next(usable, places[-1])


def possible_folders(root: Path, own: bool, user: int, settings: Mapping[str, str], temporary: Path) -> list[Path]:
    """Where the environment may live, best first.

    `ONTZORG_HOME` is obeyed and nothing else is tried. A checkout of someone else (`own` is false) is left as it is.
    """
    if home := settings.get("ONTZORG_HOME"):
        return [Path(home).expanduser().absolute() / "venv"]
    name = f"ontzorg-{user}-{hashlib.sha256(os.fsencode(root)).hexdigest()[:12]}"
    folders = [root / ".venv"] if own else []
    if caches := settings.get("XDG_CACHE_HOME"):
        folders.append(Path(caches) / name)
    elif home := settings.get("HOME"):
        folders.append(Path(home) / ".cache" / name)
    return [*folders, temporary / name]


def can_be_made(folder: Path) -> bool:
    """Whether this user may write in the folder or, as long as it is not there, in the nearest one above it."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(nearest, os.W_OK | os.X_OK)


def stamp(lock: bytes, python: str, folder: Path, root: Path, user: int) -> str:
    """A digest of all that an environment was made for: change one of these and it is made anew."""
    parts = (lock, python.encode(), os.fsencode(folder), os.fsencode(root), str(user).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def python_identity() -> str:
    """What compiled packages depend on: the implementation and its version, where it lives, and the machine's kind."""
    return f"{sys.implementation.cache_tag} {sys.base_prefix} {os.uname().machine}"
