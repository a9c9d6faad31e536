"""Refusals that a caller can meet, as types of the schema; each is named as the service names it.

What any field can meet (a right that is lacking, a service that is away) is no type but an error with its code in
`extensions`. What one question or command can meet stands in the union that it gives: the problems that its API
document names, and one type for what is not found, cannot be read, or is refused for a reason without a name there.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Union

import strawberry

from gateway.contract import Contract, Operation, code_as_name
from gateway.described import described, described_interface
from gateway.graph.outputs import definition_of, made_type
from services import errors


@described_interface
class Problem:
    """Why something was not done. `code` is stable and what a program goes by; `detail` is for a person."""

    code: str
    detail: str


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


@described
class NotFound(Problem):
    """There is no such thing here, or it is not the caller's to see."""


@described
class Refused(Problem):
    """It cannot be done as things stand, or a rule says no."""


_ALWAYS: Mapping[type[errors.Problem], Any] = {
    errors.InvalidInput: InvalidInput,
    errors.NotFound: NotFound,
    errors.Gone: NotFound,
    errors.Conflict: Refused,
    errors.Refused: Refused,
}
"""What each kind of problem is told as when its own name is not in the union."""

_OF_EVERY_FIELD = frozenset({401, 403, 429, 503})
"""Statuses of what says nothing about the one thing that was asked."""


class Refusal(dict[str, Any]):
    """What is told instead of an answer, as a value of the type of that name."""

    def __init__(self, name: str, problem: errors.Problem) -> None:
        super().__init__(code=problem.code, detail=problem.detail)
        if isinstance(problem, errors.InvalidInput):
            self["faults"] = [{"where": one.where, "what": one.what, "cure": one.cure} for one in problem.faults]
        self.name = name


def is_answer(told: Any, _: Any) -> bool:
    """Whether it is what was asked for, and no refusal."""
    return isinstance(told, dict) and not isinstance(told, Refusal)


class Refusals:
    """The types of a contract's named problems, each made once."""

    def __init__(self, contract: Contract) -> None:
        self._types: dict[str, Any] = {}
        for operation in contract.operations:
            for one in operation.problems:
                if one.status not in _OF_EVERY_FIELD and one.code not in self._types:
                    self._types[one.code] = _told_as(made_type(code_as_name(one.code), one.title, Problem))

    def result(self, operation: Operation, name: str, answer: Any) -> Any:
        """The union of the answer to an operation and all that can be said instead of it."""
        own = [self._types[code] for code in self.codes(operation)]
        union = strawberry.union(name, description=f"{_sentence(operation.description)} Or why not.")
        return Annotated[Union[(answer, InvalidInput, NotFound, Refused, *own)], union]

    def codes(self, operation: Operation) -> list[str]:
        """The codes of the problems that an operation names, in alphabetical order."""
        return sorted({one.code for one in operation.problems if one.code in self._types})

    def told(self, problem: errors.Problem, codes: Iterable[str]) -> Refusal:
        """The problem as a member of a union that has these codes; it is raised if it is none of its business."""
        if problem.code in codes:
            return Refusal(code_as_name(problem.code), problem)
        for kind, made in _ALWAYS.items():
            if isinstance(problem, kind):
                return Refusal(made.__name__, problem)
        raise problem


def _told_as(made: Any) -> Any:
    """Have values of this type known by the name that they carry."""
    name = definition_of(made).name
    definition_of(made).is_type_of = lambda told, _: isinstance(told, Refusal) and told.name == name
    return made


for _always in (InvalidInput, NotFound, Refused):
    _told_as(_always)


def _sentence(description: str) -> str:
    first = description.split(". ")[0].removesuffix(".")
    return f"{first}."
