"""What waits for somebody: how much it harms, whose it is, and whether it is loud. Pure.

Loud is what hurts somebody before the next morning, or lets what we say of money go wrong with every hour. All else can
wait for the morning: whoever is told of everything at once hears nothing.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from services.events import Oddity
from services.mandate_events import AlarmKind
from services.notify.desk.support import Support
from services.notify.desk.worker import DeskRole
from services.notify_events import LoudKind
from services.schedule.schemas import TaskKind


class Harm(IntEnum):
    """What happens if nobody acts, the worst first: somebody has nothing to live on; loses home, supply or insurance;
    money goes wrong; a deadline of somebody else passes; something is done later than it could be."""

    NOTHING_TO_LIVE_ON = 1
    LOSES_SUPPLY = 2
    MONEY_GOES_WRONG = 3
    DEADLINE = 4
    LATER = 5


class Weight(NamedTuple):
    """How much something harms, and whose it is to see to."""

    harm: Harm
    whose: DeskRole


_CASE, _SUPPLIERS = DeskRole.CASE_MANAGER, DeskRole.SUPPLIER_DESK
_PROPOSER, _APPROVER = DeskRole.PROPOSER, DeskRole.APPROVER

LOUD: Mapping[LoudKind, Weight] = {
    # somebody has nothing to live on, today; the emergency run is the cure
    LoudKind.LEEFGELD_CAME_BACK: Weight(Harm.NOTHING_TO_LIVE_ON, _CASE),
    # a letter came about a bill that is open: the next letter costs money, the one after that the home or the supply
    LoudKind.ARREARS: Weight(Harm.LOSES_SUPPLY, _CASE),
    # the energy of the pilots that was cut off, and the premium that was paid twice (seed 001, lines 1738-1747)
    LoudKind.NO_PAYER: Weight(Harm.LOSES_SUPPLY, _SUPPLIERS),
    LoudKind.TWO_PAYERS: Weight(Harm.MONEY_GOES_WRONG, _SUPPLIERS),
    # money left the account and nobody knows why: asking it back has a term that runs
    LoudKind.UNKNOWN_DEBIT: Weight(Harm.MONEY_GOES_WRONG, _APPROVER),
    LoudKind.DEBIT_WITHOUT_MANDATE: Weight(Harm.MONEY_GOES_WRONG, _APPROVER),
    LoudKind.EXECUTED_TWICE: Weight(Harm.MONEY_GOES_WRONG, _APPROVER),
    # money came in and is somebody's: it may be the toeslag that a household waits for
    LoudKind.UNKNOWN_CREDIT: Weight(Harm.MONEY_GOES_WRONG, _APPROVER),
    # until it is in, nothing that the bank says is known of that account
    LoudKind.STATEMENT_GAP: Weight(Harm.MONEY_GOES_WRONG, _PROPOSER),
    LoudKind.BANK_CHANNEL: Weight(Harm.MONEY_GOES_WRONG, _PROPOSER),
    # a supplier that is not told does not know what to suspend and what was paid
    LoudKind.WEBHOOK_FAILS: Weight(Harm.DEADLINE, _SUPPLIERS),
}

TASKS: Mapping[TaskKind, Weight] = {
    TaskKind.FACTS_MISSING: Weight(Harm.LOSES_SUPPLY, _CASE),
    TaskKind.PAYEE_MISSING: Weight(Harm.LOSES_SUPPLY, _CASE),
    TaskKind.BILL_PAID_TWICE: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.B12_EXPECTED: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.TOESLAG_APPLICATION: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.TOESLAG_DECISION: Weight(Harm.DEADLINE, _CASE),
    TaskKind.TOESLAG_ARRIVAL: Weight(Harm.DEADLINE, _CASE),
    TaskKind.TOESLAG_ACCOUNT_BACK: Weight(Harm.DEADLINE, _CASE),
    TaskKind.YOUTH_TOP_UP: Weight(Harm.DEADLINE, _CASE),
    TaskKind.REVIEW: Weight(Harm.LATER, _CASE),
    TaskKind.SELF_RELIANCE_CHECK: Weight(Harm.LATER, _CASE),
    TaskKind.HAND_BACK: Weight(Harm.DEADLINE, _CASE),
    TaskKind.EXTENSION_DECISION: Weight(Harm.DEADLINE, _CASE),
    TaskKind.END_OF_RELIEF: Weight(Harm.DEADLINE, _CASE),
    TaskKind.CLOSING_SETTLEMENT: Weight(Harm.LATER, _CASE),
    TaskKind.AFTERCARE: Weight(Harm.LATER, _CASE),
    TaskKind.PLAN_FALLS_SHORT: Weight(Harm.NOTHING_TO_LIVE_ON, _CASE),
    TaskKind.CAN_BE_PAID: Weight(Harm.LOSES_SUPPLY, _PROPOSER),
    TaskKind.INSTRUCTION_DIFFERS: Weight(Harm.LOSES_SUPPLY, _CASE),
    TaskKind.MONEY_CAME_BACK: Weight(Harm.LOSES_SUPPLY, _CASE),
    TaskKind.NOT_SEEN: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.RECALL_NOT_MET: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.DUTY_UNDECIDED: Weight(Harm.DEADLINE, _CASE),
    TaskKind.TOESLAG_MISSING: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.TOESLAG_DIFFERS: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.BRIDGING_TO_APPROVE: Weight(Harm.NOTHING_TO_LIVE_ON, _APPROVER),
    TaskKind.TOESLAG_ACCOUNT_ASTRAY: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.TOESLAG_TO_RECLAIM: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.COA_DEBT: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.PAID_TWICE: Weight(Harm.MONEY_GOES_WRONG, _CASE),
    TaskKind.OWED_AT_END: Weight(Harm.DEADLINE, _CASE),
    TaskKind.PAID_NOT_BOOKED: Weight(Harm.LOSES_SUPPLY, _CASE),
    TaskKind.BOOKING_NOT_TOLD: Weight(Harm.LATER, _CASE),
    TaskKind.ARREARS: LOUD[LoudKind.ARREARS],
    TaskKind.SUPPLIER_TOLD: Weight(Harm.DEADLINE, _CASE),
    TaskKind.PROCEEDING: Weight(Harm.DEADLINE, _CASE),
}

ALARMS: Mapping[AlarmKind, Weight] = {
    AlarmKind.TWO_PAYERS: LOUD[LoudKind.TWO_PAYERS],
    AlarmKind.NO_PAYER: LOUD[LoudKind.NO_PAYER],
    AlarmKind.SUPPLIER_SILENT: Weight(Harm.DEADLINE, _SUPPLIERS),
    AlarmKind.SUPPLIER_NOT_ASKED: Weight(Harm.LOSES_SUPPLY, _SUPPLIERS),
    AlarmKind.MANDATE_DORMANT: Weight(Harm.MONEY_GOES_WRONG, _SUPPLIERS),
    AlarmKind.AMOUNT_BEYOND_CONSENT: Weight(Harm.LOSES_SUPPLY, _CASE),
    AlarmKind.ACCOUNT_NOT_VERIFIED: Weight(Harm.LOSES_SUPPLY, _SUPPLIERS),
    AlarmKind.ADVANCE_TOO_LOW: Weight(Harm.LATER, _CASE),
    AlarmKind.AUTHORISATION_REFUSED: Weight(Harm.DEADLINE, _CASE),
    AlarmKind.PAPERS_MISSING: Weight(Harm.LOSES_SUPPLY, _CASE),
    AlarmKind.WATCHED_NOT_ANSWERED: Weight(Harm.LATER, _CASE),
    AlarmKind.WATCHED_NOT_PAID: Weight(Harm.LOSES_SUPPLY, _CASE),
}

LOUD_ALARMS: Mapping[AlarmKind, LoudKind] = {
    AlarmKind.TWO_PAYERS: LoudKind.TWO_PAYERS,
    AlarmKind.NO_PAYER: LoudKind.NO_PAYER,
}
LOUD_ODDITIES: Mapping[Oddity, LoudKind] = {
    Oddity.UNKNOWN_DEBIT: LoudKind.UNKNOWN_DEBIT,
    Oddity.UNKNOWN_CREDIT: LoudKind.UNKNOWN_CREDIT,
    Oddity.DEBIT_WITHOUT_MANDATE: LoudKind.DEBIT_WITHOUT_MANDATE,
    Oddity.EXECUTED_TWICE: LoudKind.EXECUTED_TWICE,
}
SUPPORT: Mapping[Support, Weight] = {
    Support.B12_MISSING: Weight(Harm.MONEY_GOES_WRONG, DeskRole.SUPPORTER),
    Support.B12_OVERDUE: Weight(Harm.MONEY_GOES_WRONG, DeskRole.SUPPORTER),
    Support.WENT_WRONG: Weight(Harm.NOTHING_TO_LIVE_ON, DeskRole.SUPPORTER),
    Support.COST_HANDED_BACK: Weight(Harm.LOSES_SUPPLY, DeskRole.SUPPORTER),
    Support.REVIEW: Weight(Harm.LATER, DeskRole.SUPPORTER),
    Support.RELIEF_ENDS: Weight(Harm.DEADLINE, DeskRole.SUPPORTER),
    Support.LETTER: Weight(Harm.LOSES_SUPPLY, DeskRole.SUPPORTER),
    Support.PAPERS_MISSING: Weight(Harm.LOSES_SUPPLY, DeskRole.SUPPORTER),
}
ODD = Weight(Harm.MONEY_GOES_WRONG, _APPROVER)
"""Every other booking that no rule explains: it has a day, and somebody looks at the queue each day."""

_TO_LIVE_ON = ("leefgeld/", "emergency_")


def loud_task(kind: TaskKind, about: str) -> LoudKind | None:
    """What is loud of the tasks: of what came back, that which somebody lives on (`about` says for what it was)."""
    if kind is TaskKind.ARREARS:
        return LoudKind.ARREARS
    if kind is TaskKind.MONEY_CAME_BACK and about.startswith(_TO_LIVE_ON):
        return LoudKind.LEEFGELD_CAME_BACK
    return None
