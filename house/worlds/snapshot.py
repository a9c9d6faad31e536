"""A world at a moment: what it remembers beside its database, kept so that it can be so again."""

import hashlib
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Final, NamedTuple, Self
from uuid import UUID

from house.worlds.faults import Injected
from sandbox.knowing import Knowledge
from services.errors import Conflict, NotFound
from services.ids import SeededIds

MOST_SNAPSHOTS: Final = 8
"""Each is a database of its own."""


class NoSuchSnapshot(NotFound):
    """This world has no snapshot with this name."""


class SnapshotNameTaken(Conflict):
    """This world has a snapshot with this name; delete that one, or choose another name."""


class TooManySnapshots(Conflict):
    """This world has as many snapshots as a world may have; delete one."""


class Memory(NamedTuple):
    """What a world remembers, to go on with."""

    now: datetime
    ids: SeededIds
    mark: UUID
    knows: Knowledge
    faults: Sequence[Injected]


class Snapshot(NamedTuple):
    """A world as it was; `place` names what is kept of it."""

    name: str
    place: str
    kept: Memory

    @classmethod
    def of(
        cls, name: str, now: datetime, ids: SeededIds, mark: UUID, knows: Knowledge, faults: Sequence[Injected]
    ) -> Self:
        """A copy of all of it, which does not change when the world does."""
        place = hashlib.sha256(name.encode()).hexdigest()[:12]
        return cls(name, place, Memory(now, ids.copied(), mark, deepcopy(knows), tuple(faults)))

    def memory(self) -> Memory:
        """Another copy, for the world to go on with."""
        return self.kept._replace(ids=self.kept.ids.copied(), knows=deepcopy(self.kept.knows))
