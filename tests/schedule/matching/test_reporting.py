"""What a status report rejects is free again and waits; anything else that it says changes nothing."""

import pytest

from services.schedule.matching.reporting import NotOfItsFile, NotOurFile, ReportTaken, take_report
from services.schedule.statements.faults import NotABankFile
from tests.schedule.matching.reports import block, of, report
from tests.schedule.matching.treasury import Paid, Treasury
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import handed_in


@pytest.fixture
def file(treasury: Treasury) -> str:
    """The message id of the file of March."""
    (row,) = treasury.rows("select message_id from schedule.payment_file")
    return str(row["message_id"])


async def take(treasury: Treasury, content: bytes) -> ReportTaken:
    async with treasury.database.transaction(treasury.organisation) as session:
        return await take_report(session, treasury.office.hand(session, "piet"), handed_in(content))


async def test_a_payment_that_is_rejected_is_free_again_and_waits_with_the_code(treasury: Treasury, file: str) -> None:
    rent = treasury.payment("rent")
    pending = treasury.rows("select sum(credits_pending) as cents from schedule.ledger_account where kind = 'clearing'")
    taken = await take(treasury, report(file, of(rent.end_to_end_id, "RJCT")))
    assert (taken.rejected, taken.advised, taken.odd) == (1, 0, 0)
    assert treasury.payment("rent").state == "rejected"
    assert treasury.rows("select reason, detail from schedule.held_payment where purpose = 'rent'") == [
        {"reason": "came_back", "detail": "AC04"}
    ]
    after = treasury.rows("select sum(credits_pending) as cents from schedule.ledger_account where kind = 'clearing'")
    assert pending[0]["cents"] - after[0]["cents"] == rent.amount
    assert treasury.broken() == {}


async def test_a_file_that_is_rejected_as_a_whole_waits_as_a_whole_and_the_next_run_pays_it(
    treasury: Treasury, file: str
) -> None:
    many = len(treasury.payments())
    assert (await take(treasury, report(file, group="RJCT"))).rejected == many
    assert treasury.states() == {"rejected": many}
    await treasury.files_another()
    assert treasury.states() == {"rejected": many, "submitted": many}
    assert treasury.broken() == {}


async def test_a_block_that_is_rejected_takes_its_day_alone(treasury: Treasury, file: str) -> None:
    day = treasury.payments()[0].execute_on
    of_day = [one for one in treasury.payments() if one.execute_on == day]
    await take(treasury, report(file, blocks=block(f"{file}-1", status="RJCT")))
    assert {one.execute_on for one in treasury.payments() if one.state == "rejected"} == {day}
    assert treasury.states()["rejected"] == len(of_day)


async def test_what_a_report_accepts_or_calls_settled_changes_nothing(treasury: Treasury, file: str) -> None:
    rent, energy = treasury.payment("rent"), treasury.payment("energy")
    taken = await take(treasury, report(file, of(rent.end_to_end_id, "ACSC"), of(energy.end_to_end_id, "ACCP")))
    assert (taken.rejected, taken.advised) == (0, 2)
    assert set(treasury.states()) == {"submitted"}


async def test_the_same_report_again_changes_nothing(treasury: Treasury, file: str) -> None:
    content = report(file, of(treasury.payment("rent").end_to_end_id, "RJCT"))
    await take(treasury, content)
    before = everything(treasury.admin_url)
    assert (await take(treasury, content)).known_before
    assert changed(before, everything(treasury.admin_url)) == []
    again = await take(treasury, report(file, of(treasury.payment("rent").end_to_end_id, "RJCT"), number=2))
    assert (again.rejected, again.odd) == (0, 0)


async def test_a_payment_that_was_executed_is_rejected_by_no_report_and_is_an_exception(
    treasury: Treasury, file: str
) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line())
    taken = await take(treasury, report(file, of(rent.end_to_end_id, "RJCT")))
    assert (taken.rejected, taken.odd) == (0, 1)
    assert treasury.payment("rent").state == "executed"
    assert treasury.oddities() == [("rejected_after_execution", rent.end_to_end_id)]
    assert treasury.broken() == {}


async def test_what_the_bank_executes_after_it_rejected_it_is_paid_no_second_time(
    treasury: Treasury, file: str
) -> None:
    rent = treasury.payment("rent")
    await take(treasury, report(file, of(rent.end_to_end_id, "RJCT", "TM01")))
    await treasury.says(rent.line())
    assert treasury.oddities() == [("executed_after_rejection", rent.end_to_end_id)]
    await treasury.files_another()
    assert [one for one in treasury.payments("purpose = 'rent'") if one.state == "submitted"][1:] == []


@pytest.mark.parametrize(
    ("content", "refusal"),
    [("other", NotOurFile), ("stranger", NotOfItsFile), ("statement", NotABankFile)],
)
async def test_a_report_that_is_not_on_a_file_of_ours_is_refused_and_leaves_nothing(
    treasury: Treasury, file: str, content: str, refusal: type[Exception]
) -> None:
    stranger = Paid("202603" + "f" * 24, 1, "rent", treasury.payment("rent").execute_on, "submitted")
    given = {
        "other": report("SOMEBODY-ELSES-1", of(stranger.end_to_end_id, "RJCT")),
        "stranger": report(file, of(stranger.end_to_end_id, "RJCT")),
        "statement": b"<html></html>",
    }
    before = everything(treasury.admin_url)
    with pytest.raises(refusal):
        await take(treasury, given[content])
    assert changed(before, everything(treasury.admin_url)) == []
