"""The invented caseload as a file: the same bytes each time, and the import takes all of it."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from uuid import UUID

import psycopg

from house.caseload import Caseload, Household, Period, write_caseload
from services.clock import MovableClock
from services.schedule.hand import Hand
from services.schedule.imports.json_reading import read_json
from services.schedule.imports.service import Outcome, import_caseload
from tests.conftest import SessionOf
from tests.schedule.households.builders import KEYRING, RULES

BEGINS_ON = date(2026, 1, 5)
LONG_AFTER = date(2027, 12, 31)
CASELOAD = Caseload(120, 1, Period(BEGINS_ON, date(2026, 8, 14)))


def written(households: Sequence[Household], on: date) -> bytes:
    """The file of these households on a day."""
    file = BytesIO()
    assert write_caseload(file, households, on) == len(households)
    return file.getvalue()


async def taken_in(session: SessionOf, organisation: UUID, clock: MovableClock, content: bytes) -> Outcome:
    """What importing the file comes to."""
    async with session(organisation) as work:
        hand = Hand.of(work, "clerk", clock.now(), RULES, KEYRING)
        return await import_caseload(work, hand, read_json(content))


def with_towns(admin_url: str, organisation: UUID) -> None:
    """The municipalities of the caseload, for our organisation."""
    rows = [(organisation, one.code, one.name, one.policy, one.iban) for one in CASELOAD.towns]
    with psycopg.connect(admin_url) as connection, connection.cursor() as cursor:
        cursor.executemany("insert into schedule.municipality values (%s, %s, %s, %s, %s)", rows)


def test_the_same_households_make_the_same_bytes_and_are_told_a_line_each() -> None:
    households = list(CASELOAD.households(0, 10))

    assert written(households, BEGINS_ON) == written(list(CASELOAD.households(0, 10)), BEGINS_ON)
    assert len(written(households, BEGINS_ON).splitlines()) == 12


async def test_every_household_can_be_imported_with_all_that_will_ever_be_known_of_it(
    admin_url: str, session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    with_towns(admin_url, organisation)
    households = list(CASELOAD)

    outcome = (await taken_in(session, organisation, clock, written(households, LONG_AFTER))).taken_in

    facts = sum(len(one.papers(LONG_AFTER)) for one in households)
    assert (outcome.registered, outcome.plans, outcome.facts) == (120, 120, facts)


async def test_what_became_known_since_is_all_that_a_later_file_adds(
    admin_url: str, session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    with_towns(admin_url, organisation)
    households = list(CASELOAD.handed_in(date.min, BEGINS_ON))[:20]
    before = sum(len(one.papers(BEGINS_ON)) for one in households)
    later = date(2026, 3, 1)
    news = [known for one in households for known in one.known if BEGINS_ON < known.on <= later]

    first = (await taken_in(session, organisation, clock, written(households, BEGINS_ON))).taken_in
    second = (await taken_in(session, organisation, clock, written(households, later))).taken_in

    assert (first.registered, first.facts) == (20, before)
    assert (second.registered, second.facts) == (0, len(news))
