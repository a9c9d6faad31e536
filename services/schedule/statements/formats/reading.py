"""Which reader reads a file: its first bytes say it, whatever its name."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from services.schedule.statements.faults import NotABankFile
from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.formats.format import BankFileFormat, recognise
from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.formats.schema_validation import validated
from services.schedule.statements.statement import Part

_LOOKED_AT = 4_096
_PIECE = 65_536


class Reader(NamedTuple):
    """How a file is read: the parts of its statements, in order, from its bytes."""

    format: BankFileFormat
    read: Callable[[Iterable[bytes]], Iterator[Part]]


def reader_of(chunks: Iterable[bytes], schemas: Path | None = None) -> Reader:
    """The reader for a file that begins so, which holds it against ISO's schemas too if their folder is named.

    `NotABankFile`, also for what no statement is in; reading, `SchemaIsMissing`.
    """
    format_ = recognise(beginning(chunks))
    if format_ is BankFileFormat.PAIN_002:
        raise NotABankFile("this is a status report (pain.002), in which no statement is")
    if format_ is BankFileFormat.CAMT_029:
        raise NotABankFile("this is the answer to a recall (camt.029), in which no statement is")
    read = read_mt940 if format_ is BankFileFormat.MT940 else read_camt
    return Reader(format_, lambda chunks: read(validated(chunks, schemas)))


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file on this machine, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def beginning(chunks: Iterable[bytes]) -> bytes:
    """The first bytes of a file, as many as its format is known by."""
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= _LOOKED_AT:
            break
    return first[:_LOOKED_AT]
