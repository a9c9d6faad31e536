"""JSON pointers (RFC 6901) into a plan's document. No name in it holds a `/` or `~`, so nothing is ever escaped."""

from collections.abc import Iterator
from typing import Any


def index_in(length: int, text: str) -> int | None:
    """The index as a pointer writes it, without sign or leading zero; None outside of a list of this length."""
    if not text.isascii() or not text.isdecimal() or str(int(text[:9])) != text:
        return None
    return int(text) if int(text) < length else None


def leaves(path: str, value: Any) -> Iterator[tuple[str, int | str | None]]:
    """Every value of a document that holds no other, with its pointer."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(f"{path}/{key}", one)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(f"{path}/{index}", one)
    else:
        yield path, value


def what_is_there(document: dict[str, Any], path: str) -> str:
    """Why a pointer leads to no figure, and what stands at the last place that it reaches."""
    if not path.startswith("/"):
        return f"‘{path}’ is no pointer into the plan; write it as /closing/settlement. The plan has {_names(document)}"
    reached: Any = document
    place = ""
    for step in path.split("/")[1:]:
        if isinstance(reached, dict) and step in reached:
            reached = reached[step]
        elif isinstance(reached, list) and (index := index_in(len(reached), step)) is not None:
            reached = reached[index]
        else:
            return f"there is nothing at ‘{path}’; {place or 'the plan'} {_content(reached)}"
        place = f"{place}/{step}"
    return f"{path} is no single figure; it {_content(reached)}"


def _content(value: Any) -> str:
    if isinstance(value, dict):
        return f"has {_names(value)}"
    if isinstance(value, list):
        return f"has the items 0 to {len(value) - 1}" if value else "is an empty list"
    return f"is {value!r}" if isinstance(value, str) else "holds nothing more"


def _names(value: dict[str, Any]) -> str:
    return ", ".join(value)
