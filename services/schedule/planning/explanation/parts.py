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
        words.append(_smaller(smaller))
        return Text(*(f"{', '.join(text[:-1])} {text[-1]}" for text in zip(*words, strict=True)))
    return Text(*(", ".join(text) for text in zip(*words, strict=True)))


def _named(part: Input, is_first: bool) -> Text:
    cents = _cents(part)
    words = say("{name} {amount}", "{name} {amount}", name=part.name, amount=in_euros(abs(cents)))
    if cents < 0:
        return Text(f"minus {words.en}", f"min {words.nl}")
    return words if is_first else Text(f"plus {words.en}", f"plus {words.nl}")


def _smaller(parts: Sequence[Input]) -> Text:
    amount, count = in_euros(total(parts)), number(len(parts))
    if len(parts) == 1:
        return say("and 1 smaller one, {amount}", "en 1 kleiner bedrag, {amount}", amount=amount)
    return say(
        "and {count} smaller ones, {amount} together",
        "en {count} kleinere bedragen, samen {amount}",
        count=count,
        amount=amount,
    )


def _cents(part: Input) -> int:
    assert isinstance(part.value, int)
    return part.value
