"""What a model of the wire refused, as the faults of the house: each where the sender wrote it."""

import re
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.errors import Fault, InvalidInput
from services.reading import cure_for

_CURES = {"missing": "add it", "extra_forbidden": "leave it out, or look up its name"}
_OF_A_LIST = {"enum", "literal_error"}
_SEE = "the API's document says what belongs here"


def faults_of(refusal: ValidationError) -> Iterator[Fault]:
    """Every fault of what was given."""
    for error in refusal.errors(include_url=False):
        yield from told(error, error["loc"])


def told(error: ErrorDetails, location: tuple[int | str, ...]) -> tuple[Fault, ...]:
    """One error of pydantic's, or the faults of ours that it carries, as seen from the place where it stands."""
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, InvalidInput):
        return cause.under(where)
    if error["type"] in _OF_A_LIST and isinstance(error.get("input"), str):
        return (_not_one_of(where, error["input"], error.get("ctx", {}).get("expected", "")),)
    return (Fault(where, error["msg"], _CURES.get(error["type"], _SEE)),)


def _not_one_of(where: str, word: str, expected: str) -> Fault:
    """pydantic writes the words that it expected as a sentence: `'single', 'couple' or 'youth'`."""
    return Fault(where, f"{word[:40]!r} is not known", cure_for(word[:40], re.findall(r"'([^']*)'", expected)))
