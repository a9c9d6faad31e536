"""What the bank should have shown and did not is somebody's task, from the day that its silence says something."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.mandates.schemas import Payer
from services.schedule.hand import Hand
from services.schedule.households.task_service import close_task
from services.schedule.unseen.looking import BY, look
from services.schedule.unseen.repository import Place, page_of_unseen
from services.schedule.unseen.unseen import Unseen
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line
from tests.schedule.told_registry import umr_of

NINTH, TENTH, LATER = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (9, 10, 24))


@pytest.fixture
async def treasury(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    """Two households of Den Haag whose landlord draws the rent; March is filed, and the bank's first statement came."""
    clock.move_to(FEBRUARY)
    treasury = Treasury(database, organisation, clock, admin_url)
    treasury.office.registry.routes["rent"] = Payer.SUPPLIER_PULLS
    await treasury.office.register("Z-1001")
    await treasury.office.register("Z-1002")
    await treasury.files()
    await treasury.says()
    return treasury


async def looked(treasury: Treasury, now: datetime) -> int:
    treasury.clock.move_to(now)
    async with treasury.database.transaction(treasury.organisation) as session:
        return await look(session, Hand.of(session, BY, now, RULES, KEYRING))


async def listed(treasury: Treasury, limit: int = 100, after: Place | None = None) -> list[Unseen]:
    async with treasury.database.reading(treasury.organisation) as session:
        return list(await page_of_unseen(session, treasury.clock.today(), after or Place(), limit, None))


def tasks(treasury: Treasury) -> dict[str, list[str | None]]:
    rows = treasury.rows("select about, outcome from schedule.task where kind = 'not_seen' order by about, outcome")
    found: dict[str, list[str | None]] = {}
    for row in rows:
        found.setdefault(row["about"], []).append(row["outcome"])
    return found


async def test_where_no_statement_reaches_so_far_nobody_is_told(treasury: Treasury) -> None:
    assert await looked(treasury, TENTH) == 0
    assert await listed(treasury) == []


async def test_what_is_in_no_statement_five_bank_days_later_is_missing(treasury: Treasury) -> None:
    due = [one for one in treasury.payments() if one.execute_on.isoformat() <= "2026-03-03"]
    rent = treasury.rows("select household_id, amount from schedule.payment where purpose = 'rent' and live")[0]
    treasury.clock.move_to(TENTH)
    shown = [one for one in due if one.purpose != "leefgeld"]
    drawn = Line(-rent["amount"], mandate=umr_of(rent["household_id"], "rent"), booked_on=TENTH.date())
    await treasury.says(*[one.line() for one in shown], drawn)
    assert await looked(treasury, TENTH) > 0
    missing = {(one.what, one.subject) for one in await listed(treasury)}
    assert ("collection", "rent/2026-03") in missing
    assert ("payment", "leefgeld/2026-03-01") in missing
    assert not any(subject.startswith(("water", "health_premium")) for _, subject in missing)
    assert tasks(treasury)["payment/leefgeld/2026-03-01"] == [None, None]
    assert tasks(treasury)["collection/rent/2026-03"] == [None]


async def test_what_shows_after_all_ends_its_task_and_what_a_person_closed_stays_closed(treasury: Treasury) -> None:
    leefgeld = treasury.payments("occasion = '2026-03-01'")
    treasury.clock.move_to(TENTH)
    await treasury.says(Line(1_00, booked_on=TENTH.date()))
    await looked(treasury, TENTH)
    (closed,) = treasury.rows(
        "select household_id, id from schedule.task where about = 'collection/rent/2026-03' order by id limit 1"
    )
    async with treasury.database.transaction(treasury.organisation) as session:
        hand = Hand.of(session, "anna", TENTH, RULES, KEYRING)
        await close_task(session, hand, closed["household_id"], closed["id"], "The landlord will not draw it.")
    await treasury.says(leefgeld[0].line()._replace(booked_on=TENTH.date()))
    await looked(treasury, LATER)
    assert sorted(map(str, tasks(treasury)["payment/leefgeld/2026-03-01"])) == ["None", "done"]
    assert sorted(map(str, tasks(treasury)["collection/rent/2026-03"])) == ["None", "closed"]
    assert treasury.broken() == {}


async def test_looking_twice_changes_nothing(treasury: Treasury) -> None:
    treasury.clock.move_to(TENTH)
    await treasury.says(Line(1_00, booked_on=TENTH.date()))
    first, before = await looked(treasury, TENTH), tasks(treasury)
    assert (await looked(treasury, TENTH), tasks(treasury)) == (first, before)


async def test_a_benefit_that_did_not_come_is_missing_and_one_that_did_is_not(treasury: Treasury) -> None:
    treasury.clock.move_to(LATER)
    first, second = treasury.rows(
        "select reference, subject, amount, expected_on from schedule.expected_income join schedule.household"
        " on id = household_id where starts_with(subject, 'benefit/') and expected_on between '2026-02-20' and"
        " '2026-03-10' order by reference limit 2"
    )
    day = LATER.date()
    came = Line(first["amount"], text=f"bijstand {first['reference']}", booked_on=first["expected_on"])
    await treasury.says(came, Line(1_00, booked_on=day))
    missing = [one for one in await listed(treasury) if one.what == "income"]
    assert [(one.subject, one.amount) for one in missing] == [(second["subject"], second["amount"])]


async def test_a_page_goes_on_where_the_last_one_ended(treasury: Treasury) -> None:
    treasury.clock.move_to(TENTH)
    await treasury.says(Line(1_00, booked_on=TENTH.date()))
    every = await listed(treasury)
    last = every[1]
    place = Place(last.expected_on, last.household_id, last.what, last.subject)
    assert await listed(treasury, 2) == every[:2]
    assert await listed(treasury, 100, place) == every[2:]
    assert len(every) > 3
