"""The record of a bank file: what its maker and its approver compare with what the bank shows."""

from typing import NamedTuple

_TYPED_AT_IMPORT = 5


class ExportRecord(NamedTuple):
    """A file that was kept: its size in bytes, its items, their sum in cents, and its check figures in hexadecimal."""

    name: str
    message_id: str
    bytes: int
    items: int
    amount: int
    sha1: str
    sha256: str

    @property
    def sha1_last_five(self) -> str:
        """What BNG asks for when the file is brought in: the end of the SHA-1 over all of it."""
        return self.sha1[-_TYPED_AT_IMPORT:]
