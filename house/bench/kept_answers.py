"""What the registry said in a month, kept; and a stand-in for it that says so again at once and looks nothing up.

What a month costs with the one and with the other is what the asking costs.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from services.errors import Problem
from services.mandates.schemas import (
    CaseloadPayees,
    LineToRelease,
    Payable,
    Reason,
    Reference,
    ReleaseAnswer,
    Released,
    Waits,
)
from services.schedule.registry.registry import Registry


class NobodyAsked(Problem):
    """The stand-in is asked what nobody asked the registry, so the two months are not the same."""


class Keeping:
    """The registry, asked as it is; question and answer are remembered until `keep` writes them to a file."""

    def __init__(self, registry: Registry, file: Path) -> None:
        self._registry = registry
        self._file = file
        self._heard: list[tuple[date, Sequence[LineToRelease], ReleaseAnswer]] = []

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        """See `Registry`."""
        answer = await self._registry.release(organisation_id, on, lines)
        self._heard.append((on, lines, answer))
        return answer

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        """See `Registry`."""
        return await self._registry.changed(organisation_id, versions)

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        """See `Registry`."""
        await self._registry.hand_over(organisation_id, page, key)

    def keep(self) -> None:
        """Add what was heard to the file, a question and its answer a line."""
        with self._file.open("ab") as file:
            for on, lines, answer in self._heard:
                file.write(to_json([on, lines, answer.versions, answer.lines]) + b"\n")
        self._heard.clear()


class StandIn:
    """Says of each line what the registry said of it, and that nothing has changed since."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._said: dict[LineToRelease, Released | Waits] = {}
        self._versions: dict[UUID, int] = {}

    def learn(self) -> None:
        """Read what was kept by now; it is to be told from then on, and nothing older."""
        self._said, self._versions = {}, {}
        for _, lines, answer in heard(self._file):
            self._said |= zip(lines, answer.lines, strict=True)
            self._versions |= answer.versions

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        """See `Registry`; `NobodyAsked`."""
        try:
            said = [self._said[line] for line in lines]
        except KeyError:
            raise NobodyAsked from None
        households = {line.household_id for line in lines}
        return ReleaseAnswer({one: self._versions[one] for one in households}, said)

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        """See `Registry`."""
        return set()

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        """See `Registry`; nobody is handed in any more once the months have begun."""
        raise NobodyAsked


def heard(file: Path) -> Iterator[tuple[date, list[LineToRelease], ReleaseAnswer]]:
    """What was kept in a file: the day, the lines and what was said of them; nothing where there is no file."""
    if not file.exists():
        return
    with file.open("rb") as questions:
        for question in questions:
            on, lines, versions, said = from_json(question)
            known = {UUID(one): version for one, version in versions.items()}
            yield (
                date.fromisoformat(on),
                [_line(*one) for one in lines],
                ReleaseAnswer(known, [_said(one) for one in said]),
            )


def _line(household_id: str, cost: str, month: str, amount: int, execute_on: str, ground: str) -> LineToRelease:
    return LineToRelease(UUID(household_id), cost, month, amount, date.fromisoformat(execute_on), ground)


def _said(one: Sequence[Any]) -> Released | Waits:
    if len(one) == len(Waits._fields):
        reason, detail = one
        return Waits(Reason(reason), detail)
    route, account, reference, umr = one
    return Released(route, Payable(*account) if account else None, Reference(*reference) if reference else None, umr)
