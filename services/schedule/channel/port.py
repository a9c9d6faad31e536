"""The port to where a bank puts its files down: a folder of ours (`statements.folder`), or its own server (`sftp`).

Whoever fetches knows nothing of either: it asks what is offered, reads it, and says what became of it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

UNFINISHED = (".part", ".tmp", ".filepart")
"""How the names of files end that somebody is still writing."""
LONGEST_NAME = 200

Content = Callable[[], Iterator[bytes]]
"""The bytes of a file, as often as somebody asks."""


class Offered(NamedTuple):
    """A file that lies there: its name, its size in bytes, and when it was written, by the clock of its writer."""

    name: str
    size: int
    written_at: datetime


class ChannelFailure(StrEnum):
    """Why a channel gave nothing: its host has another key than we pinned; it does not know ours; our key cannot be
    read; the folder is not there or not for us; nobody answers; it is too slow; it broke off, or answered nonsense."""

    ANOTHER_HOST_KEY = "another_host_key"
    KEY_REFUSED = "key_refused"
    KEY_UNREADABLE = "key_unreadable"
    NO_SUCH_FOLDER = "no_such_folder"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BROKEN_OFF = "broken_off"


class ChannelFails(Exception):  # noqa: N818 - named for what is wrong, as all refusals of this house
    """The bank's channel did not do what was asked of it; asking again later does no harm."""

    def __init__(self, why: ChannelFailure) -> None:
        super().__init__(why.value)
        self.why = why


class BankChannel(Protocol):
    """Where files of a bank lie. Any of these may be `ChannelFails`."""

    async def offered(self) -> Sequence[Offered]:
        """What lies there and is whole as far as its name says, in the order of names, which is that of their days."""

    async def read(self, one: Offered) -> Content | None:
        """Its bytes; None if what lies there now is not what was offered."""

    async def taken(self, one: Offered, sha256: str) -> None:
        """What it says is committed; the same may be said again after a crash."""


def may_be_read(name: str) -> bool:
    """Whether this is the name of a whole file, and of nothing outside its folder."""
    if not 0 < len(name) <= LONGEST_NAME or name.startswith(".") or name.lower().endswith(UNFINISHED):
        return False
    return not any(one in "/\\" or ord(one) < ord(" ") or ord(one) == 0x7F for one in name)
