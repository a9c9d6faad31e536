"""Places where a test may pull the plug: `failpoint("run.filed")` does nothing unless the environment names it.

`ONTZORG_FAILPOINT=run.filed` ends the process there as a crash would, `run.filed:3` the third time it comes by. So it
can be proved for each of them that a crash ends as no crash.
"""

import ast
import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VARIABLE = "ONTZORG_FAILPOINT"


@dataclass
class _Armed:
    name: str
    hits_left: int


def _read(setting: str) -> _Armed | None:
    """`ValueError` for a setting that names no failpoint, so that no test passes because of a slip of the pen."""
    if not setting:
        return None
    name, _, hit = setting.partition(":")
    if name not in all_failpoints() or not (hit or "1").isdecimal() or int(hit or 1) < 1:
        raise ValueError(f"{VARIABLE}={setting} is no failpoint; there are: {', '.join(sorted(all_failpoints()))}")
    return _Armed(name, int(hit or 1))


def failpoint(name: str) -> None:
    """A moment at which this process may be ended, between one effect and the next; `name` is a literal, once."""
    if _armed is not None and _armed.name == name:
        _armed.hits_left -= 1
        if _armed.hits_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@cache
def all_failpoints(folder: Path = Path(__file__).parent) -> Mapping[str, str]:
    """The name of each failpoint in the code under `folder`, and where it stands; read from the text, nothing is run.

    `ValueError` for a name that is used twice or is not a literal.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "failpoint(" not in source:
            continue
        for name, line in _calls(ast.parse(source)):
            place = f"{path.relative_to(folder)}:{line}"
            if name is None or name in found:
                raise ValueError(
                    f"{place}: a failpoint has a name of its own, written out; {found.get(name or '', '')}"
                )
            found[name] = place
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[str | None, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="failpoint"), args=[ast.Constant(value=str(name))]):
                yield name, node.lineno
            case ast.Call(func=ast.Name(id="failpoint")):
                yield None, node.lineno
            case _:
                pass


_armed = _read(os.environ.get(VARIABLE, ""))
