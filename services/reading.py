"""Reading what people and systems hand in: every fault named at once, with its place and its cure.

A `Reader` stands at one object of a JSON or TOML document. Each question (`cents`, `day`, `month`, …) gives a sound
value; where there is none it notes the fault and gives a harmless placeholder, so that reading goes on. Who reads must
ask `faults` before using anything.
"""

import difflib
import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from services.errors import Fault, InvalidInput
from services.months import Month, days_in, month_of, month_text, parse_month

MOST_CENTS = 99_999_999_999
"""The largest amount a SEPA payment can hold, € 999,999,999.99."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
_NO_DAY = date(FIRST_YEAR, 1, 1)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_UNFIT = re.compile("[\0\ud800-\udfff]")
_MAY_BE_UNFIT = re.compile(r"\\u|[\ud800-\udfff]")
"""How NUL and halves of characters can stand in JSON."""
_MISSING = object()

_Choice = TypeVar("_Choice", bound=StrEnum)
_Value = TypeVar("_Value")


def parse_json(text: str) -> object:
    """A JSON document; InvalidInput with line and column if it is broken, also for a key given twice."""
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput([Fault(where, f"this is not JSON: {error.msg}", "mend the file at that place")]) from None
    except InvalidInput:
        raise  # the next one would catch it: it is a ValueError too
    except ValueError:
        # Python reads no whole number of more than some thousands of digits, lest it take all day.
        raise InvalidInput([Fault("", "a number in it has thousands of digits", "write whole cents")]) from None
    except RecursionError:
        raise InvalidInput([Fault("", "this JSON is nested too deeply", "hand in one plain document")]) from None
    if _MAY_BE_UNFIT.search(text) and (faults := list(unfit(document))):
        raise InvalidInput(faults)
    return document


def unfit(given: object, where: str = "") -> Iterator[Fault]:
    """The texts in a JSON value, keys too, that hold NUL, which no database takes, or half of a character."""
    waiting = deque([(where, given)])  # not by calling itself: who sends it decides how deep it goes
    while waiting:
        place, one = waiting.popleft()
        if isinstance(one, str):
            yield from _unfit(one, place)
        elif isinstance(one, Mapping):
            waiting.extend((place, key) for key in one)
            within = f"{place}." if place else ""
            waiting.extend((f"{within}{key}", value) for key, value in one.items() if _is_fit(key))
        elif isinstance(one, list):
            waiting.extend((f"{place}[{number}]", value) for number, value in enumerate(one))


def _unfit(text: str, where: str) -> Iterator[Fault]:
    if found := _UNFIT.search(text):
        yield Fault(where, f"the character U+{ord(found[0]):04X} is no text", "leave it out")


def _is_fit(key: object) -> bool:
    """Whether a place can be told with this key in it."""
    return not _UNFIT.search(str(key))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise InvalidInput(
            [Fault(key, "this key stands twice in one object", "leave one of them out") for key in twice]
        )
    return found


def _constant(name: str) -> object:
    raise InvalidInput([Fault("", f"{name} is no amount", "write whole cents")])


def cure_for(word: str, words: Sequence[str], otherwise: str = "") -> str:
    """The cure for a word that is none of these: the one that was probably meant, or else all of them."""
    near = difflib.get_close_matches(word, words, n=1)
    return f"did you mean {str(near[0])!r}?" if near else otherwise or f"one of: {', '.join(words)}"


class Reader:
    """One object of a document: asks for its fields by name and remembers every fault."""

    def __init__(self, raw: object, where: str = "", faults: list[Fault] | None = None) -> None:
        self.where = where
        self.faults: list[Fault] = [] if faults is None else faults
        self._asked: set[str] = set()
        self._raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self._is_object = True
        if not isinstance(raw, Mapping):
            self.fault("", f"an object with named fields belongs here, not {_named(raw)}")
            self._is_object = False

    def fault(self, key: str, what: str, cure: str = "") -> None:
        """Note a fault of one field, or with an empty key of this object.

        Of what is no object at all that is said once, and not that each of its fields is missing.
        """
        if self._is_object:
            self.faults.append(Fault(self._place(key), what, cure))

    def sound(self, *keys: str) -> bool:
        """Whether these fields, and all within them, were read without a fault."""
        places = tuple(self._place(key) for key in keys)
        return not any(_lies_in(fault.where, place) for fault in self.faults for place in places)

    def has(self, key: str) -> bool:
        """Whether the field is there and not null."""
        self._asked.add(key)
        return self._raw.get(key) is not None

    def given(self, key: str) -> object:
        """The field as it was given, None where it was left out."""
        self._asked.add(key)
        return self._raw.get(key)

    def pass_over(self, *keys: str) -> None:
        """Fields that belong here but cannot be judged, because what they depend on is at fault itself."""
        self._asked.update(keys)

    def finish(self, also_known: Iterable[str] = ()) -> None:
        """Note every field that nobody asked for, with the name it was probably meant to have."""
        known = self._asked | set(also_known)
        for key in self._raw:
            if key not in known:
                all_of_them = f"known here: {', '.join(sorted(known))}"
                self.fault(str(key), "this field is not known", cure_for(str(key), sorted(known), all_of_them))

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty, of characters that a database and a terminal can hold."""
        raw = self._take(key, default)
        if isinstance(raw, str) and (raw.strip() or default == ""):
            self.faults.extend(_unfit(raw, self._place(key)))
            return raw
        return self._not(key, raw, "a text that is not empty", "")

    def number(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        raw = self._take(key, default)
        if isinstance(raw, int) and not isinstance(raw, bool):
            if least <= raw <= most:
                return raw
            self.fault(key, f"{raw} lies outside {least} to {most}", f"give a whole number from {least} to {most}")
            return least
        return self._not(key, raw, "a whole number", least)

    def cents(self, key: str, signed: bool = False) -> int:
        """An amount in whole cents; not negative unless it is `signed`."""
        raw = self._take(key, None)
        if isinstance(raw, bool) or not isinstance(raw, int):
            return self._not(key, raw, "an amount in whole cents, such as 62000 for € 620.00", 0)
        if raw < 0 and not signed:
            self.fault(key, f"{raw} is negative", "give the amount in cents, from 0 up")
        elif abs(raw) > MOST_CENTS:
            self.fault(key, f"{raw} cents is more than a payment can hold", f"give at most {MOST_CENTS}")
        return raw

    def day(self, key: str) -> date:
        """A calendar day written YYYY-MM-DD."""
        raw = self._take(key, None)
        if type(raw) is date:
            return raw
        if not isinstance(raw, str):
            return self._not(key, raw, "a day written as YYYY-MM-DD", _NO_DAY)
        try:
            return parse_day(raw)
        except ValueError as error:
            self.fault(key, str(error), "give a day that exists, written as YYYY-MM-DD")
            return _NO_DAY

    def day_or_none(self, key: str) -> date | None:
        """A calendar day, or None where the field is null or left out."""
        return self.day(key) if self.has(key) else None

    def month(self, key: str) -> Month:
        """A month written YYYY-MM."""
        raw = self._take(key, None)
        if not isinstance(raw, str):
            return self._not(key, raw, "a month written as YYYY-MM", month_of(_NO_DAY))
        try:
            month = parse_month(raw)
        except ValueError as error:
            self.fault(key, str(error), "write a month such as 2026-03")
            return month_of(_NO_DAY)
        if not FIRST_YEAR <= month // 12 <= LAST_YEAR:
            self.fault(key, f"{raw} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "check the year")
            return month_of(_NO_DAY)
        return month

    def month_or_none(self, key: str) -> Month | None:
        """A month, or None where the field is null or left out."""
        return self.month(key) if self.has(key) else None

    def choice(self, key: str, choices: type[_Choice], default: _Choice | None = None) -> _Choice:
        """One of a list of words."""
        raw = self._take(key, default)
        words = [str(choice) for choice in choices]
        if isinstance(raw, str) and raw in words:
            return choices(raw)
        self._fault_or_missing(key, raw, f"{raw!r} is not known", cure_for(str(raw), words))
        return next(iter(choices))

    def nested(self, key: str, read: Callable[["Reader"], _Value]) -> _Value:
        """What `read` makes of the object in a field; fields it did not ask for are faults."""
        raw = self._take(key, None)
        if raw is _MISSING or raw is None:
            self._fault_or_missing(key, raw, "", "")
            return read(Reader({}, self._place(key), []))
        return _read(Reader(raw, self._place(key), self.faults), read)

    def nested_or_none(self, key: str, read: Callable[["Reader"], _Value]) -> _Value | None:
        """As `nested`, or None where the field is null or left out."""
        return self.nested(key, read) if self.has(key) else None

    def each(self, key: str, read: Callable[["Reader"], _Value], least: int = 0) -> list[_Value]:
        """What `read` makes of each object in a list; left out, it counts as empty where none is needed."""
        return [_read(Reader(raw, place, self.faults), read) for place, raw in self._list(key, least)]

    def texts(self, key: str, least: int = 1) -> list[str]:
        """A list of texts; left out, it counts as empty where none is needed."""
        found = []
        for place, raw in self._list(key, least):
            if isinstance(raw, str) and raw.strip():
                self.faults.extend(_unfit(raw, place))
                found.append(raw)
            else:
                self.faults.append(Fault(place, f"a text belongs here, not {_named(raw)}", ""))
        return found

    def _list(self, key: str, least: int) -> Iterator[tuple[str, object]]:
        raw = self._take(key, [] if least == 0 else None)
        if not isinstance(raw, list):
            self._not(key, raw, "a list", None)
            return
        if len(raw) < least:
            self.fault(key, "this list is empty", f"give at least {least}")
        for index, one in enumerate(raw):
            yield f"{self._place(key)}[{index}]", one

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        raw = self._raw.get(key, _MISSING)
        if default is not None and (raw is _MISSING or raw is None):
            return default
        return raw

    def _not(self, key: str, raw: object, wanted: str, placeholder: _Value) -> _Value:
        self._fault_or_missing(key, raw, f"{wanted} belongs here, not {_named(raw)}", "")
        return placeholder

    def _fault_or_missing(self, key: str, raw: object, what: str, cure: str) -> None:
        if raw is _MISSING or raw is None:
            self.fault(key, "this field is missing" if raw is _MISSING else "this field may not be null", "add it")
        else:
            self.fault(key, what, cure)

    def _place(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where and key else self.where or key


def _read(reader: Reader, read: Callable[[Reader], _Value]) -> _Value:
    found = read(reader)
    reader.finish()
    return found


def parse_day(text: str) -> date:
    """A day written YYYY-MM-DD; ValueError says why a day is none (`February 2026 has 28 days`)."""
    written = _DAY.fullmatch(text)
    if written is None:
        raise ValueError(f"{text[:40]!r} is not a day written as YYYY-MM-DD")
    year, month, day = map(int, written.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{text} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise ValueError(f"{text} is no day: there is no month {month}")
    in_month = days_in(year * 12 + month - 1)
    if not 1 <= day <= in_month:
        raise ValueError(f"{text} is no day: {month_text(year * 12 + month - 1)} has {in_month} days")
    return date(year, month, day)


def in_order(
    reader: Reader, key: str, values: Sequence[_Value], order: Callable[[_Value], Any], what: str = "from"
) -> tuple[_Value, ...]:
    """The values ordered; a fault where two share the same place in that order."""
    ordered = sorted(values, key=order)
    for one, next_one in pairwise(ordered):
        if order(one) == order(next_one) and reader.sound(key):
            reader.fault(key, f"two entries have the same {what!r}", "leave one of them out")
    return tuple(ordered)


def _lies_in(where: str, place: str) -> bool:
    return where == place or where.startswith((f"{place}.", f"{place}["))


def _named(raw: object) -> str:
    """How a wrong value is called in a fault: short, and never more of it than needed."""
    if isinstance(raw, str):
        return f"the text {raw[:40]!r}"
    if isinstance(raw, bool | int | float):
        return f"{json.dumps(raw)}"
    return {list: "a list", dict: "an object", type(None): "null"}.get(type(raw), "something else")
