"""What can be wrong, without a word about HTTP: `services/problem_json.py` alone gives a kind its status.

    Problem
    ├── InvalidInput        what was given cannot be read or cannot be true (all faults at once)
    ├── Unauthenticated     we do not know who is asking
    ├── Forbidden           we know, and they may not
    ├── NotFound            there is no such thing, or not for this organisation
    ├── Conflict            true a moment ago, or true of another attempt
    ├── Refused             well-formed and understood, but a rule says no
    ├── TooLarge            more than we take at once
    └── Unavailable         something we depend on does not answer; asking again later may help

A refusal is a subclass named for what is wrong, declared beside its rule: `class PlanIsFrozen(Conflict)`. The first
paragraph of its docstring is its message, and its name in kebab-case its stable `code`.
"""

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given: where it stands, what is wrong with it, and how to mend it.

    `where` is a path as the sender knows it (`rows[3].iban`, `fixedCosts[0].dueDay`), empty for the whole.
    """

    where: str
    what: str
    cure: str = ""

    def under(self, place: str) -> "Fault":
        """The same fault as seen from one level up."""
        joint = "" if not self.where or self.where.startswith("[") or not place else "."
        return replace(self, where=f"{place}{joint}{self.where}")

    def __str__(self) -> str:
        said = f"{self.where}: {self.what}" if self.where else self.what
        return f"{said} ({self.cure})" if self.cure else said


def _first_paragraph(cls: type[Exception]) -> str:
    return " ".join((inspect.getdoc(cls) or "").split("\n\n")[0].split())


class Problem(Exception):  # noqa: N818 - a refusal is named for what is wrong, as in RFC 9457
    """Something went wrong."""

    code: ClassVar[str] = "problem"
    title: ClassVar[str] = "Something went wrong."

    def __init_subclass__(cls) -> None:
        """Derive `code` and `title` once, from the name and the docstring, so that neither can be forgotten."""
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        cls.title = _first_paragraph(cls) or cls.code

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.title
        super().__init__(self.detail)


class InvalidInput(Problem, ValueError):  # noqa: N818 - as above
    """What was given is not valid.

    Also a `ValueError`, so that a parser of ours can serve as a validator where a library gathers those.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("an InvalidInput names at least one fault")
        super().__init__("; ".join(map(str, self.faults)))

    def under(self, place: str) -> tuple[Fault, ...]:
        """Its faults as seen from one level up, for whoever gathers those of many fields or rows."""
        return tuple(fault.under(place) for fault in self.faults)


class Unauthenticated(Problem):
    """It is not known who is asking."""


class Forbidden(Problem):
    """This caller may not do this."""


class NotFound(Problem):
    """There is no such thing here."""


class Gone(Problem):
    """This was here and is no longer."""


class Conflict(Problem):
    """This does not go together with what is already so."""


class Refused(Problem):
    """A rule does not allow this."""


class TooLarge(Problem):
    """This is more than is taken at once."""


class TooOften(Problem):
    """This is asked more often than is taken; wait a while and try again."""


class Unavailable(Problem):
    """Something that this depends on does not answer now; try again later."""
