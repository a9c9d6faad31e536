"""The doctor who comes every night: what is broken is told until it is mended, however little changed since."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from house.doctor.returning import Returning
from house.postgres import Cluster
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town

_FIRST = "(select id from household order by id limit 1)"
_MORE = f"update ledger_account set debits_posted = debits_posted + {{}} where kind = 'benefit' and book_id = {_FIRST}"
BROKEN, MENDED = _MORE.format(1), _MORE.format(-1)


@pytest.fixture
async def town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    async with a_paid_town(cluster, template) as paid:
        yield paid


def write(town: Town, statement: str) -> None:
    with psycopg.connect(town.admin_url, options="-c search_path=schedule") as connection:
        connection.execute(statement.encode())


def broken(doctor: Returning, *, at_everything: bool = False) -> list[str]:
    return [one.promise.number for one in doctor.look(at_everything=at_everything) if one.is_broken]


async def test_what_is_broken_is_told_every_night_until_it_is_mended(town: Town) -> None:
    doctor = Returning(town.admin_url)
    assert broken(doctor) == []
    write(town, BROKEN)
    assert [broken(doctor), broken(doctor), broken(doctor, at_everything=True)] == [["I1", "I2"]] * 3
    write(town, MENDED)
    assert [broken(doctor), broken(doctor)] == [[], []]


async def test_the_first_night_everything_is_looked_at_whenever_it_was_written(town: Town) -> None:
    write(town, BROKEN)
    assert broken(Returning(town.admin_url)) == ["I1", "I2"]


async def test_who_did_not_change_is_not_asked_and_is_counted_as_in_order(town: Town) -> None:
    doctor = Returning(town.admin_url)
    first = doctor.look()
    tonight = doctor.look()
    assert [(one.service, one.promise, one.offenders) for one in tonight] == [
        (one.service, one.promise, 0) for one in first
    ]
