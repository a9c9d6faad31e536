"""What callers were answered, beside what stands in the database. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from house.chaos.verdict import Verdict

Rows = Mapping[str, int]
"""How many rows there are with each mark."""


class Mark(NamedTuple):
    """A row that a command makes: of which kind, and what in it is that command's alone."""

    kind: str
    mark: str


class Told(NamedTuple):
    """What became of a command, after so many attempts; `said` is the last word that was no answer."""

    key: str
    marks: Sequence[Mark]
    verdict: Verdict
    attempts: int
    said: str = ""


def amiss(told: Iterable[Told], rows: Mapping[str, Rows]) -> list[str]:
    """What does not fit, a line each.

    A command that was answered has made each of its rows once; one that was refused, none. Nothing is there that
    nobody asked for, and everything was answered in the end.
    """
    told = list(told)
    found = [f"{one.key} got no answer after {one.attempts} attempts: {one.said}" for one in told if _is_open(one)]
    wanted = Counter(mark for one in told if one.verdict == Verdict.ANSWERED for mark in one.marks)
    open_marks = {mark for one in told if _is_open(one) for mark in one.marks}
    for mark, times in wanted.items():
        if times > 1:
            found.append(f"{mark.kind} {mark.mark} was answered to {times} commands")
    there = {Mark(kind, mark): count for kind, marks in rows.items() for mark, count in marks.items()}
    for mark in sorted({*wanted, *there} - open_marks):
        count, right = there.get(mark, 0), min(wanted[mark], 1)
        if count != right:
            found.append(f"{mark.kind} {mark.mark} is there {count} times and was asked for {right} times")
    return found


def sent_amiss(ids: Iterable[str], payments: Rows) -> list[str]:
    """What does not fit between the payments in all files for the bank and those that were approved, by EndToEndId."""
    sent = Counter(ids)
    return [
        f"payment {one} stands {sent[one]} times in files and {payments.get(one, 0)} times among what was approved"
        for one in sorted({*sent, *payments})
        if (sent[one], payments.get(one, 0)) != (1, 1)
    ]


def _is_open(one: Told) -> bool:
    return one.verdict == Verdict.AGAIN
