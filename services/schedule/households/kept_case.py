"""The case that a plan version was made of, as it is kept; and what is said where no plan can be made.

Every endpoint of a household but those that plan goes on working, so that what is wrong can be mended.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import structlog
from pydantic_core import from_json

from services.errors import InvalidInput, Problem, Refused
from services.many_households import OneOfHousehold
from services.schedule.planning.case import Case
from services.schedule.planning.case_document import written_case
from services.schedule.planning.norms import NoNorm
from services.wire import Page

_T = TypeVar("_T")

_OF_THE_CASE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What pure code raises over a value that it did not expect."""

_log = structlog.get_logger(__name__)


class CannotBePlanned(Refused):
    """What is known of this household makes no plan."""


def kept_case(inputs: str | bytes) -> Case:
    """The case in the JSON of a version; `CannotBePlanned` where that is none."""
    try:
        return written_case(from_json(inputs))
    except _OF_THE_CASE as error:
        _tell(error)
        raise CannotBePlanned(
            "The case that this version was made of cannot be read; look at the facts of the household and record what"
            " is missing or correct what is wrong: that makes a new version."
        ) from error


@contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """Whatever planning breaks on is `CannotBePlanned`: `what` says of whose facts it has to be looked at."""
    try:
        yield
    except Problem:
        raise  # it says itself what is wrong
    except NoNorm as missing:
        raise CannotBePlanned(
            f"No plan can be made of {what}: {missing}; look at the kinds of norm (benefit_norm) and at the days of the"
            " right, and correct the one that is wrong."
        ) from missing
    except _OF_THE_CASE as error:
        _tell(error)
        raise CannotBePlanned(
            f"No plan can be made of {what}: the planner broke on it ({_came_of(error)}); take back what was stated"
            " last, and tell whoever keeps this system."
        ) from error


def each_told(household_ids: Iterable[UUID], tell: Callable[[UUID], _T | None]) -> Page[OneOfHousehold[_T]]:
    """What `tell` says of each of them; where one cannot be planned that stands at its place, and the others go on."""
    return Page(items=[_told(one, tell) for one in household_ids])


def _told(household_id: UUID, tell: Callable[[UUID], _T | None]) -> OneOfHousehold[_T]:
    try:
        return OneOfHousehold(household_id=household_id, found=tell(household_id))
    except (CannotBePlanned, InvalidInput) as wrong:
        return OneOfHousehold(household_id=household_id, found=None, fault=wrong.detail)


def _tell(error: Exception) -> None:
    """For the log: the kind of error and its place, without its words, which may quote the case."""
    _log.error("a household cannot be planned", came_of=_came_of(error))


def _came_of(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
