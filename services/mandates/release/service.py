"""Asking for the go-ahead of a page of lines, and whether one that was given still stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.database import ReadSession
from services.mandates.hand import Municipalities
from services.mandates.release import repository
from services.mandates.release.deciding import Line, Released, Waits, decide
from services.sealing import Keyring


class Answer(NamedTuple):
    """The version of each household that is known, and what was decided of each line, in the order of asking."""

    versions: Mapping[str, int]
    decided: list[Released | Waits]


async def release(
    session: ReadSession, keyring: Keyring, on: date, lines: Sequence[Line], sees: Municipalities
) -> Answer:
    """May these be paid? A line whose day is past is judged by the day of asking: money moves no earlier than that."""
    asked = [line if line.execute_on >= on else line._replace(execute_on=on) for line in lines]
    known = await repository.facts_of(session, keyring, asked, sees)
    return Answer(known.versions, [decide(*each) for each in zip(asked, known.facts, strict=True)])


async def changed(session: ReadSession, versions: Mapping[str, int], sees: Municipalities) -> list[str]:
    """The households of which a go-ahead no longer stands, for something may be otherwise than when it was given."""
    return await repository.changed(session, versions, sees)
