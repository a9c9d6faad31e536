"""What would close the gap in a plan: for each instrument of the policy the smallest amount that does it alone. Pure.

Nothing is estimated: each amount is tried as the facts that a decision would record, with the planner itself, and found
by halves in whole euros. Participatiewet art. 35, 48 and 52; no pilot was content with one instrument (seed 001, lines
2911-2956), so all that the policy knows are laid side by side, in its own order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services import banking_days
from services.schedule.bridging import deferring
from services.schedule.bridging.gap import Verdict, judged, lacking
from services.schedule.bridging.proposal import Means, Proposal, Proposals, rests_of
from services.schedule.bridging.trying import Trying, amount_of, facts_of, open_at_end, repayment_of
from services.schedule.households.contents import BridgingDecided, Instrument, Repayment
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Plan, ShortfallKind
from services.schedule.planning.policy import AdvanceRule, BridgingRule, DeferralRule, GrantRule, LoanRule, MinstandRule

_EURO = 100
_DAY = timedelta(days=1)
_DOUBLINGS = 10
"""The first guess is the whole of what is short; an amount a thousand times that is no answer any more."""
_DAYS_TRIED = 31


def proposals(trying: Trying, today: date) -> Proposals:
    """The proposals for a household of which nothing is missing; none where its plan lacks nothing any more.

    `InvalidInput` and `CannotBePlanned` as for any plan.
    """
    since = banking_days.after(today)
    stands = trying.plan()
    gap = lacking(stands, since)
    if not gap or stands.case.relief_ends_on < since:
        return Proposals(None, gap, ())
    first = gap[0]
    needed = _Need(max(first.on, since), first.kind is ShortfallKind.CANNOT_LIVE_ON, since)
    search = _Search(trying, stands, needed)
    return Proposals(needed.on, gap, tuple(search.all()))


_INSTRUMENTS: dict[type[BridgingRule], Instrument] = {
    MinstandRule: Instrument.MINSTAND,
    GrantRule: Instrument.GRANT,
    LoanRule: Instrument.LOAN,
    AdvanceRule: Instrument.ADVANCE,
}


@dataclass(frozen=True, slots=True)
class _Need:
    """From which day something is short, whether it is what people live on, and the first day that money can come."""

    on: date
    is_lived_on: bool
    since: date


@dataclass(frozen=True, slots=True)
class _Found:
    """The smallest sufficient amount (cents; None where none does it alone), and the plan with it."""

    amount: int | None
    plan: Plan
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the smallest amounts that close the gap of one plan."""

    trying: Trying
    stands: Plan
    need: _Need

    def all(self) -> Iterator[Proposal]:
        """One proposal for each kind of instrument, in the order of the policy."""
        by_kind = {type(rule): rule for rule in reversed(self.trying.policy.bridging)}
        for kind in dict.fromkeys(type(rule) for rule in self.trying.policy.bridging):
            rule = by_kind[kind]
            if isinstance(rule, DeferralRule):
                yield deferring.proposal(self.trying, self.stands, rule, self.need.since)
            else:
                yield self._of(rule)

    def _of(self, rule: MinstandRule | GrantRule | LoanRule | AdvanceRule) -> Proposal:
        """The account that the policy names goes first; the other one where only that closes the gap."""
        if isinstance(rule, MinstandRule):
            return self._proposal(Instrument.MINSTAND, None, None)
        instrument, repay = _INSTRUMENTS[type(rule)], None
        if isinstance(rule, LoanRule):
            repay = repayment_of(rule.repay)
        named = self._proposal(instrument, rule.to, repay)
        if named.amount is not None:
            return named
        other = self._proposal(instrument, _other(rule.to), repay)
        return named if other.amount is None else other

    def _proposal(self, instrument: Instrument, to: Account | None, repay: Repayment | None) -> Proposal:
        on = self.need.on if to is None else self._arrives_on(instrument, to)

        def decided(amount: int) -> BridgingDecided:
            if to is None:
                return BridgingDecided(instrument=instrument, decided_on=self.need.since, amount=amount)
            return BridgingDecided(
                instrument=instrument, decided_on=self.need.since, on=on, to=to, repay=repay, amount=amount
            )

        found, foreseen = self._smallest(decided), self.trying.foreseen(instrument)
        return Proposal(
            means=Means(instrument),
            on=on,
            amount=found.amount,
            account=to,
            repay=repay,
            foreseen=foreseen,
            beyond_policy=found.amount is not None and amount_of(found.plan.case, instrument) > foreseen,
            rests=rests_of(found.plan, self.need.since),
            open_at_end=open_at_end(found.plan),
            remains=found.verdict.remains,
        )

    def _smallest(self, decided: Callable[[int], BridgingDecided]) -> _Found:
        """The smallest amount with which nothing is unsolved, if that harms nothing.

        It is laid beside the plan with nothing of this kind but what has come already.
        """
        before = self._with(decided(0))

        def tried(euros: int) -> _Found:
            made = self._with(decided(euros * _EURO))
            return _Found(euros * _EURO, made, judged(made, before, self.need.since))

        lacks = lacking(before, self.need.since)
        if not lacks:
            return tried(0)
        low, high = 0, -(-sum(one.amount for one in lacks) // _EURO)
        found = tried(high)
        for _ in range(_DOUBLINGS):
            if not found.verdict.unsolved:
                break
            low, high = high, high * 2
            found = tried(high)
        if found.verdict.unsolved:
            return _Found(None, before, Verdict(lacks, ()))
        while high - low > 1:
            half = tried((low + high) // 2)
            if half.verdict.unsolved:
                low = (low + high) // 2
            else:
                high, found = (low + high) // 2, half
        return found if found.verdict.is_whole else _Found(None, found.plan, found.verdict)

    def _with(self, decided: BridgingDecided) -> Plan:
        return self.trying.plan(*facts_of(decided, self.trying.dossier, self.stands.case, self.need.since))

    def _arrives_on(self, instrument: Instrument, to: Account) -> date:
        """The day on which money has to be there: in the month it is lived on, or before the payment it carries.

        Of an instrument one decision stands a day; a day that has one is passed by.
        """
        need = self.need
        in_month = need.is_lived_on and to is Account.CLIENT
        on = banking_days.after(need.on) if in_month else banking_days.before(need.on)
        on = max(min(on, banking_days.before(self.stands.case.relief_ends_on)), need.since)
        decided = self.trying.dossier.each(BridgingDecided)
        taken = {one.on for one in decided if one.instrument is instrument}
        days = (on - number * _DAY for number in range(_DAYS_TRIED))
        return next(
            (day for day in days if day >= need.since and day not in taken and banking_days.is_bank_day(day)), on
        )


def _other(account: Account) -> Account:
    return Account.CLIENT if account is Account.BUDGET else Account.BUDGET
