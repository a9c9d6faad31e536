"""Acting upon what a supplier told about money: what a person does who notes it, with the supplier as who says it.

What changes a client's plan is not done on a machine's word alone: another amount, a settlement, a credit and the end
of a contract are a task for who knows the household, who records the fact.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.banking_days import bank_days_later
from services.clock import civil_date
from services.database import Session
from services.errors import NotFound
from services.events import ScheduleActedOnWord, WordObstacle
from services.heard_words import NotKnownYet, NotUnique
from services.months import parse_month
from services.notify.schemas import (
    AboutCustomer,
    AmountChanged,
    ArrearsSignalled,
    BillBooked,
    BillNotBooked,
    CreditDue,
    Owing,
    PaymentBooked,
    PaymentNotBooked,
    SettlementMade,
)
from services.notify_events import WordType
from services.schedule.allocations import repository as allocations
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason, Said, Teller
from services.schedule.allocations.answering import AnswerTo, take_answers
from services.schedule.arrears.arrears import ArrearsStage, Letter, ToldBy
from services.schedule.arrears.repository import payments_of
from services.schedule.arrears.service import tell
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.tasks import Task, TaskKind
from services.schedule.households.tasks_of_others import open_tasks
from services.schedule.words.placing import Placed
from services.sealing import Keyring

ACTED_UPON: Final = frozenset(
    {
        WordType.PAYMENT_BOOKED,
        WordType.PAYMENT_NOT_BOOKED,
        WordType.BILL_BOOKED,
        WordType.BILL_NOT_BOOKED,
        WordType.AMOUNT_CHANGED,
        WordType.SETTLEMENT_MADE,
        WordType.CREDIT_DUE,
        WordType.ARREARS_SIGNALLED,
        WordType.CONTRACT_ENDED,
    }
)
"""What this service acts upon; the rest is about handshakes, which the registry knows."""

AGAIN: Final = (HouseholdIsChanging,)
SEEN_WITHIN = timedelta(days=10)
"""A supplier may book a payment before a statement of our bank shows it; after this it is looked into by a person."""

LOOKED_AT_WITHIN = 5
"""Bank days for who knows the household to record what a supplier told."""


_ABOUT = {
    WordType.AMOUNT_CHANGED: "amount_changed",
    WordType.SETTLEMENT_MADE: "settlement_made",
    WordType.CREDIT_DUE: "credit_due",
    WordType.CONTRACT_ENDED: "contract_ended",
}


class NotPaidToIt(NotFound):
    """No payment by this name went to this supplier."""


def answered(organisation_id: UUID, word_id: UUID, obstacle: WordObstacle | None) -> ScheduleActedOnWord:
    """What is announced once a word was acted upon, or could not be."""
    return ScheduleActedOnWord(organisation_id=organisation_id, word_id=word_id, obstacle=obstacle)


class Acting:
    """Acts upon words, with the rules and keys of this service."""

    def __init__(self, rules: Rulebook, keyring: Keyring) -> None:
        self._rules = rules
        self._keyring = keyring

    async def act(self, session: Session, placed: Placed, now: datetime) -> None:
        """Do what a word says; any problem that the same brings a person."""
        hand = Hand.of(session, f"supplier {placed.word.supplier_id}", now, self._rules, self._keyring)
        said = placed.word.says()
        match said:
            case PaymentBooked() | PaymentNotBooked():
                await _answer(session, hand, placed, said)
            case BillBooked() | BillNotBooked():
                await _answer_of_bill(session, hand, placed, said)
            case ArrearsSignalled():
                await tell(session, hand, _letter(placed, said))
            case AboutCustomer():
                await _ask_to_look(session, hand, placed, said)


async def _answer(session: Session, hand: Hand, placed: Placed, said: PaymentBooked | PaymentNotBooked) -> None:
    """Note it as the supplier's answer about the payment; `NotKnownYet` while no statement shows it."""
    one = (await allocations.named(session, [said.end_to_end_id], None)).get(said.end_to_end_id)
    if one is None or one.payee_id not in placed.paid_to:
        raise NotPaidToIt
    received_at = placed.word.received_at
    if one.executed_on is None and hand.now < received_at + SEEN_WITHIN:
        raise NotKnownYet
    told_on = max(civil_date(received_at), one.executed_on or civil_date(received_at))
    await take_answers(session, hand, [AnswerTo(said.end_to_end_id, _said(said, told_on))], placed.paid_to)


async def _answer_of_bill(session: Session, hand: Hand, placed: Placed, said: BillBooked | BillNotBooked) -> None:
    """The same of the one payment of ours for that bill; `NotUnique` if there were several."""
    contract = placed.contract()
    paid = await payments_of(session, contract.household_id, contract.cost, parse_month(said.month))
    if len(paid) > 1:
        raise NotUnique
    if not paid:
        raise NotKnownYet if hand.now < placed.word.received_at + SEEN_WITHIN else NotPaidToIt
    (one,) = paid
    if isinstance(said, BillNotBooked):
        await _answer(session, hand, placed, PaymentNotBooked(end_to_end_id=one.end_to_end_id, reason=said.reason))
        return
    otherwise = None if said.sum.amount == one.amount else said.sum
    booked = PaymentBooked(end_to_end_id=one.end_to_end_id, booked_on=said.booked_on, sum=otherwise)
    await _answer(session, hand, placed, booked)


def _said(said: PaymentBooked | PaymentNotBooked, told_on: date) -> Said:
    if isinstance(said, PaymentNotBooked):
        reason = NotBookedReason(said.reason.value)
        return Said(AllocationWord.NOT_BOOKED, told_on, Teller.SUPPLIER, reason=reason)
    otherwise = said.sum is not None or said.on_another_contract
    word = AllocationWord.BOOKED_OTHERWISE if otherwise else AllocationWord.BOOKED
    amount = None if said.sum is None else said.sum.amount
    return Said(word, told_on, Teller.SUPPLIER, said.booked_on, amount, said.on_another_contract)


def _letter(placed: Placed, said: ArrearsSignalled) -> Letter:
    contract = placed.contract()
    return Letter(
        contract.household_id, placed.word.supplier_id, contract.cost, parse_month(said.month), said.sum.amount,
        ArrearsStage(said.stage.value), said.letter_on, ToldBy.SUPPLIER, placed.word.word_id,
    )  # fmt: skip


async def _ask_to_look(session: Session, hand: Hand, placed: Placed, said: AboutCustomer) -> None:
    contract = placed.contract()
    await households.hold(session, contract.household_id, None)
    due_on = bank_days_later(hand.today, LOOKED_AT_WITHIN)
    about = f"{contract.cost}/{_ABOUT[placed.word.type]}"
    task = Task(TaskKind.SUPPLIER_TOLD, about, due_on, done=False, amount=_sum(said))
    await open_tasks(session, hand, [(contract.household_id, task)], as_told_last=True)


def _sum(said: AboutCustomer) -> int | None:
    """Cents; what the client gets is a minus, as in all tasks."""
    match said:
        case AmountChanged():
            return said.sum.amount
        case SettlementMade():
            return said.sum.amount if said.owed_by is Owing.CUSTOMER else -said.sum.amount
        case CreditDue():
            return -said.sum.amount
        case _:
            return None
