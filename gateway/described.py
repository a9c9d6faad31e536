"""GraphQL types that are described by their own docstrings, so that neither can be forgotten or say something else."""

import inspect
from typing import TypeVar, dataclass_transform

import strawberry

_T = TypeVar("_T")


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def described(cls: type[_T]) -> type[_T]:
    """An object type."""
    return strawberry.type(cls, description=_words(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def described_interface(cls: type[_T]) -> type[_T]:
    """An interface."""
    return strawberry.interface(cls, description=_words(cls))


def _words(cls: type) -> str:
    return " ".join((inspect.getdoc(cls) or "").split())
