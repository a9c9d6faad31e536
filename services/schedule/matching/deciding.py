"""What one booking of a statement says. Pure: a booking and what we know, to a verdict with its reason.

The surest word comes first: the bank names our payment, or our batch; then a reference, a mandate, an account with
amount and day, and what a person remembered. A name alone decides nothing: amount, direction and account have to be
right as well. What fits in no way is an exception, named for what is odd about it; nothing is passed over.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.events import Oddity
from services.schedule.matching.awaited import AwaitedMoney
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.collecting import collected, given_back
from services.schedule.matching.drawn import Bill, drawn
from services.schedule.matching.income import came_in
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.submitted import Block, Outcome, Submitted
from services.schedule.matching.unnamed import of_ours
from services.schedule.matching.verdict import Explained, Mirrored, Odd, Rule, Shared, Verdict, WentBack
from services.schedule.sent_back.payment import SentBack


@dataclass(slots=True)
class Known:
    """All that the bookings of a batch can be about, and how it stands after those that were decided so far.

    `payments` by EndToEndId, `blocks` by PmtInfId. `by_mandate` and `by_amount` are EndToEndIds, the former in order of
    the due day. `unexplained` are debits that nobody could explain. `bills` were drawn before, or are paid by us;
    `free` are cents. `sent_back` is what we sent back to where it came from, by EndToEndId; `sent_back_in` are
    EndToEndIds, by PmtInfId.
    """

    payments: dict[str, Submitted] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    by_mandate: Mapping[bytes, Sequence[str]] = field(default_factory=dict)
    by_amount: Mapping[int, Sequence[str]] = field(default_factory=dict)
    unexplained: list[Booked] = field(default_factory=list)
    remembered: Sequence[Remembered] = ()
    awaited: AwaitedMoney = field(default_factory=AwaitedMoney)
    bills: set[Bill] = field(default_factory=set)
    free: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    sent_back: dict[str, SentBack] = field(default_factory=dict)
    sent_back_in: Mapping[str, str] = field(default_factory=dict)

    def collected_by(self, mandate: bytes) -> list[Submitted]:
        """What is or was collected by a mandate, in order of the due day."""
        return [self.payments[one] for one in self.by_mandate.get(mandate, ())]

    def of_amount(self, amount: int) -> list[Submitted]:
        """The payments of an amount that may have lost their name."""
        return [self.payments[one] for one in self.by_amount.get(amount, ())]

    def note(self, booked: Booked, verdict: Verdict) -> None:
        """Let the next booking know of this one."""
        if isinstance(verdict, Explained):
            for payment in verdict.payments:
                now = self.payments.get(payment.end_to_end_id, payment)
                self.payments[payment.end_to_end_id] = now.with_outcome(verdict.outcome)
        elif isinstance(verdict, Shared):
            self._note_shares(booked, verdict)
        elif isinstance(verdict, WentBack):
            name = verdict.payment.end_to_end_id
            self.sent_back[name] = self.sent_back.get(name, verdict.payment).with_outcome(verdict.outcome)
        elif isinstance(verdict, Mirrored):
            self.unexplained = [one for one in self.unexplained if one.place != verdict.of]
        elif booked.is_debit and booked.our_id is None:
            self.unexplained.append(booked)

    def _note_shares(self, booked: Booked, verdict: Shared) -> None:
        for share in verdict.shares:
            if booked.is_debit:
                self.bills.add((share.household_id, share.month, share.subject))
                self.free[share.household_id] -= share.amount
                continue
            self.free[share.household_id] += share.amount
            self.awaited.note(share, booked.booked_on, booked.account)


def decide(booked: Booked, known: Known) -> Verdict:
    """What this booking says."""
    if booked.doubt is not None:
        return Odd(Oddity.DOUBTED, known.payments.get(booked.our_id or ""))
    if booked.our_id is not None:
        return _of_name(booked, booked.our_id, known)
    block = known.blocks.get(booked.payment_information_id or "")
    if block is not None:
        return _of_block(booked, _left(block, known.payments))
    sent_back = known.sent_back_in.get(booked.payment_information_id or "")
    if sent_back is not None:
        return _of_sent_back(Rule.BATCH, booked, known.sent_back[sent_back])
    return _of_debit(booked, known) if booked.is_debit else _of_credit(booked, known)


def _of_debit(booked: Booked, known: Known) -> Verdict:
    """A mandate says who collects; without one it may be a payment of ours, or what somebody remembered."""
    if booked.mandate is not None:
        by_mandate = known.collected_by(booked.mandate)
        if by_mandate:
            return collected(booked, by_mandate)
    ours = of_ours(booked, known.of_amount(booked.amount))
    if ours is not None:
        return ours
    remembered = drawn(booked, known.remembered, known.bills, known.free)
    if remembered is not None:
        return remembered
    return Odd(Oddity.UNKNOWN_DEBIT) if booked.mandate is None else collected(booked, ())


def _of_credit(booked: Booked, known: Known) -> Verdict:
    """What takes back a debit that nobody could explain comes first: the bill that was collected twice stays paid."""
    if booked.mandate is not None or booked.return_code is not None:
        mirrored = _mirrored(booked, known.unexplained)
        if mirrored is not None:
            return mirrored
    if booked.mandate is not None:
        back = given_back(booked, known.collected_by(booked.mandate))
        if back is not None:
            return back
    return came_in(booked, known.remembered, known.awaited)


def _mirrored(booked: Booked, unexplained: Iterable[Booked]) -> Mirrored | None:
    for one in unexplained:
        same_way = one.mandate == booked.mandate if booked.mandate else one.counterparty == booked.counterparty
        if same_way and (one.account, one.amount) == (booked.account, booked.amount):
            return Mirrored(Place(*one[:3]))
    return None


def _of_name(booked: Booked, name: str, known: Known) -> Verdict:
    sent_back = known.sent_back.get(name)
    if sent_back is not None:
        return _of_sent_back(Rule.END_TO_END_ID, booked, sent_back)
    payment = known.payments.get(name)
    return Odd(Oddity.NO_SUCH_PAYMENT) if payment is None else _of_payment(booked, payment)


def _of_payment(booked: Booked, payment: Submitted) -> Verdict:
    odd = _what_is_odd(booked, payment) if payment.awaited else Oddity.NOT_IN_A_FILE
    return Odd(odd, payment) if odd else Explained(Rule.END_TO_END_ID, _outcome(booked), (payment,))


def _of_sent_back(rule: Rule, booked: Booked, payment: SentBack) -> Verdict:
    odd = _what_is_odd(booked, payment)
    return Odd(odd) if odd else WentBack(rule, _outcome(booked), payment)


def _outcome(booked: Booked) -> Outcome:
    return Outcome.EXECUTED if booked.is_debit else Outcome.RETURNED


def _what_is_odd(booked: Booked, payment: Submitted | SentBack) -> Oddity | None:
    if payment.account != booked.account:
        return Oddity.ANOTHER_ACCOUNT
    if payment.amount != booked.amount:
        return Oddity.AMOUNT_DIFFERS
    return _goes(payment) if booked.is_debit else _comes_back(payment)


def _goes(payment: Submitted | SentBack) -> Oddity | None:
    """The bank executes a payment once; one that it rejected was freed, and may have been paid again since."""
    if Outcome.EXECUTED in payment.outcomes:
        return Oddity.EXECUTED_TWICE
    return Oddity.EXECUTED_AFTER_REJECTION if Outcome.REJECTED in payment.outcomes else None


def _comes_back(payment: Submitted | SentBack) -> Oddity | None:
    if Outcome.RETURNED in payment.outcomes:
        return Oddity.BACK_TWICE
    return None if Outcome.EXECUTED in payment.outcomes else Oddity.BACK_BEFORE_IT_WENT


def _left(block: Block, payments: Mapping[str, Submitted]) -> Block:
    """What of a block was not executed by a booking of this batch."""
    now = (payments.get(one.end_to_end_id, one) for one in block.payments)
    return Block(tuple(one for one in now if not one.outcomes))


def _of_block(booked: Booked, block: Block) -> Verdict:
    """A batch goes out as a whole, or it is not the batch that we sent."""
    fits = (
        booked.is_debit
        and block.payments
        and block.amount == booked.amount
        and all(one.account == booked.account for one in block.payments)
    )
    return Explained(Rule.BATCH, Outcome.EXECUTED, block.payments) if fits else Odd(Oddity.BATCH_DIFFERS)
