"""The folder of one `up`: its database, its keys, the tokens it hands out, and in a sandbox the clock.

One process at a time works in it. A folder is a sandbox or it is not, for as long as it exists: people's payments are
never put under a clock that somebody moves, nor invented ones under the machine's.
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from house.postgres import lock
from services.errors import Conflict, Refused
from services.ids import secret_bytes

_PRIVATE, _OURS_ALONE = 0o600, 0o700


class AlreadyUp(Conflict):
    """Ontzorg is already running on this folder."""


class NotASandbox(Refused):
    """This folder lives by the real time, so its clock cannot be moved; choose another one with --folder."""


class OnlyASandbox(Refused):
    """This folder is a sandbox, whose time is not the real one; add --sandbox, or choose another with --folder."""


class Folder(NamedTuple):
    """Where things are kept."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "database"

    @property
    def clock(self) -> Path:
        return self.path / "clock"

    @property
    def tokens(self) -> Path:
        return self.path / "tokens"

    @property
    def post(self) -> Path:
        """Where messages to people are laid down that nothing else carries."""
        return self.path / "post"

    def make_post(self) -> None:
        """Make that folder, for nobody else to read: names and addresses lie in it."""
        self.post.mkdir(mode=_OURS_ALONE, exist_ok=True)

    def keys(self) -> dict[str, str]:
        """The settings that seal what is kept here; made once, for with others nothing could be opened again."""
        path = self.path / "keys.json"
        if not path.exists():
            sealing, lookup = (base64.b64encode(secret_bytes(32)).decode() for _ in range(2))
            _write_privately(path, json.dumps({"sealing_keys": f"first={sealing}", "lookup_key": lookup}))
        kept: dict[str, str] = json.loads(path.read_text())
        return kept

    def hand_out(self, tokens: Mapping[str, str]) -> None:
        """Leave tokens, each in a file of its own, where nobody but this user reads them."""
        self.tokens.mkdir(mode=_OURS_ALONE, exist_ok=True)
        for name, token in tokens.items():
            _write_privately(self.tokens / name, token)


def default_folder(settings: Mapping[str, str], user: int, *, sandbox: bool) -> Path:
    """Where data is kept if nobody says: with the other data of this user, or of the machine where that is root."""
    if user == 0:
        base = Path("/var/lib")
    else:
        home = settings.get("HOME", "~")
        base = Path(settings.get("XDG_DATA_HOME") or f"{home}/.local/share").expanduser()
    return base / "ontzorg" / ("sandbox" if sandbox else "up")


@contextmanager
def opened(path: Path, *, sandbox: bool) -> Iterator[Folder]:
    """The folder, for us alone; `AlreadyUp`, `NotASandbox` or `OnlyASandbox` if it cannot be ours."""
    path.mkdir(parents=True, exist_ok=True)
    folder = Folder(path.absolute())
    with lock.held(path, patience=0) as held:
        if held is None:
            raise AlreadyUp(
                f"Ontzorg is already running on {path}, as {lock.noted(path)}; stop it, or choose another --folder."
            )
        if sandbox and folder.database.exists() and not folder.clock.exists():
            raise NotASandbox
        if not sandbox and folder.clock.exists():
            raise OnlyASandbox
        lock.note(held, f"process {os.getpid()}")
        yield folder


def _write_privately(path: Path, text: str) -> None:
    """Write a file for nobody else to read, whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.replace(path)
