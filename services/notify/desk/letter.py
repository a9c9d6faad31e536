"""What the desk reads: an alarm that may speak of hundreds, or what waits this morning. Pure.

A mail passes servers that are not ours, so it holds the organisation's own case numbers, words and dates: nobody's
name, and no amount, which beside a case number is what somebody lives on. Who may see more finds it where the line
points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from services.notify.desk.matter import Matter
from services.notify.desk.support import Support
from services.notify.desk.wording import line_of, said_of, say
from services.notify.messages.language import Language
from services.notify.messages.phrase import Phrase

WORST = 10
"""So many of an alarm are named, the worst first."""
MOST_LINES = 60
"""So many lines a morning's letter has; nobody reads more."""

_ALARM = Phrase("letter", "Alarm: {count} × {what}", "{what} is a phrase under ‘loud’.")
_ALARMS = Phrase("letter", "Alarm: {count} dingen die niet kunnen wachten", "The subject of a mail.")
_GOES_UP = Phrase("letter", "Niemand heeft hierop gereageerd.", "To whoever is told next.")
_WORST = Phrase("letter", "De ergste {count}:")
_ANSWER = Phrase("letter", "Zeg dat u het ziet: POST {path}")
_MORNING = Phrase("letter", "Werkvoorraad: {count} open, {late} te laat")
_LATE = Phrase("letter", "te laat sinds {day}", "In brackets behind a line; {day} as 2026-03-02.")
_BY = Phrase("letter", "vóór {day}", "In brackets behind a line; {day} as 2026-03-02.")
_CLIENTS = Phrase("letter", "Nieuws over wie u begeleidt: {count}", "The subject of a mail to a supporter.")
_ASK = Phrase("letter", "Wat de gemeente de klant schreef staat in zijn eigen brief. Weet u meer, bel de gemeente.")
_OF_NONE = Phrase("letter", "Zonder huishouden", "Above what is of no household.")
_MORE = Phrase("letter", "En nog {count}.", "Below a list that is cut off.")


class Letter(NamedTuple):
    """What is read, and of whose households it speaks."""

    subject: str
    text: str
    about: Sequence[UUID] = ()


def alarm_letter(told: Mapping[UUID, Sequence[Matter]], level: int, language: Language, today: date) -> Letter:
    """What is said of these alarms, each with what it stands for: how much of what, the worst of it, and where to say
    that it is seen. `level` 1 is whose they are; whoever comes after hears that nobody answered."""
    matters = sorted((one for several in told.values() for one in several), key=lambda one: one.place)
    kinds = Counter(one.word for one in matters)
    if len(kinds) == 1:
        ((word, count),) = kinds.items()
        subject = say(_ALARM, language, count=count, what=say(said_of(word), language))
    else:
        subject = say(_ALARMS, language, count=len(matters))
    lines = [say(_GOES_UP, language), ""] if level > 1 else []
    lines += [f"{count} × {say(said_of(word), language)}" for word, count in kinds.items()]
    worst = matters[:WORST]
    lines += ["", say(_WORST, language, count=len(worst))] if len(matters) > 1 else [""]
    lines += [_line(one, language, today) for one in worst]
    ids = list(told)
    path = (
        f"/notify/v1/desk-alarms/{ids[0]}/_acknowledge" if len(ids) == 1 else "/notify/v1/desk-alarms/{id}/_acknowledge"
    )
    return Letter(subject, "\n".join([*lines, "", say(_ANSWER, language, path=path), ""]), _about(worst))


def morning_letter(matters: Sequence[Matter], language: Language, today: date) -> Letter:
    """What waits: households by their worst, and within one what is overdue first, each with the one thing to do."""
    late = sum(one.due_on < today for one in matters)
    subject = say(_MORNING, language, count=len(matters), late=late)
    return Letter(subject, _by_whom(matters, language, today), _about(matters))


def clients_letter(matters: Sequence[Matter], language: Language, today: date) -> Letter:
    """What a supporter hears of those whom he helps, and whom to ask."""
    subject = say(_CLIENTS, language, count=len(matters))
    return Letter(subject, f"{_by_whom(matters, language, today)}\n{say(_ASK, language)}\n", _about(matters))


def _by_whom(matters: Sequence[Matter], language: Language, today: date) -> str:
    lines: list[str] = []
    shown = 0
    for several in _by_household(matters, today):
        if shown + len(several) > MOST_LINES and shown:
            break
        head = several[0].reference or (str(several[0].household_id) if several[0].household_id else "")
        lines += [head or say(_OF_NONE, language)]
        lines += [f"  {_line(one, language, today, named=False)}" for one in several[:MOST_LINES]]
        lines += [""]
        shown += min(len(several), MOST_LINES)
    if left := len(matters) - shown:
        lines += [say(_MORE, language, count=left), ""]
    return "\n".join(lines)


def _by_household(matters: Sequence[Matter], today: date) -> list[list[Matter]]:
    def rank(one: Matter) -> tuple[object, ...]:
        return one.due_on >= today, *one.place

    ordered = sorted(matters, key=lambda one: str(one.household_id))
    groups = [sorted(several, key=rank) for _, several in groupby(ordered, key=lambda one: one.household_id)]
    return sorted(groups, key=lambda several: rank(several[0]))


def _about(matters: Iterable[Matter]) -> tuple[UUID, ...]:
    return tuple(sorted({one.household_id for one in matters if one.household_id is not None}))


def _line(one: Matter, language: Language, today: date, *, named: bool = True) -> str:
    if isinstance(one.word, Support):
        return line_of(one, language, day=one.due_on.isoformat())
    when = say(_LATE if one.due_on < today else _BY, language, day=one.due_on.isoformat())
    whose = one.reference or (str(one.household_id) if one.household_id else "")
    head = f"{whose}: " if named and whose else ""
    return f"{head}{line_of(one, language)} ({when}) {one.look_at}"
