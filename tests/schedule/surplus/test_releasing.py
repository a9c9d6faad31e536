"""On its day the surplus of each household is looked for once; the next run proposes it, and the bank executes it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database, Session
from services.events import RunKind
from services.jobs import Worker
from services.months import parse_month
from services.schedule.hand import Hand
from services.schedule.payments.run import RunKey
from services.schedule.payments.service import RunWorker
from services.schedule.surplus.watching import LOOK_FOR_SURPLUS, SurplusWatch
from tests.schedule.households.builders import B12, KEYRING, PAPERS
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import DECISION, FEBRUARY, Office
from tests.schedule.statements.files import Line
from tests.schedule.surplus.test_surplus import RULE, with_rule
from tests.schedule.toeslagen.builders import DECIDED

RULES = with_rule(RULE._replace(from_month=2))


class ThriftyOffice(Office):
    """A back office whose Den Haag has the rule."""

    def __init__(self, database: Database, organisation: UUID, clock: MovableClock) -> None:
        super().__init__(database, organisation, clock)
        self.worker = RunWorker(database, clock, RULES, KEYRING, self.registry)

    def hand(self, session: Session, by: str) -> Hand:
        return Hand.of(session, by, self.clock.now(), RULES, KEYRING)


@pytest.fixture
async def treasury(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    """A household of Den Haag, whose months to May are paid and shown by the bank, with all that came in."""
    clock.move_to(FEBRUARY)
    treasury = Treasury(database, organisation, clock, admin_url)
    office = treasury.office = ThriftyOffice(database, organisation, clock)
    await office.register("Z-1001", *PAPERS, B12, DECISION, DECIDED)
    for month in ("2026-03", "2026-04", "2026-05"):
        clock.move_to(datetime(2026, int(month[-1]) - 1, 24, 9, tzinfo=UTC))
        await treasury.files(RunKey(parse_month(month), RunKind.MONTHLY, 1))
    clock.move_to(datetime(2026, 5, 15, 9, tzinfo=UTC))
    return treasury


def income(treasury: Treasury) -> list[Line]:
    rows = treasury.rows("select amount, expected_on from schedule.expected_income where amount > received order by 2")
    return [Line(row["amount"], booked_on=row["expected_on"], text="Z-1001") for row in rows]


async def looks(treasury: Treasury) -> None:
    watch = SurplusWatch(treasury.database, treasury.clock, RULES, KEYRING)
    async with Worker(treasury.database, {LOOK_FOR_SURPLUS: watch.look}, alarms=[watch.wake]) as worker:
        await worker.ring()
        await worker.drain()


def found(treasury: Treasury) -> list[dict[str, object]]:
    return treasury.rows("select month, here, lowest, buffer, amount, pays_on, ended_as from schedule.surplus")


async def test_what_is_over_is_proposed_by_the_next_run_and_paid(treasury: Treasury) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()], *income(treasury))
    assert treasury.oddities() == []
    await looks(treasury)
    (row,) = found(treasury)
    assert (row["ended_as"], row["pays_on"], row["buffer"]) == ("released", date(2026, 6, 1), 100_00)
    assert row["amount"] == (min(int(str(row["here"])), int(str(row["lowest"]))) - 100_00) // 100 * 100
    await looks(treasury)
    assert found(treasury) == [row]
    run = await treasury.office.propose(RunKey(parse_month("2026-06"), RunKind.MONTHLY, 1))
    paid = "select purpose, occasion, amount, payee, reason from schedule.payment where purpose = 'surplus'"
    assert treasury.rows(paid) == [
        {"purpose": "surplus", "occasion": "2026-06", "amount": row["amount"], "payee": "client", "reason": None}
    ]
    await treasury.office.approve(run)
    surplus = treasury.payment("surplus")
    await treasury.says(surplus.line())
    assert treasury.payment("surplus").state == "executed"
    assert treasury.broken() == {}


async def test_what_has_not_arrived_is_not_given_away(treasury: Treasury) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    await looks(treasury)
    (row,) = found(treasury)
    assert (row["ended_as"], row["amount"]) == ("nothing_over", 0)
    assert int(str(row["here"])) < 0
    assert treasury.rows("select from schedule.fact where about like 'surplus/%%'") == []
