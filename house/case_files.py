"""Case files: from the names a person gave to cases; a file at fault says all that is wrong, and silences no other."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from services.errors import Fault, InvalidInput
from services.reading import parse_json
from services.schedule.planning.case import Case
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.norms import NormBook

STANDARD_INPUT = "-"
MOST_BYTES = 5_000_000
"""A case is a few thousand bytes; what is a thousand times larger is something else, and is not read to its end."""


class CaseFile(NamedTuple):
    """A case and the name under which it was handed in."""

    name: str
    case: Case


class CaseFiles(NamedTuple):
    """What was found in files: the sound cases in their order, and every fault of the others."""

    sound: list[CaseFile]
    faults: list[Fault]


def read_case_files(names: Sequence[str], norms: NormBook, standard_input: BinaryIO) -> CaseFiles:
    """The cases in these files; the faults of all that are none, each under its file's name."""
    found = CaseFiles([], [])
    for name in names:
        try:
            found.sound.append(CaseFile(name, read_case(parse_json(_text(name, standard_input)), norms)))
        except InvalidInput as invalid:
            found.faults.extend(_of_file(name, invalid.faults))
    return found


def _of_file(name: str, faults: Iterable[Fault]) -> list[Fault]:
    said = "standard input" if name == STANDARD_INPUT else name
    return [Fault(f"{said}: {fault.where}" if fault.where else said, fault.what, fault.cure) for fault in faults]


def _text(name: str, standard_input: BinaryIO) -> str:
    """What the file says; InvalidInput where it cannot be read, is far too large, or is not text."""
    written = standard_input.read(MOST_BYTES + 1) if name == STANDARD_INPUT else _bytes(Path(name))
    if len(written) > MOST_BYTES:
        raise _unreadable(f"this is larger than {MOST_BYTES:,} bytes", "hand in one household a file")
    if not written.strip():
        raise _unreadable("this is empty", "put a case in it")
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8") from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _unreadable("there is no such file", "check the path") from None
    except IsADirectoryError:
        raise _unreadable("this is a folder", f"name the files in it: {path}/*.json") from None
    except OSError as error:
        why = (error.strerror or "of an unknown cause").lower()
        raise _unreadable(f"this cannot be read: {why}", "check the path and the rights on it") from None
    except ValueError:
        raise _unreadable("this is no name of a file", "check the path") from None


def _unreadable(what: str, cure: str) -> InvalidInput:
    return InvalidInput([Fault("", what, cure)])
