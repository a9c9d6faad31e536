"""What is written down of everybody who sees or changes something about people: one line for each request.

The fields are those of Logboek Dataverwerkingen (Logius, 1.0): which processing activity, whose data, by whom, when, in
which trace and operation, and how it ended. A line names people by nothing but the ids of households, which say nothing
outside; docs/processing-log.md tells which fields are ours.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

MOST_SCANNED = 1_000_000
"""Bytes of a body in which households are looked for: what is longer is a file, told by the id in its path."""

_UUID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HOUSEHOLDS = re.compile(rb'"householdIds?"\s*:\s*(\[[^\]]*\]|"[^"]*")')
_ID = re.compile(_UUID, re.IGNORECASE)
_SAYS_NOTHING = re.compile(rf"{_UUID.decode()}|[0-9]{{1,6}}|GM[0-9]{{4}}", re.IGNORECASE)
"""What of a path is kept: ids, numbers too short for a BSN, codes of municipalities. A text could be a name."""


class Activity(NamedTuple):
    """A processing activity, as the organisation's own register (GDPR art. 30) has one: why, and by which law."""

    id: str
    name: str
    purpose: str
    legal_basis: str


class Untouched(NamedTuple):
    """Why a route shows and changes nothing about people."""

    reason: str


class UnregisteredPathError(LookupError):
    """This path stands neither with an activity nor among those that touch nobody; add it to the register."""


class Register:
    """Of one service: the activity of each of its paths, as they are declared (`/households/{household_id}`)."""

    def __init__(self, activities: Mapping[Activity, Iterable[str]], untouched: Mapping[str, str]) -> None:
        self._kinds: dict[str, Activity | Untouched] = {path: Untouched(why) for path, why in untouched.items()}
        for activity, paths in activities.items():
            for path in paths:
                if path in self._kinds:
                    raise ValueError(f"{path} stands in the register twice")
                self._kinds[path] = activity

    @property
    def paths(self) -> frozenset[str]:
        """Every path that it knows."""
        return frozenset(self._kinds)

    @property
    def activities(self) -> list[Activity]:
        """Those that this service takes part in, by their ids."""
        return sorted({kind for kind in self._kinds.values() if isinstance(kind, Activity)})

    def of(self, path: str) -> Activity | Untouched:
        """What a path is about; `UnregisteredPathError`."""
        try:
            return self._kinds[path]
        except KeyError:
            raise UnregisteredPathError(f"{path} stands in no register of processing activities") from None


class Line(NamedTuple):
    """What is written of one request. `status` is that of HTTP: from 400 on nothing was shown or changed."""

    activity: str
    operation: str
    resources: Mapping[str, str]
    households: tuple[UUID, ...]
    subject: str
    roles: tuple[str, ...]
    on_behalf_of: str | None
    started_at: datetime
    ended_at: datetime
    trace_id: str
    operation_id: str
    parent_operation_id: str | None
    status: int


def households_in(*bodies: bytes) -> Iterator[UUID]:
    """The households that JSON documents name as `householdId` or `householdIds`, as often as they do."""
    for body in bodies:
        for named in _HOUSEHOLDS.finditer(body[:MOST_SCANNED]):
            yield from (UUID(found.decode()) for found in _ID.findall(named[1]))


def ids_in(values: Mapping[str, object]) -> dict[str, str]:
    """Of the parts of a path those that are ids and say nothing by themselves."""
    return {name: str(value) for name, value in values.items() if _SAYS_NOTHING.fullmatch(str(value))}


def household_in(value: object) -> Iterator[UUID]:
    """The household that a parameter names, if it is an id at all."""
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, str) and _ID.fullmatch(value.encode()):
        yield UUID(value)
