"""What is read of an XML file, as a table: its records, their values, and how often and how those are written. Pure.

The table becomes a tree of places, so that the reader finds each element with one look-up, and knows what to do there.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, NamedTuple

Values = dict[str, Any]
"""What a record says, by the names of its leaves; a name that is not there was not told."""


class Times(Enum):
    """How often a value may stand in its record."""

    ONCE = "once"
    FIRST = "any number of times, of which the first counts"
    ALL = "any number of times, and all are kept, as a list"


class Leaf(NamedTuple):
    """An element that holds a value: its path below its record, the value's name, and how its text is read.

    Two leaves with the same name are a choice: one of them may stand there. With an `attribute`, `read` gets that as
    well, or None.
    """

    path: str
    name: str
    read: Callable[..., Any] | None = None
    times: Times = Times.ONCE
    attribute: str | None = None
    required: bool = False


class RecordShape(NamedTuple):
    """An element that is a record: its path from the root, its name, how it is called in a fault, and its leaves.

    One that is `numbered` is called with its number even if it is the first.
    """

    path: str
    name: str
    label: str
    leaves: Sequence[Leaf] = ()
    numbered: bool = False


class Node:
    """A place in the tree of elements that are read; `shape` for a record, `leaf` for a value, neither on the way."""

    __slots__ = (
        "attribute",
        "children",
        "is_once",
        "is_plain",
        "is_way",
        "leaf",
        "name",
        "parent",
        "read",
        "required",
        "shape",
        "takes_one",
    )

    def __init__(self, parent: "Node | None" = None) -> None:
        self.parent: Node = parent or self
        self.children: dict[str, Node] = {}
        self.shape: RecordShape | None = None
        self.leaf: Leaf | None = None
        self.is_way = True
        self.name = ""
        self.read: Callable[..., Any] | None = None
        self.attribute: str | None = None
        self.is_once = self.takes_one = True
        self.is_plain = False
        self.required: tuple[Leaf, ...] = ()

    def becomes_record(self, shape: RecordShape) -> None:
        """Let it open and close a record of this shape."""
        self.shape, self.name, self.is_way = shape, shape.name, False
        self.required = tuple(leaf for leaf in shape.leaves if leaf.required)

    def becomes_leaf(self, leaf: Leaf) -> None:
        """Let it hold this value."""
        self.leaf, self.name, self.is_way = leaf, leaf.name, False
        self.read, self.attribute = leaf.read, leaf.attribute
        self.is_once, self.takes_one = leaf.times is Times.ONCE, leaf.times is not Times.ALL
        self.is_plain = leaf.read is None and self.takes_one

    def at(self, path: str, namespace: str) -> "Node":
        """The place with this path below it, made where there is none yet."""
        place = self
        for element in path.split("/"):
            place = place.children.setdefault(f"{namespace}}}{element}", Node(place))
        return place


def tree_of(namespace: str, shapes: Iterable[RecordShape]) -> Node:
    """The tree of what is read of a file in this namespace."""
    root = Node()
    for shape in shapes:
        record = root.at(shape.path, namespace)
        record.becomes_record(shape)
        for leaf in shape.leaves:
            record.at(leaf.path, namespace).becomes_leaf(leaf)
    return root
