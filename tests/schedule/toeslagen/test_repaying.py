"""What comes back of a claim is known by its booking, counts once whoever tells it, and is missed if it fails."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.months import parse_month
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import Part as Said
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.matching.booked import Place
from services.schedule.planning.case import Account
from services.schedule.toeslagen.arriving import CameIn, arrived
from services.schedule.toeslagen.claim import Agreement, Part
from services.schedule.toeslagen.claim_repository import Claim, NoSuchClaim, claim_at
from services.schedule.toeslagen.claiming import agree
from services.schedule.toeslagen.repaying import repaid
from services.schedule.unseen.looking import look
from tests.schedule.exceptions.desk import Desk
from tests.schedule.statements.files import Line
from tests.schedule.toeslagen.builders import HUURTOESLAG
from tests.schedule.toeslagen.test_arriving import FACTS
from tests.schedule.toeslagen.test_claim import LATE

BOTH = Agreement(60000, 30000, date(2026, 4, 28))
APRIL, MAY = date(2026, 4, 29), date(2026, 5, 29)
OWN: dict[str, Any] = {"iban": "NL20INGB0001234567", "name": "T. Testpersoon"}


@pytest.fixture
async def desk(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Desk:
    """A household that owes € 600 of a huurtoeslag that came to the client's own account, in two parts."""
    desk = Desk(database, organisation, clock, admin_url)
    _reach(desk, date(2026, 4, 21))
    await desk.office.register("Z-1001", *FACTS, LATE)
    (household,) = desk.households()
    came = CameIn(household, HUURTOESLAG, 112200, date(2026, 4, 20))
    assert came.account is Account.CLIENT
    await desk.does_by(lambda session, hand: arrived(session, hand, [came]))
    await desk.does_by(lambda session, hand: agree(session, hand, household, HUURTOESLAG, 1, BOTH))
    return desk


def _reach(desk: Desk, day: date) -> None:
    desk.clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


async def transfers(desk: Desk, on: date, cents: int = 30000, text: str = "terugbetaling Z-1001") -> None:
    """The client transfers money, and the bank says so that day."""
    _reach(desk, on)
    await desk.says(Line(cents, booked_on=on, text=text, **OWN))


async def tells(desk: Desk, on: date, time: int = 1) -> Claim:
    """Els was told that an instalment came."""
    (household,) = desk.households()
    claim: Claim = await desk.does_by(
        lambda session, hand: repaid(session, hand, household, HUURTOESLAG, 1, Part(on, 30000), time)
    )
    return claim


async def claim_of(desk: Desk) -> tuple[str, int, list[tuple[str, int]]]:
    """Its state, the cents that are back, and what is still to come."""
    (household,) = desk.households()
    claim: Claim = await desk.does_by(lambda session, hand: claim_at(session, household, HUURTOESLAG, 1))
    return str(claim.row.state), claim.repaid, [(one.on.isoformat(), one.amount) for one in claim.still_to_come]


async def missed(desk: Desk, on: date) -> list[tuple[str, str | None]]:
    """What the bank did not show of claims is asked of whom, and how that ended."""
    _reach(desk, on)
    await desk.does_by(look, by="ontzorg")
    back = "kind = 'not_seen' and starts_with(about, 'income/huurtoeslag_repaid')"
    query = f"select about, outcome from schedule.task where {back} order by about"
    return [(row["about"], row["outcome"]) for row in desk.rows(query)]


async def test_each_transfer_lowers_the_claim_until_it_is_repaid(desk: Desk) -> None:
    await transfers(desk, APRIL)
    assert await claim_of(desk) == ("agreed", 30000, [("2026-05-28", 30000)])
    (share,) = desk.rows("select subject, ledger_subject, amount from schedule.bank_share")
    assert (share["subject"], share["amount"]) == ("huurtoeslag_repaid_1/2026-04", 30000)
    await transfers(desk, MAY)
    assert await claim_of(desk) == ("repaid", 60000, [])
    assert desk.oddities() == []
    assert sum(desk.held("arrived").values()) == 60000
    assert desk.broken() == {}


async def test_both_in_one_sum_are_both(desk: Desk) -> None:
    await transfers(desk, date(2026, 5, 20), 60000)
    assert await claim_of(desk) == ("repaid", 60000, [])
    subjects = [row["subject"] for row in desk.rows("select subject from schedule.bank_share order by number")]
    assert subjects == ["huurtoeslag_repaid_1/2026-04", "huurtoeslag_repaid_1/2026-05"]
    assert desk.broken() == {}


async def test_another_amount_or_a_transfer_that_names_nobody_is_somebodys_to_look_at(desk: Desk) -> None:
    await transfers(desk, APRIL, 25000)
    await transfers(desk, APRIL, text="terugbetaling")
    assert [oddity for oddity, _ in desk.oddities()] == ["amount_differs", "unknown_credit"]
    assert await claim_of(desk) == ("agreed", 0, [("2026-04-28", 30000), ("2026-05-28", 30000)])


async def test_what_a_person_says_of_the_first_transfer_explains_the_next_one(desk: Desk) -> None:
    (household,) = desk.households()
    await transfers(desk, APRIL, text="terugbetaling")
    (place,) = desk.places()
    said = Said(household, "huurtoeslag_repaid_1", parse_month("2026-04"), 30000)
    with pytest.raises(NoSuchClaim):
        await desk.matches(place, said._replace(kind="huurtoeslag_repaid_2"))
    await desk.matches(place, said, Remember(("terugbetaling",), None))
    await transfers(desk, MAY, text="terugbetaling")
    assert await claim_of(desk) == ("repaid", 60000, [])
    assert desk.places() == []
    assert desk.broken() == {}


async def test_what_was_told_ahead_of_the_bank_is_the_money_that_the_bank_shows(desk: Desk) -> None:
    _reach(desk, APRIL)
    await tells(desk, date(2026, 4, 28))
    await transfers(desk, APRIL)
    assert await claim_of(desk) == ("agreed", 30000, [("2026-05-28", 30000)])
    await tells(desk, date(2026, 4, 28))
    await tells(desk, APRIL)
    assert await claim_of(desk) == ("agreed", 30000, [("2026-05-28", 30000)])
    await transfers(desk, MAY)
    assert await claim_of(desk) == ("repaid", 60000, [])
    await tells(desk, MAY)
    assert await claim_of(desk) == ("repaid", 60000, [])
    assert desk.broken() == {}


async def test_agreed_anew_what_came_keeps_its_place_and_is_not_missed(desk: Desk) -> None:
    (household,) = desk.households()
    await transfers(desk, date(2026, 5, 4))
    anew = Agreement(50000, 20000, date(2026, 5, 11))
    await desk.does_by(lambda session, hand: agree(session, hand, household, HUURTOESLAG, 1, anew))
    assert await claim_of(desk) == ("agreed", 30000, [("2026-05-11", 20000)])
    await transfers(desk, date(2026, 5, 11), 20000)
    assert await claim_of(desk) == ("repaid", 50000, [])
    assert await missed(desk, date(2026, 6, 30)) == []
    assert desk.broken() == {}


async def test_an_instalment_that_does_not_come_in_five_bank_days_is_a_task_of_the_household(desk: Desk) -> None:
    await desk.says()
    _reach(desk, date(2026, 5, 6))
    await desk.says(Line(1_00, booked_on=date(2026, 5, 6)))
    assert await missed(desk, date(2026, 5, 6)) == [("income/huurtoeslag_repaid_1/2026-04", None)]
    await transfers(desk, date(2026, 5, 7))
    assert await missed(desk, date(2026, 5, 8)) == [("income/huurtoeslag_repaid_1/2026-04", "done")]


async def test_what_was_matched_wrongly_is_to_come_back_again(desk: Desk) -> None:
    await transfers(desk, date(2026, 5, 20), 60000)
    (row,) = desk.rows("select statement_id, entry, part from schedule.bank_booking where amount = 60000")
    place = Place(**row)
    await desk.asks(place, BookingMeasure.TAKE_BACK)
    assert await claim_of(desk) == ("agreed", 0, [("2026-04-28", 30000), ("2026-05-28", 30000)])
    steps = desk.rows("select state from schedule.toeslag_claim_step order by step")
    assert [row["state"] for row in steps] == ["open", "agreed", "repaid", "agreed"]
    (household,) = desk.households()
    await desk.matches(place, Said(household, "huurtoeslag_repaid_1", parse_month("2026-04"), 60000))
    assert await claim_of(desk) == ("repaid", 60000, [])
    assert desk.broken() == {}
