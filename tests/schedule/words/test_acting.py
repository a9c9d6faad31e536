"""What a supplier tells about money is done as when a person notes it, and on nothing that is another's."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.heard_words import NotKnownYet, NotUnique
from services.mandates.schemas import Contract
from services.notify.schemas import WordContent
from services.schedule.arrears.repository import arrears_of
from services.schedule.words.acting import Acting, NotPaidToIt
from services.schedule.words.placing import NotItsCustomer, Placed
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.matching.treasury import Treasury
from tests.schedule.rows import everything

SECOND, NINTH = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 9))
SUPPLIER = UUID(int=51)
SUM = {"amount": 11000, "currency": "EUR"}


class Desk:
    """A supplier that tells of the rent of the first of two households."""

    def __init__(self, treasury: Treasury) -> None:
        self.treasury = treasury
        (row,) = treasury.rows(
            "select household_id, payee_id, amount from schedule.payment"
            " where purpose = 'rent' and occasion = '2026-03' and live order by household_id limit 1"
        )
        self.household, self.account, self.rent = row["household_id"], row["payee_id"], row["amount"]
        (self.payment,) = treasury.payments(
            f"purpose = 'rent' and occasion = '2026-03' and household_id = '{self.household}'"
        )

    async def shown(self) -> None:
        """The bank says that it executed what it was to by the second of March."""
        self.treasury.clock.move_to(SECOND)
        payments = self.treasury.payments("purpose in ('rent', 'leefgeld') and execute_on <= '2026-03-02'")
        await self.treasury.says(*[one.line() for one in payments])

    def contracts(self, *costs: str) -> tuple[Contract, ...]:
        return tuple(
            Contract(arrangement_id=UUID(int=n), household_id=self.household, cost=cost, from_month="2026-02")
            for n, cost in enumerate(costs)
        )

    async def tells(
        self, kind: str, *costs: str, paid_to: UUID | None = None, now: datetime = NINTH, **data: Any
    ) -> None:
        self.treasury.clock.move_to(now)
        given = {"wordId": str(UUID(int=1)), "supplierId": str(SUPPLIER), "type": kind, "data": data}
        told = {**given, "receivedAt": now.isoformat(), "proof": "9f" * 32}
        word = WordContent.model_validate_json(json.dumps(told))
        placed = Placed(word, frozenset([paid_to or self.account]), self.contracts(*costs))
        async with self.treasury.database.transaction(self.treasury.organisation) as session:
            await Acting(RULES, KEYRING).act(session, placed, now)

    def tasks(self) -> list[tuple[Any, ...]]:
        rows = self.treasury.rows(
            "select kind, about, due_on::text, amount from schedule.task"
            f" where kind in ('arrears', 'supplier_told', 'paid_not_booked') and household_id = '{self.household}'"
            " order by kind, about"
        )
        return [tuple(row.values()) for row in rows]

    def announced(self, kind: str) -> list[dict[str, Any]]:
        rows = self.treasury.rows(
            f"select data from schedule.outbox where type = 'nl.ontzorg.schedule.{kind}' order by sequence"
        )
        return [row["data"] for row in rows]


@pytest.fixture
def desk(treasury: Treasury) -> Desk:
    return Desk(treasury)


async def test_what_it_booked_before_our_statement_shows_it_waits_and_then_is_its_answer(desk: Desk) -> None:
    said: dict[str, Any] = {"endToEndId": desk.payment.end_to_end_id, "bookedOn": "2026-03-02"}
    with pytest.raises(NotKnownYet):
        await desk.tells("payment.booked", now=SECOND, **said)
    await desk.shown()
    for _ in range(2):
        await desk.tells("payment.booked", **said)
    answers = desk.treasury.rows("select word, told_by, by from schedule.allocation_answer")
    assert [tuple(one.values()) for one in answers] == [("booked", "supplier", f"supplier {SUPPLIER}")]


async def test_what_it_did_not_book_is_somebodys_task_at_once(desk: Desk) -> None:
    await desk.shown()
    await desk.tells("payment.not_booked", endToEndId=desk.payment.end_to_end_id, reason="reference_unknown")
    assert desk.tasks() == [("paid_not_booked", "rent/2026-03", "2026-03-10", desk.rent)]


async def test_a_payment_to_another_is_not_there_for_it(desk: Desk) -> None:
    await desk.shown()
    before = everything(desk.treasury.admin_url)
    for name, paid_to in ((desk.payment.end_to_end_id, UUID(int=9)), ("202603" + "0" * 24, desk.account)):
        with pytest.raises(NotPaidToIt):
            await desk.tells("payment.booked", paid_to=paid_to, endToEndId=name, bookedOn="2026-03-02")
    assert everything(desk.treasury.admin_url) == before


async def test_of_a_bill_by_its_customer_number_the_answer_is_that_of_the_payment_for_it(desk: Desk) -> None:
    bill: dict[str, Any] = {"customerNumber": "K-1", "month": "2026-03"}
    booked = {**bill, "bookedOn": "2026-03-02", "sum": {"amount": desk.rent, "currency": "EUR"}}
    with pytest.raises(NotKnownYet):
        await desk.tells("bill.booked", "rent", now=SECOND, **booked)
    await desk.shown()
    with pytest.raises(NotPaidToIt):
        await desk.tells("bill.booked", "rent", paid_to=UUID(int=9), **booked)
    await desk.tells("bill.booked", "rent", **booked)
    assert desk.tasks() == []
    less = {**booked, "sum": {"amount": desk.rent - 1000, "currency": "EUR"}}
    await desk.tells("bill.booked", "rent", **less)
    assert desk.tasks() == [("paid_not_booked", "rent/2026-03", "2026-03-10", 1000)]
    await desk.tells("bill.not_booked", "rent", **bill, reason="not_received")
    assert desk.tasks() == [("paid_not_booked", "rent/2026-03", "2026-03-10", desk.rent)]
    answers = desk.treasury.rows("select word, amount, reason from schedule.allocation_answer order by number")
    assert [tuple(one.values()) for one in answers] == [
        ("booked", None, None),
        ("booked_otherwise", desk.rent - 1000, None),
        ("not_booked", None, "not_received"),
    ]


async def test_a_bill_that_we_did_not_pay_is_looked_at_for_ten_days_and_then_by_a_person(desk: Desk) -> None:
    bill: dict[str, Any] = {"customerNumber": "K-1", "month": "2026-05", "reason": "not_received"}
    with pytest.raises(NotKnownYet):
        await desk.tells("bill.not_booked", "rent", **bill)
    with pytest.raises(NotItsCustomer):
        await desk.tells("bill.not_booked", **bill)
    assert desk.tasks() == []


def arrears(cents: int, letter_on: str = "2026-03-09", **other: Any) -> dict[str, Any]:
    money = {"amount": cents, "currency": "EUR"}
    return {"customerNumber": "K-1", "month": "2026-03", "sum": money, "letterOn": letter_on, **other}


async def test_a_letter_about_a_bill_that_we_paid_is_refuted_with_the_proof_and_no_alarm(desk: Desk) -> None:
    await desk.shown()
    for _ in range(2):
        await desk.tells("arrears.signalled", "rent", **arrears(desk.rent))
    (news,) = desk.announced("arrears.answered")
    assert (news["happened"], news["state"], news["supplierId"]) == ("refute", "refuted", str(SUPPLIER))
    assert (news["endToEndId"], news["amount"], news["paidOn"]) == (
        desk.payment.end_to_end_id,
        desk.rent,
        desk.payment.execute_on.isoformat(),
    )
    assert desk.tasks() == []


async def test_a_letter_about_a_bill_that_is_open_is_an_alarm_today_for_what_is_open(desk: Desk) -> None:
    await desk.tells("arrears.signalled", "rent", now=SECOND, **arrears(desk.rent, "2026-03-02"))
    assert desk.tasks() == [("arrears", "rent/2026-03", "2026-03-02", desk.rent)]
    await desk.shown()
    await desk.tells("arrears.signalled", "rent", **arrears(desk.rent + 4000, stage="final_notice"))
    assert [(one["happened"], one["endToEndId"]) for one in desk.announced("arrears.answered")] == [
        ("alarm", None),
        ("alarm", None),
    ]
    async with desk.treasury.database.reading(desk.treasury.organisation) as session:
        kept = (await arrears_of(session, [desk.household], 9))[desk.household]
    assert [(one.state, one.open) for one in kept] == [("open", desk.rent), ("open", 4000)]
    assert desk.tasks() == [("arrears", "rent/2026-03", "2026-03-02", 4000)]


@pytest.mark.parametrize(
    ("kind", "about", "data", "amount"),
    [
        ("amount.changed", "amount_changed", {"fromMonth": "2026-04", "sum": SUM}, 11000),
        ("settlement.made", "settlement_made", {"sum": SUM, "owedBy": "customer"}, 11000),
        ("settlement.made", "settlement_made", {"sum": SUM, "owedBy": "supplier"}, -11000),
        ("credit.due", "credit_due", {"sum": SUM}, -11000),
        ("contract.ended", "contract_ended", {"endsOn": "2026-04-30"}, None),
    ],
)
async def test_what_changes_a_plan_is_a_task_for_who_knows_the_household(
    desk: Desk, kind: str, about: str, data: dict[str, Any], amount: int | None
) -> None:
    await desk.tells(kind, "rent", customerNumber="K-1", **data)
    assert desk.tasks() == [("supplier_told", f"rent/{about}", "2026-03-16", amount)]


async def test_who_corrects_himself_is_believed_for_what_he_said_last_and_no_day_is_won_by_it(desk: Desk) -> None:
    said: dict[str, Any] = {"customerNumber": "K-1", "fromMonth": "2026-04"}
    for cents, now in ((11000, SECOND), (13000, NINTH)):
        await desk.tells("amount.changed", "rent", now=now, **said, sum={"amount": cents, "currency": "EUR"})
    assert desk.tasks() == [("supplier_told", "rent/amount_changed", "2026-03-09", 13000)]
    before = everything(desk.treasury.admin_url)
    await desk.tells("amount.changed", "rent", **said, sum={"amount": 13000, "currency": "EUR"})
    assert everything(desk.treasury.admin_url) == before


async def test_a_number_of_nobody_or_of_two_costs_changes_nothing(desk: Desk) -> None:
    before = everything(desk.treasury.admin_url)
    for refused, costs in ((NotItsCustomer, ()), (NotUnique, ("rent", "energy"))):
        with pytest.raises(refused):
            await desk.tells("credit.due", *costs, customerNumber="K-1", sum=SUM)
    assert everything(desk.treasury.admin_url) == before
