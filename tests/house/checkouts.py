"""A small checkout for trying the launcher: the real door and hall, commands of our own, a lock of one tiny package."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

from house.steps import ROOT

BASE_PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The Python under this environment: it has none of its packages, as on a fresh machine."""

_HALL = ("ontzorg", "services/__init__.py", "services/errors.py", "house/commands/__init__.py")


def a_checkout(folder: Path, **commands: str) -> Path:
    """A checkout at `folder` with these commands (name and source) beside an empty lock."""
    for name in (*_HALL, *(path.relative_to(ROOT).as_posix() for path in (ROOT / "house").glob("*.py"))):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for command, source in commands.items():
        (folder / "house" / "commands" / f"{command}.py").write_text(source)
    (folder / "requirements.lock").touch()
    return folder


def a_command(body: str, *before: str) -> str:
    """The source of a command that does `body`, after the lines `before` at its top."""
    return "\n".join([*before, 'SUMMARY = "Try."', 'GROUP = "people"', "def add_arguments(parser): pass", body, ""])


def a_wheel(folder: Path, name: str, source: str) -> str:
    """Put a wheel of one module into `folder`; the line of a lock that names it."""
    folder.mkdir(exist_ok=True)
    info = f"{name}-1.0.dist-info"
    contents = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in contents.items())
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**contents, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _digest(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def start(checkout: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
    """Start `./ontzorg` there with the bare Python, no package of ours in reach."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("ONTZORG_", "PYTHON", "VIRTUAL_ENV"))
    }
    return subprocess.Popen(
        [BASE_PYTHON, checkout / "ontzorg", *words],
        cwd=checkout.parent,
        env={**kept, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ontzorg(checkout: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `./ontzorg` there to its end."""
    process = start(checkout, *words, **settings)
    said, complained = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)
