"""As whom PostgreSQL runs: it refuses to run as root, and containers and CI machines often offer nobody else.

Three ways, the first that works: as ourselves; in a user namespace, where root is seen as an ordinary user and its
files stay its own; or really as another user, to whom the data folder is given.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from house.postgres.binaries import Binaries, PostgresProblem

_UNPRIVILEGED = ("daemon", "nobody")
"""Accounts that exist nearly everywhere. `initdb` wants one with a name, so a bare number will not do."""


class NobodyToRunAs(PostgresProblem):
    """PostgreSQL does not run as root, and here there is nobody else to run it as."""


@dataclass(frozen=True)
class Identity:
    """How a command is run: what is put before it, and whose it becomes (`None`: stays ours)."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def give(self, folder: Path) -> None:
        """Let `folder` belong to this identity and be entered by nobody else.

        What is in it goes along if it was another's: the machine may have allowed namespaces the time before.
        """
        uid, gid = (os.geteuid(), os.getegid()) if self.uid is None or self.gid is None else (self.uid, self.gid)
        if folder.stat().st_uid != uid:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, uid, gid, follow_symlinks=False)
        folder.chmod(0o700)

    def reaches(self, folder: Path) -> bool:
        """Whether this identity may enter the folder; another user may not pass through, say, /root."""
        return self._can("/bin/test", "-x", str(folder))

    def can_run(self, binaries: Binaries) -> bool:
        return self._can(str(binaries.postgres), "--version")

    def _can(self, *command: str) -> bool:
        return _succeeds((*self.prefix, *command), self.uid, self.gid)


def find_identity(uid: int | None = None, namespaces_work: Callable[[int, int], bool] | None = None) -> Identity:
    """The first way that works here for `uid`, by default our own; `NobodyToRunAs` if none does.

    `namespaces_work` is asked only when it matters, with the user and group to be seen as.
    """
    namespaces_work = namespaces_work or user_namespaces_work
    uid = os.geteuid() if uid is None else uid
    if uid != 0 and _has_a_name(uid):
        return Identity()
    other = _somebody_else()
    if other is not None and namespaces_work(other.pw_uid, other.pw_gid):
        return Identity(prefix=_namespace(other.pw_uid, other.pw_gid))
    if other is not None and uid == 0:
        return Identity(uid=other.pw_uid, gid=other.pw_gid)
    raise NobodyToRunAs(
        f"PostgreSQL needs an account with a name that is not root, and user {uid} is none; this machine allows no "
        f"user namespaces either. Start as an ordinary user, add an account {' or '.join(_UNPRIVILEGED)}, or set "
        "DATABASE_URL to a server."
    )


def user_namespaces_work(uid: int, gid: int) -> bool:
    """Whether this machine lets us be somebody else in a user namespace; many containers do not."""
    return shutil.which("unshare") is not None and _succeeds((*_namespace(uid, gid), "true"))


def dies_with_its_parent() -> tuple[str, ...]:
    """What to put before a command so that the kernel interrupts it when its parent ends; nothing if it cannot.

    It comes after any change of user or namespace, which would clear it.
    """
    prefix = ("setpriv", "--pdeathsig", "INT", "--")
    return prefix if shutil.which("setpriv") and _succeeds((*prefix, "true")) else ()


def _namespace(uid: int, gid: int) -> tuple[str, ...]:
    return ("unshare", "--user", f"--map-user={uid}", f"--map-group={gid}", "--")


def _has_a_name(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _somebody_else() -> pwd.struct_passwd | None:
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    return next((known[name] for name in _UNPRIVILEGED if name in known), None)


def _succeeds(command: tuple[str, ...], uid: int | None = None, gid: int | None = None) -> bool:
    others = None if uid is None else ()
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, user=uid, group=gid, extra_groups=others, cwd="/"
        )
    except OSError:
        return False  # it is not there, or not for this user to run
    return done.returncode == 0
