"""More payments than a bank takes in one file go into several, each of them in one, in one order."""

from dataclasses import replace
from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from services.schedule.bank.profile import BNG
from services.schedule.hand import Hand
from services.schedule.payments import repository, service
from services.schedule.payments.filing import file_next
from services.schedule.payments.run import RunState
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.runs import FEBRUARY, Office, payments


async def test_seven_payments_at_three_a_file_are_three_files(
    database: Database, organisation: UUID, clock: MovableClock, municipalities: None, admin_url: str
) -> None:
    clock.move_to(FEBRUARY)
    office = Office(database, organisation, clock)
    await office.register("Z-1")
    run = await office.propose()
    async with database.transaction(organisation) as session:
        hand = Hand.of(session, "roos", clock.now(), RULES, KEYRING)
        run = await service.approve(session, hand, run.id, run.content_hash or "")
    while run.state is not RunState.FROZEN:
        await office.worker._step(organisation, run.id)
        async with database.reading(organisation) as asking:
            run = await repository.run_by_id(asking, run.id)
    bank = replace(BNG, most_items=3)
    for more in (True, True, True, False):
        async with database.transaction(organisation) as session:
            held = await repository.run_by_id(session, run.id, hold=True)
            assert await file_next(session, held, KEYRING, clock.now(), bank) is more
    found = payments(admin_url, "execute_on, file_number")
    assert sorted(number for _, number in found) == [1, 1, 1, 2, 2, 2, 3]
    days = {number: [day for day, file in found if file == number] for number in (1, 2, 3)}
    assert max(days[1]) <= min(days[2])
    assert max(days[2]) <= min(days[3])
