"""Making an environment: a virtual environment, the packages of the lock, the repository on its path, the stamp last.

Standard library only. Nothing here believes what it finds: what is not stamped is cleared and made anew.
"""

import fcntl
import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from house.environment import Environment
from house.set_up_failure import CannotSetUp, diagnosis

_REPORT_EVERY = 10.0
"""Seconds between two lines of progress where nothing can be overwritten, as in the log of a build."""


def set_up(environment: Environment, settings: Mapping[str, str]) -> int:
    """Make the environment whole and return 0; otherwise say on stderr how to mend it and return 2 (130 if stopped)."""
    try:
        _make(environment, settings)
    except KeyboardInterrupt:
        _tell("\nStopped. Nothing half-made will be used; run the same command again.")
        return 130
    except CannotSetUp as failure:
        _tell(f"Ontzorg could not set up its environment: {failure.what}.\nTo mend it: {failure.cure}.")
        if environment.log.exists():
            _tell(f"What the installer said: {environment.log}")
        return 2
    except OSError as failure:
        _tell(
            f"Ontzorg could not set up its environment: {failure.strerror}: {failure.filename or environment.folder}.\n"
            "To mend it: set ONTZORG_HOME to a folder on a local disk in which you may write."
        )
        return 2
    return 0


def _make(environment: Environment, settings: Mapping[str, str]) -> None:
    environment.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_what_is_not_ours(environment)
    started = time.monotonic()
    with _alone(environment.stamp_file) as stamp_file:
        if environment.is_whole():
            return
        total = number_of_packages(environment.lock.read_text())
        _tell(f"Setting up Ontzorg, once: {total} packages into {environment.folder}")
        stamp_file.truncate(0)
        _clear(environment.folder, stamp_file)
        venv.EnvBuilder(symlinks=True, with_pip=False).create(environment.folder)
        _site_packages(environment).joinpath("ontzorg.pth").write_text(f"{environment.root}\n")
        _install(environment, settings, total, stamp_file)
        _compile(environment, stamp_file)
        stamp_file.write(environment.stamp)
    _tell(f"Ready after {time.monotonic() - started:.0f} s.")


def number_of_packages(lock: str) -> int:
    """How many packages a lock names, those for Windows left out: there this does not run."""
    return sum(line[:1].isalnum() and "== 'win32'" not in line for line in lock.splitlines())


def refuse_what_is_not_ours(environment: Environment) -> None:
    """`CannotSetUp` if the folder is someone else's, who could change what we run from it, or holds what was not made
    here, which would be cleared.
    """
    folder = environment.folder
    if folder.stat().st_uid != environment.user:
        raise CannotSetUp(f"{folder} belongs to someone else", "set ONTZORG_HOME to a folder of your own")
    if any(folder.iterdir()) and not environment.stamp_file.exists():
        raise CannotSetUp(
            f"{folder} holds something that Ontzorg did not make",
            "move it away, or set ONTZORG_HOME to another folder",
        )


@contextmanager
def _alone(stamp_file: Path) -> Iterator[IO[str]]:
    """Hold the lock on an environment, waiting for whoever has it.

    The installer inherits the lock: if this process is killed, the next one waits until the installer has ended too.
    """
    with stamp_file.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _tell("Another ./ontzorg is setting up this environment; waiting for it.")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield held


def _clear(folder: Path, stamp_file: IO[str]) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != Path(stamp_file.name).name:
            path.unlink()


def _site_packages(environment: Environment) -> Path:
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(environment.folder)}))


def _install(environment: Environment, settings: Mapping[str, str], total: int, stamp_file: IO[str]) -> None:
    wheels = settings.get("ONTZORG_WHEELS", "")
    if wheels and not Path(wheels).expanduser().is_dir():
        raise CannotSetUp(
            f"ONTZORG_WHEELS is {wheels}, which is no folder", "point it at a folder of wheels, or unset it"
        )
    for installer in _installers(environment, wheels and str(Path(wheels).expanduser().absolute())):
        progress = _Progress(total, _site_packages(environment), environment.log, time.monotonic())
        if _run(installer, environment, settings, progress, stamp_file):
            return
    raise diagnosis(environment.log.read_text(errors="replace"), wheels)


def _compile(environment: Environment, stamp_file: IO[str]) -> None:
    """Compile what was installed, on all cores; where that fails, whoever imports it does so, as ever."""
    everything = ["-m", "compileall", "-q", "-j", "0", str(_site_packages(environment))]
    subprocess.run(
        [environment.python, *everything],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        pass_fds=[stamp_file.fileno()],
    )


def _installers(environment: Environment, wheels: str) -> Iterator[list[str]]:
    """What can fill the environment, quickest first; the next one is tried where one fails."""
    where = ["--no-index", "--find-links", wheels] if wheels else []
    # The lock names all there is to install, so nobody has to work out what needs what.
    what = ["--require-hashes", "--only-binary", ":all:", "--no-deps", *where, "-r", str(environment.lock)]
    if uv := shutil.which("uv"):
        yield [uv, "pip", "install", "--python", str(environment.python), *what]
    # Settings of the machine (a mirror, a certificate) are the user's word, except where a folder has to be enough.
    pip = ["--isolated"] if wheels else []
    if _pip_can_reach_out():
        yield [sys.executable, "-m", "pip", "--python", str(environment.python), *pip, "install", "--no-compile", *what]
    elif importlib.util.find_spec("ensurepip"):
        subprocess.run([environment.python, "-m", "ensurepip"], check=False, capture_output=True)
        yield [str(environment.python), "-m", "pip", *pip, "install", "--no-compile", *what]
    elif not uv:
        raise CannotSetUp("this Python has no pip", "install it (on Debian and Ubuntu: apt install python3-pip)")


def _pip_can_reach_out() -> bool:
    """Whether this Python has a pip that can fill another environment than its own (22.3, October 2022)."""
    if not importlib.util.find_spec("pip"):
        return False
    version = importlib.metadata.version("pip").split(".")
    return (int(version[0]), int(version[1])) >= (22, 3)


class _Progress(NamedTuple):
    """How far an installer is, read from what it leaves behind rather than from how it words itself."""

    total: int
    site_packages: Path
    log: Path
    started: float

    def __str__(self) -> str:
        installed = sum(1 for _ in self.site_packages.glob("*.dist-info"))
        fetched = self.log.read_text(errors="replace").count("Collecting ")
        done = f"installed {installed}" if installed else f"fetched {fetched}"
        return f"  {done} of {self.total} packages, {time.monotonic() - self.started:.0f} s"


def _run(
    command: list[str], environment: Environment, settings: Mapping[str, str], progress: _Progress, stamp_file: IO[str]
) -> bool:
    """Run an installer to its end, telling how far it is; true if it succeeded."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    with environment.log.open("w") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**settings, **quiet},
            pass_fds=[stamp_file.fileno()],
        )
        try:
            _watch(process, progress)
        except KeyboardInterrupt:
            process.wait()
            raise
    return process.returncode == 0


def _watch(process: subprocess.Popen[bytes], progress: _Progress) -> None:
    overwrites = sys.stderr.isatty()
    told = time.monotonic()
    while True:
        try:
            process.wait(timeout=0.25)
        except subprocess.TimeoutExpired:
            if overwrites:
                _tell(f"\r{progress}\x1b[K", end="")
            elif time.monotonic() - told >= _REPORT_EVERY:
                _tell(str(progress))
                told = time.monotonic()
        else:
            _tell("\r\x1b[K" if overwrites else "", end="")
            return


def _tell(text: str, end: str = "\n") -> None:
    """Speak on stderr, so that what a command prints on stdout can be piped on."""
    print(text, end=end, file=sys.stderr, flush=True)
