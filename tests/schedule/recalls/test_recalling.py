"""A payment is asked back by two people; until the bank answers nothing new is tried, and its answer is no money."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from services.errors import InvalidInput
from services.machine import CannotHappen
from services.schedule.hand import Hand
from services.schedule.recalls import asking
from services.schedule.recalls.answering import AnswerTaken, NotOurRecall, take_answer
from services.schedule.recalls.asking import (
    NothingToRecall,
    RecallAskedByYou,
    RecallIsOpen,
    RecallNotAskedByYou,
    place,
)
from services.schedule.recalls.recall import RecallReason, TooLateToRecall
from services.schedule.recalls.repository import recall_by_id, steps_of
from services.schedule.recalls.tables import RecallRow
from services.schedule.recalls.watching import look
from services.schedule.statements.receiving import receive
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.matching.treasury import Paid, Treasury
from tests.schedule.recalls.answers import answer, of
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import handed_in
from tests.superuser import as_superuser

WHY = "The landlord was paid twice."
TASKS = "select about, outcome from schedule.task where kind = 'recall_not_met'"


async def asked(
    treasury: Treasury, payment: Paid, by: str = "piet", reason: RecallReason = RecallReason.OUR_WISH
) -> RecallRow:
    async with treasury.database.transaction(treasury.organisation) as session:
        return await asking.ask(session, treasury.office.hand(session, by), payment.end_to_end_id, reason, WHY)


async def decided(
    treasury: Treasury, act: Callable[..., Awaitable[RecallRow]], recall_id: UUID, by: str = "els"
) -> RecallRow:
    async with treasury.database.transaction(treasury.organisation) as session:
        return await act(session, treasury.office.hand(session, by), recall_id)


async def sent(treasury: Treasury, payment: Paid) -> RecallRow:
    return await decided(treasury, asking.approve, (await asked(treasury, payment)).id)


async def answered(treasury: Treasury, content: bytes) -> AnswerTaken:
    async with treasury.database.transaction(treasury.organisation) as session:
        return await take_answer(session, treasury.office.hand(session, "piet"), handed_in(content))


async def looked(treasury: Treasury) -> int:
    async with treasury.database.transaction(treasury.organisation) as session:
        return await look(session, Hand.of(session, "ontzorg", treasury.clock.now(), RULES, KEYRING))


async def states(treasury: Treasury, recall_id: UUID) -> list[str]:
    """The steps of a recall, by whom."""
    async with treasury.database.reading(treasury.organisation) as session:
        return [f"{one.state} {one.by}" for one in await steps_of(session, recall_id)]


async def test_one_person_asks_another_agrees_and_the_file_for_the_bank_is_there(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    recall = await asked(treasury, rent)
    assert (recall.state, recall.file_sealed) == ("asked", None)
    assert KEYRING.unseal(recall.why_sealed, place(recall, "why")) == WHY
    recall = await decided(treasury, asking.approve, recall.id)
    assert (recall.state, recall.approved_by) == ("sent", "els")
    assert recall.file_sealed is not None
    file = KEYRING.unseal(recall.file_sealed, place(recall, "file"))
    (of_file,) = treasury.rows("select message_id from schedule.payment_file")
    days = sorted({one.execute_on for one in treasury.payments()})
    assert f"<OrgnlMsgId>{of_file['message_id']}</OrgnlMsgId>" in file
    block = f"{of_file['message_id']}-{days.index(rent.execute_on) + 1}"
    assert f"<OrgnlPmtInfId>{block}</OrgnlPmtInfId>" in file
    assert f"<OrgnlEndToEndId>{rent.end_to_end_id}</OrgnlEndToEndId>" in file
    assert await states(treasury, recall.id) == ["asked piet", "sent els"]
    assert treasury.payment("rent").state == "submitted"
    assert treasury.broken() == {}


async def test_nobody_agrees_to_what_he_asked_and_nobody_withdraws_what_another_asked(treasury: Treasury) -> None:
    recall = await asked(treasury, treasury.payment("rent"))
    before = everything(treasury.admin_url)
    for act, by, refusal in (
        (asking.approve, "piet", RecallAskedByYou),
        (asking.refuse, "piet", RecallAskedByYou),
        (asking.withdraw, "els", RecallNotAskedByYou),
    ):
        with pytest.raises(refusal):
            await decided(treasury, act, recall.id, by)
    assert changed(before, everything(treasury.admin_url)) == []


@pytest.mark.parametrize(
    ("act", "by", "state"), [(asking.refuse, "els", "refused"), (asking.withdraw, "piet", "withdrawn")]
)
async def test_what_was_given_up_does_not_go_and_may_be_asked_anew(
    act: Callable[..., Awaitable[RecallRow]], by: str, state: str, treasury: Treasury
) -> None:
    recall = await asked(treasury, treasury.payment("rent"))
    assert (await decided(treasury, act, recall.id, by)).state == state
    with pytest.raises(CannotHappen):
        await decided(treasury, asking.approve, recall.id)
    assert (await sent(treasury, treasury.payment("rent"))).state == "sent"


async def test_of_a_payment_one_recall_is_open(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    recall = await sent(treasury, rent)
    with pytest.raises(RecallIsOpen):
        await asked(treasury, rent)
    with as_superuser(treasury.admin_url) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(
            "insert into schedule.payment_recall select organisation_id, gen_random_uuid(), run_id, end_to_end_id,"
            " household_id, subject, municipality, execute_on, reason, why_sealed, 'asked', asked_by, asked_at"
            " from schedule.payment_recall where id = %s",
            [recall.id],
        )


async def test_what_is_unknown_came_back_or_is_too_long_ago_is_not_asked_back(treasury: Treasury) -> None:
    rent, energy = treasury.payment("rent"), treasury.payment("energy")
    with pytest.raises(InvalidInput, match="endToEndId"):
        await asked(treasury, rent._replace(end_to_end_id="202603nobody"))
    await treasury.says(rent.line(), energy.line(), energy.line(energy.amount, return_code="AC04"))
    with pytest.raises(NothingToRecall):
        await asked(treasury, energy)
    treasury.clock.move_to(treasury.clock.now() + timedelta(days=60))
    with pytest.raises(TooLateToRecall):
        await asked(treasury, rent, reason=RecallReason.DUPLICATE)
    assert (await asked(treasury, rent, reason=RecallReason.FRAUD)).state == "asked"


async def test_while_the_bank_has_not_answered_nothing_new_is_tried(treasury: Treasury) -> None:
    await sent(treasury, treasury.payment("rent"))
    many = len(treasury.payments())
    treasury.clock.move_to(treasury.clock.now() + timedelta(days=40))
    await treasury.files_another()
    assert len(treasury.payments()) == many
    assert treasury.broken() == {}


async def test_the_money_that_comes_back_meets_the_recall_whatever_code_it_comes_with(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line())
    recall = await sent(treasury, rent)
    await treasury.says(rent.line(rent.amount, return_code="FOCR"))
    assert await states(treasury, recall.id) == ["asked piet", "sent els", "met ontzorg"]
    assert treasury.payment("rent").state == "returned"
    assert treasury.rows("select reason, detail from schedule.held_payment where purpose = 'rent'") == [
        {"reason": "came_back", "detail": "FOCR"}
    ]
    many = len(treasury.payments())
    await treasury.files_another()
    assert len(treasury.payments()) == many
    assert treasury.broken() == {}


async def test_a_promise_is_no_money_and_what_is_not_there_in_time_is_somebodys_task(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line())
    treasury.clock.move_to(treasury.clock.now() + timedelta(days=10))
    recall = await sent(treasury, rent)
    assert (await answered(treasury, answer(of(rent.end_to_end_id, "ACCR")))).changed == 1
    assert treasury.payment("rent").state == "executed"
    assert recall.answer_due_on is not None
    while treasury.clock.today() < recall.answer_due_on:
        treasury.clock.move_to(treasury.clock.now() + timedelta(days=1))
    assert await looked(treasury) == 0
    treasury.clock.move_to(treasury.clock.now() + timedelta(days=1))
    assert await looked(treasury) == 1
    assert await looked(treasury) == 1
    assert treasury.rows(TASKS) == [{"about": f"rent/2026-03/{recall.id}", "outcome": None}]
    await treasury.says(rent.line(rent.amount, return_code="FOCR"))
    assert await states(treasury, recall.id) == ["asked piet", "sent els", "promised piet", "met ontzorg"]
    assert treasury.rows(TASKS) == [{"about": f"rent/2026-03/{recall.id}", "outcome": "done"}]
    assert treasury.broken() == {}


async def test_a_bank_that_declines_is_a_task_at_once_and_the_payment_stays_paid(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line())
    recall = await sent(treasury, rent)
    taken = await answered(treasury, answer(of(rent.end_to_end_id, "RJCR", "CUST")))
    assert (taken.changed, taken.file.format) == (1, "camt.029")
    assert treasury.rows(TASKS) == [{"about": f"rent/2026-03/{recall.id}", "outcome": None}]
    assert treasury.payment("rent").state == "executed"
    async with treasury.database.reading(treasury.organisation) as session:
        row = await recall_by_id(session, recall.id)
    assert (row.state, row.answer_code) == ("declined", "CUST")
    assert (await asked(treasury, rent)).state == "asked"
    assert treasury.broken() == {}


async def test_what_is_cancelled_before_its_day_never_leaves_and_waits_for_a_person(treasury: Treasury) -> None:
    last = max(treasury.payments(), key=lambda one: one.execute_on)
    assert last.execute_on > treasury.clock.today()
    recall = await sent(treasury, last)
    await answered(treasury, answer(of(last.end_to_end_id), of_all="CNCL"))
    assert await states(treasury, recall.id) == ["asked piet", "sent els", "promised piet", "met piet"]
    (now,) = [one for one in treasury.payments() if one.end_to_end_id == last.end_to_end_id]
    assert now.state == "rejected"
    many = len(treasury.payments())
    await treasury.files_another()
    assert len(treasury.payments()) == many
    assert treasury.broken() == {}


async def test_the_same_answer_again_a_pending_one_and_one_that_comes_too_late_change_nothing(
    treasury: Treasury,
) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line())
    await sent(treasury, rent)
    content = answer(of(rent.end_to_end_id, "RJCR"))
    assert (await answered(treasury, answer(of(rent.end_to_end_id, "PDCR"), number=2))).changed == 0
    await answered(treasury, content)
    before = everything(treasury.admin_url)
    assert (await answered(treasury, content)).known_before
    assert changed(before, everything(treasury.admin_url)) == []
    assert (await answered(treasury, answer(of(rent.end_to_end_id, "ACCR"), number=3))).changed == 0


async def test_an_answer_to_what_was_never_sent_is_refused_whole(treasury: Treasury) -> None:
    rent, energy = treasury.payment("rent"), treasury.payment("energy")
    await sent(treasury, rent)
    await asked(treasury, energy)
    before = everything(treasury.admin_url)
    for content in (answer(of("202603nobody", "RJCR")), answer(of(rent.end_to_end_id), of(energy.end_to_end_id))):
        with pytest.raises(NotOurRecall):
            await answered(treasury, content)
    assert changed(before, everything(treasury.admin_url)) == []


async def test_an_answer_comes_by_the_same_intake_as_statements(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await sent(treasury, rent)
    content = answer(of(rent.end_to_end_id, "RJCR"))
    async with treasury.database.transaction(treasury.organisation) as session:
        file, not_taken = await receive(session, treasury.office.hand(session, "folder"), handed_in(content))
    assert (file.format, not_taken) == ("camt.029", [])
