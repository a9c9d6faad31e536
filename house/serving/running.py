"""Which database is meant: one that is named, or that of an `up` which is running on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from house.postgres import running_url
from house.serving.folder import default_folder
from services.errors import NotFound

DATABASE = "DATABASE_URL"
"""The environment variable that names a database, as its administrator enters it."""


class NothingIsUp(NotFound):
    """No `./ontzorg up` is running here. Start one, or name a database: --database-url postgresql://…"""


class Running(NamedTuple):
    """A database as its administrator enters it, and the folder of the `up` that it belongs to, if it does."""

    url: str
    folder: Path | None


def running(named: str | None, folder: Path | None) -> Running:
    """The database that was named, by the command or by the environment, or that of an `up`; `NothingIsUp`."""
    url = named or (None if folder else os.environ.get(DATABASE))
    if url:
        return Running(url, None)
    for path in _folders(folder):
        found = running_url(path / "database")
        if found is not None:
            return Running(found, path)
    raise NothingIsUp


def _folders(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
    else:
        for sandbox in (False, True):
            yield default_folder(os.environ, os.geteuid(), sandbox=sandbox)
