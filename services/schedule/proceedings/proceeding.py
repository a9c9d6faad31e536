"""A proceeding: what a person asked for at once and what takes several steps, in more than one service. Pure.

Each step is done once. One that waits holds up only those that need it; one that is refused stops the whole, and is
then somebody's. So at every moment it has ended, goes on by itself, waits for somebody until a day, or is a task.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.errors import Fault, InvalidInput, Problem
from services.events import ProceedingEvent, ProceedingState
from services.machine import Machine

_S, _E = ProceedingState, ProceedingEvent

PROCEEDING: Final = Machine(
    "proceeding",
    _S.UNDER_WAY,
    {
        (_S.UNDER_WAY, _E.DO): _S.UNDER_WAY,
        (_S.UNDER_WAY, _E.WAIT): _S.WAITING,
        (_S.UNDER_WAY, _E.STOP): _S.STOPPED,
        (_S.UNDER_WAY, _E.END): _S.DONE,
        (_S.UNDER_WAY, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.WAITING, _E.DO): _S.UNDER_WAY,
        (_S.WAITING, _E.STOP): _S.STOPPED,
        (_S.WAITING, _E.RESUME): _S.UNDER_WAY,
        (_S.WAITING, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.STOPPED, _E.RESUME): _S.UNDER_WAY,
        (_S.STOPPED, _E.WITHDRAW): _S.WITHDRAWN,
    },
)
"""`do` is that a step was done, `wait` that nothing more can be done now, `resume` that a person lets it go on."""

GOES_ON: Final = frozenset({_S.UNDER_WAY, _S.WAITING})
"""A job looks after it by itself."""


class StepState(StrEnum):
    """Where a step is."""

    TO_DO = "to_do"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Whom(StrEnum):
    """For whom a step waits; `registry` is our own, which hears of everything within a minute."""

    SUPPLIER = "supplier"
    CASE_MANAGER = "case_manager"
    CLIENT = "client"
    BANK = "bank"
    REGISTRY = "registry"


class Done(NamedTuple):
    """A step was done; `handshake_id` is what it made or found at the registry."""

    handshake_id: UUID | None = None


class Waits(NamedTuple):
    """A step waits for somebody until a day; `has_task` if a task or an alarm of its own asks for it already."""

    whom: Whom
    until: date
    has_task: bool = True


class Refusal(NamedTuple):
    """Why a step was refused: the problem's code and detail, and each fault with its cure."""

    code: str
    detail: str
    faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, problem: Problem) -> "Refusal":
        """What a problem says."""
        faults = problem.faults if isinstance(problem, InvalidInput) else ()
        return cls(problem.code, problem.detail, faults)


Outcome = Done | Waits | Refusal
"""What came of trying a step."""


class StandingStep(NamedTuple):
    """A step and where it is; `needs` are the keys of those that are to be done before it."""

    key: str
    needs: Collection[str] = ()
    state: StepState = StepState.TO_DO
    waits: Waits | None = None


def next_steps(steps: Sequence[StandingStep]) -> list[str]:
    """The keys of the steps that can be tried, in their order: not done, with all that they need done.

    >>> ask, hear = StandingStep("ask", (), StepState.WAITING), StandingStep("hear", ("ask",))
    >>> next_steps([ask, hear]), next_steps([ask._replace(state=StepState.DONE), hear])
    (['ask'], ['hear'])
    """
    done = {one.key for one in steps if one.state is StepState.DONE}
    return [one.key for one in steps if one.key not in done and done.issuperset(one.needs)]


def is_all_done(steps: Iterable[StandingStep]) -> bool:
    """Whether nothing is left to do."""
    return all(one.state is StepState.DONE for one in steps)


def unasked_until(steps: Iterable[StandingStep]) -> date | None:
    """The first day by which the case manager is to do something that no other task or alarm asks for; None without."""
    waits = [one.waits for one in steps if one.state is StepState.WAITING and one.waits is not None]
    return min((one.until for one in waits if one.whom is Whom.CASE_MANAGER and not one.has_task), default=None)
