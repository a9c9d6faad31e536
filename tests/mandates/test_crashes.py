"""A crash at any point ends as no crash (promise I22): whoever asks again lives the same life to its end.

Every failpoint of this service is tried, so one that is added is covered from its first day; or, if this life does not
pass it, missed by name.
"""

import re
import signal
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from psycopg import sql

from house.postgres import Cluster
from services.database import Database, as_service
from services.events import HouseholdRegistered
from services.failpoints import all_failpoints
from services.mandates.households.staleness import hear_households
from tests.conftest import an_organisation
from tests.mandates.living import INTAKE, live
from tests.schedule.payments.processes import end_all, ended, started
from tests.schedule.rows import changed
from tests.superuser import as_superuser, copy_database, drop_database
from tests.thoroughness import spread

FINISHED = 0
FAILPOINTS = {name: place for name, place in all_failpoints().items() if place.startswith("mandates/")}
FAILPOINTS["command.answered"] = all_failpoints()["command.answered"]
ORGANISATION, HOUSEHOLD = UUID(int=1), UUID(int=2)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLUMNS = """
    select table_name, array_agg(column_name::text order by ordinal_position) from information_schema.columns
    where table_schema = 'mandates' and data_type <> 'bytea' and table_name not like 'procrastinate%'
    and table_name <> 'alembic_version' and table_name not like 'processing%' group by table_name
"""
"""But who asked, and in which trace: that is another one at every try."""

Ending = dict[str, list[str]]


class Place(NamedTuple):
    """A database in which the life is lived."""

    admin_url: str

    @property
    def given(self) -> tuple[str, str, str]:
        return as_service(self.admin_url, "mandates"), str(ORGANISATION), str(HOUSEHOLD)

    async def begin(self) -> "Place":
        """An organisation, and a household that the schedule service announced and nobody asked for yet."""
        an_organisation(self.admin_url, ORGANISATION, "Gemeente Voorbeeldstad")
        registry = Database(as_service(self.admin_url, "mandates"), "mandates")
        async with registry.transaction(ORGANISATION) as session:
            event = HouseholdRegistered(organisation_id=ORGANISATION, household_id=HOUSEHOLD)
            await hear_households(session, [event], INTAKE)
        await registry.close()
        return self

    def bury(self) -> None:
        """Wait until the server has noticed the death of whoever was connected as the service."""
        with as_superuser(self.admin_url) as connection:
            connection.execute(
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
                " where datname = current_database() and usename = 'ontzorg_mandates'"
            )

    def ending(self) -> Ending:
        """Every row, but for ids, which are others each time, and for what is sealed or a digest."""
        with as_superuser(self.admin_url) as connection:
            return {
                table: sorted(_ID.sub("id", row) for (row,) in connection.execute(_rows(table, columns)).fetchall())
                for table, columns in connection.execute(_COLUMNS).fetchall()
            }


def _rows(table: str, columns: list[str]) -> sql.Composed:
    each = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("select row({})::text from {}").format(each, sql.Identifier("mandates", table))


@pytest.fixture(scope="module")
async def undisturbed(cluster: Cluster, template: str) -> AsyncIterator[Ending]:
    """How the life ends that nobody disturbs."""
    place = await Place(copy_database(cluster, template, "ontzorg_life")).begin()
    assert ended(started(live, *place.given, "first")) == FINISHED
    yield place.ending()
    drop_database(cluster, "ontzorg_life")


@pytest.fixture
async def place(admin_url: str) -> Place:
    return await Place(admin_url).begin()


@pytest.fixture(autouse=True)
def _nobody_is_left_behind() -> Iterator[None]:
    yield
    end_all()


def test_the_life_that_is_crashed_has_everything_in_it(undisturbed: Ending) -> None:
    assert [table for table, rows in undisturbed.items() if not rows] == ["heard_word", "inbox", "shard"]
    assert [row for row in undisturbed["alarm"] if ",closed," in row]
    assert [row for row in undisturbed["handshake"] if ",overdue," in row]


@pytest.mark.parametrize("name", spread(sorted(FAILPOINTS), 5))
async def test_who_is_killed_leaves_a_life_that_the_next_one_lives_to_its_end(
    name: str, place: Place, undisturbed: Ending
) -> None:
    died = ended(started(live, *place.given, "first", at=name))
    assert died == -signal.SIGKILL, f"no crash: this life does not pass {name} ({FAILPOINTS[name]})"
    place.bury()
    assert ended(started(live, *place.given, "second")) == FINISHED
    assert changed(undisturbed, place.ending()) == []


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(FAILPOINTS))
async def test_nor_does_it_matter_when_it_dies_much_later_as_it_comes_by(
    name: str, place: Place, undisturbed: Ending
) -> None:
    assert ended(started(live, *place.given, "first", at=f"{name}:7")) in (-signal.SIGKILL, FINISHED)
    place.bury()
    assert ended(started(live, *place.given, "second")) == FINISHED
    assert changed(undisturbed, place.ending()) == []
