"""Lists as Relay has them, over the pages of a service.

A service pages by keyset: its cursor names the last thing that was seen. It gives one for the end of a page and none
for what stands within, so the cursor of an edge here is the one that its page began with, and its place on that page.
The last edge of a page, by which nearly everybody goes on, has the service's own.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gateway.described import described
from gateway.graph.outputs import definition_of, made_type, told_field
from services.errors import Fault, InvalidInput

DEFAULT = 50
MOST = 200
_LONGEST = 1_000


class Place(NamedTuple):
    """Where a list goes on: after so many things of the page that a service's cursor begins."""

    cursor: str | None = None
    passed: int = 0

    def written(self) -> str:
        """As a caller gets it, and need not understand it."""
        return base64.urlsafe_b64encode(json.dumps([self.cursor, self.passed]).encode()).decode()


def place(after: str | None) -> Place:
    """The place that a caller names; `InvalidInput` for what no list gave."""
    if after is None:
        return Place()
    match _read(after):
        case [str() | None as cursor, int() as passed] if 0 <= passed < MOST:
            return Place(cursor, passed)
    raise InvalidInput([Fault("after", "is no cursor of this list", "give `endCursor` or a `cursor` of it, or none")])


def _read(after: str) -> Any:
    """What a cursor holds; None for what nobody wrote here."""
    try:
        return json.loads(base64.b64decode(after[:_LONGEST], altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        return None


def wanted(first: int) -> int:
    """How many things are asked for; `InvalidInput` beyond what one page holds."""
    if not 1 <= first <= MOST:
        raise InvalidInput([Fault("first", f"is {first}", f"ask for 1 to {MOST}, and go on with `after`")])
    return first


def asked_page(at: Place, first: int) -> dict[str, Any]:
    """What a service is asked for: the page again, as far as it is wanted."""
    return {"cursor": at.cursor, "limit": min(at.passed + first, MOST)}


def connection(page: Mapping[str, Any], at: Place) -> dict[str, Any]:
    """The page of a service as a connection, from the place on where it was to go on."""
    items, following = page["items"], page.get("nextCursor")
    shown = items[at.passed :]
    last = Place(following) if following else Place(at.cursor, len(items))
    edges = [
        {"node": item, "cursor": Place(at.cursor, at.passed + nth).written()} for nth, item in enumerate(shown[:-1], 1)
    ]
    edges += [{"node": item, "cursor": last.written()} for item in shown[-1:]]
    return _connection(edges, has_next=following is not None)


def whole(items: Sequence[Any], *, has_more: bool) -> dict[str, Any]:
    """A list that was told at once, with or without more behind it."""
    edges = [{"node": item, "cursor": Place(None, nth).written()} for nth, item in enumerate(items, 1)]
    return _connection(edges, has_next=has_more)


def _connection(edges: list[dict[str, Any]], *, has_next: bool) -> dict[str, Any]:
    info = PageInfo(
        has_next_page=has_next,
        has_previous_page=False,
        start_cursor=edges[0]["cursor"] if edges else None,
        end_cursor=edges[-1]["cursor"] if edges else None,
    )
    return {"edges": edges, "nodes": [edge["node"] for edge in edges], "pageInfo": info}


@described
class PageInfo:
    """Where a page stands in its list. Lists are read forwards: `hasPreviousPage` is always false."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Connections:
    """The connection types, one for each type that stands in a list."""

    def __init__(self) -> None:
        self._types: dict[str, Any] = {}

    def of(self, name: str, node: Any) -> Any:
        """The connection of things of that type."""
        if name not in self._types:
            edge = made_type(f"{name}Edge", "One of a list, and where the list goes on after it.")
            definition_of(edge).fields = [told_field("node", node), told_field("cursor", str)]
            made = made_type(f"{name}Connection", "A page of a list.")
            definition_of(made).fields = [
                told_field("edges", list.__class_getitem__(edge)),
                told_field("nodes", list[node], "What the edges lead to, for who needs no cursors."),
                told_field("pageInfo", PageInfo),
            ]
            self._types[name] = made
        return self._types[name]
