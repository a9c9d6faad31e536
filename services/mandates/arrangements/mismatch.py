"""Where the record and what will really happen differ, cost-month by cost-month: two payers, or none. Pure.

What happened in the pilots: the premium went out twice, from the benefit and by the client's own direct debit, and an
energy bill was paid by nobody until the energy was cut off (seed 001, lines 1738-1747); suppliers drew from the
client's account what was already being paid (lines 1224-1227).

Reality is what the supplier said last about a month, and the direct debit mandates by which it would draw: one of the
client's own rests when its supplier says so, for that is how a direct debit is put on hold (seed 001, lines 1751-1757).
A cost-month is named at most once, two payers before none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.mandate_events import AlarmKind, HandshakeDirection, HandshakeState, Payer
from services.mandates.arrangements.handshake import Answer, Handshake
from services.mandates.arrangements.payer import OURS, SENT_BY_US, PayerMonth
from services.months import Month


class _OfCost(Protocol):
    @property
    def household_id(self) -> UUID: ...

    @property
    def cost(self) -> str: ...


_Told = TypeVar("_Told", bound=_OfCost)


class Why(StrEnum):
    """What is at odds."""

    CLIENT_IS_COLLECTED = "client_is_collected"
    WE_ARE_COLLECTED = "we_are_collected"
    SUPPLIER_GOES_ON = "supplier_goes_on"
    SUPPLIER_STOPPED = "supplier_stopped"
    MANDATE_DOES_NOT_COLLECT = "mandate_does_not_collect"
    PLAN_COUNTS_ON_US = "plan_counts_on_us"
    PLAN_PAYS_NO_MORE = "plan_pays_no_more"
    NOT_ARRANGED = "not_arranged"


class PlannedMonth(NamedTuple):
    """What the newest plan says of a cost-month: when it is due, and whether the plan pays it."""

    household_id: UUID
    cost: str
    month: Month
    due_on: date
    paid_by_us: bool


class Collection(NamedTuple):
    """A direct debit mandate: on whose account, whether it is in force, and from which day until which it may draw."""

    household_id: UUID
    cost: str
    supplier_id: UUID
    on_our_account: bool
    in_force: bool
    valid_from: date
    valid_until: date | None

    def draws_on(self, day: date) -> bool:
        """Whether the supplier would draw by it on that day."""
        return self.in_force and self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class SupplierWord(NamedTuple):
    """What of a handshake says how the supplier will act; `from_month` is the month it was asked for, and `deadline`
    the day by which it is to answer.
    """

    household_id: UUID
    cost: str
    supplier_id: UUID
    direction: HandshakeDirection
    from_month: Month
    state: HandshakeState
    answer: Answer | None = None
    answered_month: Month | None = None
    answered_at: datetime | None = None
    deadline: date = date.min

    @classmethod
    def of(cls, handshake: Handshake) -> "SupplierWord":
        """The word behind a handshake."""
        return cls(
            handshake.household_id,
            handshake.cost,
            handshake.supplier_id,
            handshake.direction,
            handshake.from_month,
            handshake.state,
            handshake.answer,
            handshake.answered_month,
            handshake.answered_at,
            handshake.deadline,
        )


class Mismatch(NamedTuple):
    """A cost-month that will have two payers, or none, if nobody acts."""

    household_id: UUID
    cost: str
    month: Month
    kind: AlarmKind
    why: Why


def mismatches(
    planned: Iterable[PlannedMonth],
    record: Iterable[PayerMonth],
    collections: Iterable[Collection],
    words: Iterable[SupplierWord],
) -> list[Mismatch]:
    """Every cost-month of the plan for which record and reality differ, in the order of the plan.

    Each argument may hold many households.
    """
    held = {(one.entry.household_id, one.entry.cost, one.month): one for one in record}
    drawn, said = _by_cost(collections), _by_cost(words)
    found = []
    for month in planned:
        key = month.household_id, month.cost
        case = _CostMonth(month, held.get((*key, month.month)), drawn.get(key, []), said.get(key, []))
        if (why := next(case.reasons(), None)) is not None:
            found.append(Mismatch(month.household_id, month.cost, month.month, *why))
    return found


def collects(words: Iterable[SupplierWord], supplier_id: UUID, month: Month) -> bool | None:
    """Whether the supplier, by what it said last, collects in a month; None if it said nothing about it."""
    spoken = [(one.answered_at, one.from_month, one) for one in words if one.supplier_id == supplier_id]
    newest = None
    for _, _, word in sorted((one for one in spoken if one[0] is not None), key=itemgetter(0, 1)):
        told = _told_of(word, month)
        newest = newest if told is None else told
    return newest


def _told_of(word: SupplierWord, month: Month) -> bool | None:
    """A later month than asked means: until then as before. A refusal means: as before, for good."""
    gives_back = word.direction is HandshakeDirection.HANDING_BACK
    changes_in = word.answered_month if word.answer is Answer.CONFIRMED else None
    if changes_in is not None and month >= changes_in:
        return gives_back
    return not gives_back if month >= word.from_month else None


class _CostMonth(NamedTuple):
    planned: PlannedMonth
    record: PayerMonth | None
    collections: Sequence[Collection]
    words: Sequence[SupplierWord]

    def reasons(self) -> Iterator[tuple[AlarmKind, Why]]:
        """What is at odds, the worst first."""
        if self.record is None:
            if self.planned.paid_by_us:
                yield AlarmKind.NO_PAYER, Why.NOT_ARRANGED
            return
        says = collects(self.words, self.record.entry.supplier_id, self.planned.month)
        for why in self._second_payers(self.record.payer, says):
            yield AlarmKind.TWO_PAYERS, why
        for why in self._missing_payers(self.record.payer, self.record.entry.supplier_id, says):
            yield AlarmKind.NO_PAYER, why

    def _second_payers(self, payer: Payer, says: bool | None) -> Iterator[Why]:
        if payer in OURS and self._draws(on_our_account=False, but=self._on_hold()):
            yield Why.CLIENT_IS_COLLECTED
        if payer is not Payer.SUPPLIER_PULLS and self._draws(on_our_account=True):
            yield Why.WE_ARE_COLLECTED
        if payer in OURS and says:
            yield Why.SUPPLIER_GOES_ON

    def _missing_payers(self, payer: Payer, supplier_id: UUID, says: bool | None) -> Iterator[Why]:
        if payer is Payer.SUPPLIER_PULLS and not self._draws(on_our_account=True, by=supplier_id):
            yield Why.MANDATE_DOES_NOT_COLLECT
        if payer not in OURS and says is False:
            yield Why.SUPPLIER_STOPPED
        if payer not in OURS and self.planned.paid_by_us and not self._is_asked(HandshakeDirection.TAKING_OVER):
            yield Why.PLAN_COUNTS_ON_US
        if payer in SENT_BY_US and not self.planned.paid_by_us and not self._is_asked(HandshakeDirection.HANDING_BACK):
            yield Why.PLAN_PAYS_NO_MORE

    def _draws(self, *, on_our_account: bool, by: UUID | None = None, but: Set[UUID] = frozenset()) -> bool:
        """Whether a mandate draws on the due day: any supplier's, for a former one that goes on is a payer too many."""
        return any(
            one.on_our_account is on_our_account
            and by in (None, one.supplier_id)
            and one.supplier_id not in but
            and one.draws_on(self.planned.due_on)
            for one in self.collections
        )

    def _on_hold(self) -> Set[UUID]:
        """The suppliers that said that they collect nothing from the client in this month."""
        asked = {one.supplier_id for one in self.words}
        return {one for one in asked if collects(self.words, one, self.planned.month) is False}

    def _is_asked(self, direction: HandshakeDirection) -> bool:
        """Whether an answer by its deadline can still mend it: not one that may come on the due day or after it, and
        when it is overdue the silence has an alarm of its own.
        """
        return any(
            one.state is HandshakeState.ASKED
            and one.direction is direction
            and one.from_month <= self.planned.month
            and one.deadline < self.planned.due_on
            for one in self.words
        )


def _by_cost(things: Iterable[_Told]) -> Mapping[tuple[UUID, str], list[_Told]]:
    found = defaultdict(list)
    for thing in things:
        found[thing.household_id, thing.cost].append(thing)
    return found
