"""Pages of this room's lists: a cursor names its list, so that one of another list is refused and not misread."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.wire import PageRequest


def after(asked: PageRequest, of: str, *readers: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """The key of the last thing seen in the list called `of`; None on its first page, `InvalidInput` for a cursor of
    another list. The key that a page is cut by begins with that name."""
    key = asked.after(partial(_name, of), *readers)
    return None if key is None else key[1:]


def _name(wanted: str, read: str) -> str:
    if read != wanted:
        raise ValueError(f"a cursor of {read}")
    return read
