"""Values that say what a service says, field by field of the same name."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import BaseModel

from gateway.scalars import Cents
from services.wire import Money

_T = TypeVar("_T")


def mirrored(kind: type[_T], told: BaseModel) -> _T:
    """The value of this type that `told` comes to.

    Money becomes whole cents, and what the service calls `sum` is an `amount` here; what has parts becomes the type
    that the field is declared with. `AttributeError` for a field that the service does not tell.
    """
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)]  # type: ignore[arg-type]  # every type of the schema is a dataclass
    return kind(**{name: _value(hints[name], _told(told, name)) for name in names})


def _told(told: BaseModel, name: str) -> Any:
    return getattr(told, "sum" if name == "amount" and hasattr(told, "sum") else name)


def _value(hint: Any, value: Any) -> Any:
    if isinstance(value, Money):
        return Cents(value.amount)
    if isinstance(value, list):
        return [_value(hint, one) for one in value]
    if isinstance(value, BaseModel):
        return mirrored(next(_types(hint)), value)
    return value


def _types(hint: Any) -> Iterator[type]:
    """The types of the schema that a declaration names, within a list or beside None."""
    if hasattr(hint, "__strawberry_definition__"):
        yield hint
    for one in get_args(hint):
        yield from _types(one)
