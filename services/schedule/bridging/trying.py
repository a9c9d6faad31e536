"""The plans that a household would have if this or that were decided, and the facts by which a decision says so. Pure.

A decision on an instrument takes the place of what the policy foresees of it (`own_policy`). What was foreseen and has
come already is not undone by that: it is stated along with the decision, as what it was.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services import banking_days
from services.schedule.households.contents import BridgingDecided, Content, Instrument, Repayment
from services.schedule.households.contents.means import RepayMode
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import told_plainly
from services.schedule.households.planning import case_of, policy_of
from services.schedule.households.rulebook import Rulebook
from services.schedule.planning import case as planner
from services.schedule.planning.case import Advance, Case, Grant, Instalments, Loan, Minstand, OnFirstToeslagen
from services.schedule.planning.plan import Plan, plan

KINDS: dict[Instrument, type[planner.Bridging]] = {
    Instrument.MINSTAND: Minstand,
    Instrument.GRANT: Grant,
    Instrument.LOAN: Loan,
    Instrument.ADVANCE: Advance,
}
"""An instrument as the planner knows it."""


class Trying:
    """One household and the rules, to be asked for plans."""

    def __init__(self, household_id: UUID, dossier: Dossier, municipal: str, rules: Rulebook) -> None:
        """`InvalidInput` for a policy that is none."""
        self.dossier = dossier
        self.policy = policy_of(dossier, municipal, rules)
        self._name = str(household_id)
        self._rules = rules

    def plan(self, *contents: Content) -> Plan:
        """The plan with these facts in the place of what stands about the same.

        `InvalidInput` for facts that cannot all be true, `CannotBePlanned` where there is no plan all the same.
        """
        return self._planned(self.dossier.assuming(contents))

    def foreseen(self, instrument: Instrument) -> int:
        """Cents that the policy has of an instrument for this household, whatever was decided for it."""
        return amount_of(self._planned(self.dossier.without(BridgingDecided)).case, instrument)

    def _planned(self, dossier: Dossier) -> Plan:
        with told_plainly("these facts"):
            return plan(case_of(self._name, dossier, self.policy, self._rules), self._rules.norms)


def facts_of(decided: BridgingDecided, dossier: Dossier, case: Case, today: date) -> Iterator[BridgingDecided]:
    """What is stated when this is decided: what has come of the instrument though nobody decided on it, and this."""
    instrument = decided.instrument
    if not any(one.instrument is instrument for one in dossier.each(BridgingDecided)):
        for one in case.bridging:
            if isinstance(one, KINDS[instrument]) and not isinstance(one, Minstand) and one.amount:
                on = one.on or case.benefit.starts_on
                if banking_days.after(on) <= today and on != decided.on:
                    yield _as_decided(instrument, one, on, decided.decided_on)
    yield decided


def _as_decided(instrument: Instrument, one: Grant | Loan | Advance, on: date, decided_on: date) -> BridgingDecided:
    repay = repayment_of(one.repay) if isinstance(one, Loan) else None
    given_on = None if isinstance(one, Grant) else one.given_on
    return BridgingDecided(
        instrument=instrument,
        decided_on=decided_on,
        on=on,
        to=one.to,
        repay=repay,
        given_on=given_on,
        amount=one.amount,
    )


def amount_of(case: Case, instrument: Instrument) -> int:
    """Cents of an instrument in a case; caps of a minstand add up."""
    found = (one for one in case.bridging if isinstance(one, KINDS[instrument]))
    return sum(one.cap if isinstance(one, Minstand) else one.amount for one in found)


def open_at_end(made: Plan) -> int:
    """Cents that are owed when the relief is over: what the account is below zero, loans and advances."""
    return max(-made.closing.budget, 0) + made.closing.open_loans


def repayment_of(repay: planner.Repayment) -> Repayment:
    """How a loan of a case goes back, as a fact says it."""
    match repay:
        case Instalments():
            return Repayment(mode=RepayMode.INSTALMENTS, count=repay.count, from_payout=repay.from_payout)
        case OnFirstToeslagen():
            return Repayment(mode=RepayMode.ON_FIRST_TOESLAGEN)
        case _:
            return Repayment(mode=RepayMode.NONE)
