"""Which reader reads a file: its first bytes say it, whatever its name."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.formats.format import BankFileFormat, recognise
from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.statement import Part

_LOOKED_AT = 4_096


class Reader(NamedTuple):
    """How a file is read: the parts of its statements, in order, from its bytes."""

    format: BankFileFormat
    read: Callable[[Iterable[bytes]], Iterator[Part]]


def reader_of(chunks: Iterable[bytes]) -> Reader:
    """The reader for a file that begins so; `NotABankFile`."""
    format_ = recognise(beginning(chunks))
    return Reader(format_, read_mt940 if format_ is BankFileFormat.MT940 else read_camt)


def beginning(chunks: Iterable[bytes]) -> bytes:
    """The first bytes of a file, as many as its format is known by."""
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= _LOOKED_AT:
            break
    return first[:_LOOKED_AT]
