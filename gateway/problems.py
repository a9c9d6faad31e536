"""Refusals that a caller can meet, as types of the schema; each is named as the service names it.

What any field can meet (a right that is lacking, a service that is away) is no type but an error with its code in
`extensions`. What one field can meet stands in the union that the field gives.
"""

import re
from collections.abc import Iterable
from typing import Self

from gateway.described import described, described_interface
from services import errors


@described_interface
class Problem:
    """Why something was not done. `code` is stable and what a program goes by; `detail` is for a person."""

    code: str
    detail: str

    @classmethod
    def of(cls, problem: errors.Problem) -> Self:
        """The problem as it is told."""
        return cls(code=problem.code, detail=problem.detail)


@described
class NoSuchHousehold(Problem):
    """There is no such household here, or it is not the caller's to see."""


@described
class NothingToTrace(Problem):
    """There is no payment, income or booking of this name here."""


@described
class NoSuchRun(Problem):
    """There is no such run here."""


@described
class SamePerson(Problem):
    """Who proposed a run cannot approve it."""


@described
class AnotherProposal(Problem):
    """The run is not the one that was looked at: its content has another hash."""


@described
class RunIsElsewhere(Problem):
    """The run is not in the state that this needs."""


@described
class NotAllMunicipalities(Problem):
    """A run pays for every municipality of the organisation, and the caller does not work for all of them."""


@described
class KeyInFlight(Problem):
    """The same command is being carried out at this moment."""


@described
class KeyUsedBefore(Problem):
    """The idempotency key was used before, for another command."""


@described
class Fault:
    """One thing that is wrong with what was given: where it stands, what is wrong, and how to mend it."""

    where: str
    what: str
    cure: str


@described
class InvalidInput(Problem):
    """What was given cannot be read or cannot be true; every fault of it at once."""

    faults: list[Fault]

    @classmethod
    def of(cls, problem: errors.Problem) -> Self:
        """The faults as they are told."""
        assert isinstance(problem, errors.InvalidInput)
        faults = [Fault(where=one.where, what=one.what, cure=one.cure) for one in problem.faults]
        return cls(code=problem.code, detail=problem.detail, faults=faults)


def told(problem: errors.Problem, kinds: Iterable[type[Problem]]) -> Problem:
    """The problem as one of the kinds that a field can give; it is raised if it is none of them."""
    for kind in kinds:
        if _code(kind) == problem.code:
            return kind.of(problem)
    raise problem


def _code(kind: type[Problem]) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind.__name__).lower()
