"""Files for banks and benefit systems, as others read of them."""

from pydantic import RootModel

from services.wire import Money, Wire


class BankFile(Wire):
    """A bank file of a run, with its check figures."""

    number: int
    name: str
    municipality: str
    message_id: str
    bytes: int
    items: int
    sum: Money
    sha1: str
    sha1_last_five: str
    sha256: str


class BankFiles(RootModel[list[BankFile]]):
    """All files of a run."""


class InstructionFile(Wire):
    """An instruction file of a run for the benefit system of a municipality, with its check figure."""

    number: int
    name: str
    municipality: str
    bytes: int
    items: int
    sum: Money
    sha256: str


class InstructionFiles(RootModel[list[InstructionFile]]):
    """All instruction files of a run."""
