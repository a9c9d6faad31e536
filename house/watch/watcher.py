"""Watching: the figures every few seconds, the promises now and then, and both told as they were last seen."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import structlog

from house.doctor import kept_files
from house.doctor.examination import Finding, NoDatabase, looking
from house.doctor.returning import Returning
from house.services import SERVICES
from house.watch.figures import answers, together
from services.clock import Clock
from services.metrics import Figure, Sample
from services.sealing import Keyring

LOOKED: Final = "ontzorg_watch_looked_timestamp_seconds"
BREACHES: Final = "ontzorg_promise_breaches"
PROVED: Final = "ontzorg_promise_proved_timestamp_seconds"
UNSEEN: Final = "ontzorg_promise_not_looked_at"

_log = structlog.get_logger(__name__)


class Watcher:
    """One database, as it was seen last. The first look at the promises is at everything, the next ones at what changed
    since all was in order (`house/doctor/returning.py`)."""

    def __init__(self, url: str, machine: Clock, keyring: Keyring | None, services: Sequence[str] = SERVICES) -> None:
        self._url = url
        self._machine = machine
        self._keyring = keyring
        self._services = services
        self._doctor = Returning(url, services)
        self._work: list[Figure] = []
        self._promises: list[Figure] = []
        self._proved: dict[tuple[str, str], datetime] = {}

    def figures(self) -> Iterable[Figure]:
        """What was seen last, and when."""
        return [*self._work, *self._promises]

    def look(self) -> None:
        """See how much waits. `NoDatabase`, `SeesTooLittle`."""
        now, found = self._machine.now(), list[Figure]()
        for service in self._services:
            with looking(self._url, service) as connection:
                if connection is not None:
                    found += answers(connection, service, now)
        looked = Figure(LOOKED, "When the database was looked into last.", "gauge", [Sample(now.timestamp())])
        self._work = [*together(found), looked]

    def examine(self) -> None:
        """See whether the promises are kept."""
        findings = self._doctor.look()
        if self._keyring is not None:
            findings.append(asyncio.run(kept_files.opened(self._url, self._keyring)))
        else:
            findings.append(kept_files.unopened())
        now = self._machine.now()
        for labels, offenders in _by_promise(findings):
            if offenders == 0:
                self._proved[labels["service"], labels["promise"]] = now
        self._promises = list(self._of_promises(findings))

    async def watch(self, every: float, examine_every: float) -> None:
        """Do both until cancelled, with so many seconds between; while the database is away, wait for it."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._again_and_again(self.look, every))
            together.create_task(self._again_and_again(self.examine, examine_every))

    async def _again_and_again(self, look: Callable[[], None], every: float) -> None:
        while True:
            try:
                await asyncio.to_thread(look)
            except NoDatabase as away:
                _log.warning("no database to look into", reason=away.title)
            await asyncio.sleep(every)

    def _of_promises(self, findings: Sequence[Finding]) -> Iterable[Figure]:
        seen = _by_promise(findings)
        says = "How many rows break a promise."
        broken = [Sample(offenders, labels) for labels, offenders in seen if offenders is not None]
        yield Figure(BREACHES, says, "gauge", broken)
        says = "Promises that could not be looked at whole, for want of the keys."
        yield Figure(UNSEEN, says, "gauge", [Sample(1, labels) for labels, offenders in seen if offenders is None])
        proved = [
            Sample(at.timestamp(), {"service": service, "promise": number})
            for (service, number), at in sorted(self._proved.items())
        ]
        yield Figure(PROVED, "When a promise was last seen to be kept.", "gauge", proved)


def _by_promise(findings: Sequence[Finding]) -> list[tuple[dict[str, str], int | None]]:
    """How many break each, of all that is asked about it; None where some of that could not be looked at and nothing
    else breaks it."""
    found: dict[tuple[str, str], int | None] = {}
    for one in findings:
        key = one.service, one.promise.number
        before = found.get(key, 0)
        known = (before or 0) + (one.offenders or 0)
        found[key] = None if known == 0 and None in (before, one.offenders) else known
    return [({"service": service, "promise": number}, many) for (service, number), many in found.items()]
