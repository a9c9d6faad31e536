"""A state machine as a table: which event leads from which state to which, and nothing else can happen. Pure."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import product
from typing import Generic, TypeVar

from services.errors import Conflict

_S = TypeVar("_S", bound=StrEnum)
_E = TypeVar("_E", bound=StrEnum)


class CannotHappen(Conflict):
    """This cannot happen to it in the state that it is in."""


class Machine(Generic[_S, _E]):
    """The life of one kind of thing: `steps` names every (state, event) that can be, with the state that follows.

    `first` is the state in which it begins. A state that nothing leads away from is the end.
    """

    def __init__(self, name: str, first: _S, steps: Mapping[tuple[_S, _E], _S]) -> None:
        self.name = name
        self.first = first
        self._steps = dict(steps)
        self._states: type[_S] = type(first)
        self._events: type[_E] = type(next(iter(steps))[1])

    def after(self, state: _S, event: _E) -> _S:
        """The state that an event leads to; `CannotHappen` says what it is, what was wanted, and what can be."""
        found = self._steps.get((state, event))
        if found is None:
            raise CannotHappen(self._refusal(state, event))
        return found

    def can(self, state: _S) -> list[_E]:
        """What can happen in a state, in the order of its words."""
        return [event for event in self._events if (state, event) in self._steps]

    def is_end(self, state: _S) -> bool:
        """Whether nothing can happen any more."""
        return not self.can(state)

    def pairs(self) -> Iterator[tuple[_S, _E, _S | None]]:
        """Every state with every event, and where that leads; None where it cannot happen."""
        for state, event in product(self._states, self._events):
            yield state, event, self._steps.get((state, event))

    def _refusal(self, state: _S, event: _E) -> str:
        possible = ", ".join(self.can(state)) or "nothing any more"
        return f"{_article(self.name)} {self.name.replace('_', ' ')} that is {state} cannot {event}; it can: {possible}"


def _article(name: str) -> str:
    return "an" if name[0] in "aeiou" else "a"
