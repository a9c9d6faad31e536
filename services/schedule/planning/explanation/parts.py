"""Sums in words: the parts that matter, biggest first, and the rest together, so that even the sentence adds up."""

from collections.abc import Iterable, Sequence

from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation.answer import Input
from services.schedule.planning.explanation.kinds import kind_name
from services.schedule.planning.explanation.wording import Text, in_euros, number, say

_MOST_NAMED = 4
_NO_PARTS = Text("nothing came in and nothing went out", "er kwam niets bij en er ging niets af")


def by_kind(entries: Iterable[tuple[str, Entry]]) -> list[Input]:
    """Entries (each with its pointer) summed by kind, as parts."""
    sums: dict[str, int] = {}
    figures: dict[str, list[str]] = {}
    for path, entry in entries:
        sums[entry.kind] = sums.get(entry.kind, 0) + entry.amount
        figures.setdefault(entry.kind, []).append(path)
    return [Input.part(kind_name(kind), cents, *figures[kind]) for kind, cents in sums.items()]


def negated(parts: Iterable[Input]) -> list[Input]:
    """The parts as they count in what they are taken from."""
    return [Input.part(part.name, -_cents(part), *part.figures) for part in parts]


def total(parts: Iterable[Input]) -> int:
    """What the parts add up to, in cents."""
    return sum(_cents(part) for part in parts)


def in_words(parts: Sequence[Input]) -> Text:
    """`benefit €1,331.42, minus rent €620.00, plus …`: at most four, biggest first, then how many smaller ones."""
    if not parts:
        return _NO_PARTS
    moving = [part for part in parts if part.value] or list(parts)
    ordered = sorted(moving, key=lambda part: -abs(_cents(part)))
    named, smaller = ordered[:_MOST_NAMED], ordered[_MOST_NAMED:]
    words = [_named(part, is_first=index == 0) for index, part in enumerate(named)]
    if smaller:
        words.append(_together(smaller, is_smaller=abs(_cents(smaller[0])) < abs(_cents(named[-1]))))
        return Text(*(f"{', '.join(text[:-1])} {text[-1]}" for text in zip(*words, strict=True)))
    return Text(*(", ".join(text) for text in zip(*words, strict=True)))


def _named(part: Input, is_first: bool) -> Text:
    cents = _cents(part)
    words = say("{name} {amount}", "{name} {amount}", name=part.name, amount=in_euros(abs(cents)))
    if cents < 0:
        return Text(f"minus {words.en}", f"min {words.nl}")
    return words if is_first else Text(f"plus {words.en}", f"plus {words.nl}")


def _together(parts: Sequence[Input], is_smaller: bool) -> Text:
    """The parts that are not named; only those that are smaller than all that are named may be called so."""
    count, amount = len(parts), in_euros(total(parts))
    if count == 1:
        which = Text("smaller one", "kleiner bedrag") if is_smaller else Text("other one", "ander bedrag")
        return say("and 1 {which}, {amount}", "en 1 {which}, {amount}", which=which, amount=amount)
    return say(
        "and {count} {which}, {amount} together",
        "en {count} {which}, samen {amount}",
        count=number(count),
        which=Text("smaller ones", "kleinere bedragen") if is_smaller else Text("other ones", "andere bedragen"),
        amount=amount,
    )


def _cents(part: Input) -> int:
    assert isinstance(part.value, int)
    return part.value
