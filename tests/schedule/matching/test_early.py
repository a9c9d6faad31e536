"""A notification tells ahead of the statement that money came back: there is a task at once, and nothing is booked."""

from datetime import date

from services.events import StatementState
from tests.schedule.matching.treasury import Treasury
from tests.schedule.statements.files import Line, camt, stmt

WEDNESDAY = date(2026, 3, 4)


def notification(*lines: Line, number: int = 1) -> bytes:
    """The same entries as a statement has, without any balance (camt.054.001.08)."""
    content = camt(stmt(*lines, number=number, opening=None, on=WEDNESDAY, statement_id=f"N-{number}")).decode()
    for statement, told in (("camt.053", "camt.054"), ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"), ("Stmt>", "Ntfctn>")):
        content = content.replace(statement, told)
    return content.encode()


def tasks(treasury: Treasury) -> list[tuple[str, str, str | None]]:
    rows = treasury.rows(
        "select about, due_on, outcome from schedule.task where kind = 'money_came_back' order by about"
    )
    return [(row["about"], row["due_on"].isoformat(), row["outcome"]) for row in rows]


async def tell(treasury: Treasury, *lines: Line, number: int = 1) -> None:
    taken = await treasury.desk.take_in(notification(*lines, number=number))
    assert [one.statement.state for one in taken.statements] == [StatementState.TAKEN]
    await treasury.match()


async def test_leefgeld_that_comes_back_is_known_ahead_of_its_statement_and_booked_by_that(
    treasury: Treasury,
) -> None:
    leefgeld = next(one for one in treasury.payments() if one.purpose == "leefgeld")
    await treasury.says(leefgeld.line())
    before = treasury.held("budget"), treasury.held("bank_clearing"), treasury.states()
    back = leefgeld.line(leefgeld.amount, return_code="AC04")
    await tell(treasury, back)
    (task,) = tasks(treasury)
    assert task == ("leefgeld/advance", treasury.clock.today().isoformat(), None)
    assert (treasury.held("budget"), treasury.held("bank_clearing"), treasury.states()) == before
    assert treasury.rows("select from schedule.bank_match where outcome = 'returned'") == []
    assert treasury.broken() == {}

    await treasury.says(back)
    assert tasks(treasury) == [task]
    assert treasury.states()["returned"] == 1
    bank = sum(treasury.held("bank_clearing").values())
    assert bank == 0
    await tell(treasury, back, number=2)
    assert tasks(treasury) == [task]
    assert len(treasury.rows("select from schedule.payment_outcome where outcome = 'returned'")) == 1
    assert treasury.broken() == {}


async def test_what_went_out_is_of_another_amount_or_names_nothing_of_ours_rings_nobody(treasury: Treasury) -> None:
    first = treasury.payments()[0]
    lines = [first.line(), first.line(first.amount - 1, return_code="AC04"), Line(5_00, return_code="AC04")]
    await tell(treasury, *lines)
    assert tasks(treasury) == []
    assert treasury.oddities() == []
    assert treasury.states() == {"submitted": len(treasury.payments())}
    assert treasury.broken() == {}
