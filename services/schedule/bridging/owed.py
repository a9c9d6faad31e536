"""What would still be owed when the relief ends while nobody decided what becomes of it. Pure.

A minus that stays becomes a loan by itself (seed 001, lines 2920-2925): so somebody decides before the end, on a grant
(bijzondere bijstand om niet) or on a loan, and not after it. A loan that was decided with instalments goes on as it was
decided; one that only the policy foresees, or that nothing repays, does not.
"""

from collections.abc import Iterator
from typing import NamedTuple

from services import banking_days
from services.schedule.households.contents import BridgingDecided, Instrument
from services.schedule.households.dossier import Dossier
from services.schedule.planning.case import Advance, Grant, Instalments, Loan
from services.schedule.planning.explanation.repayment import repaid_of
from services.schedule.planning.plan import Plan
from services.schedule.planning.policy import GrantRule, MinusAtEnd, Policy


class Owed(NamedTuple):
    """Cents that would be owed on an instrument."""

    instrument: Instrument
    amount: int


def undecided_at_end(dossier: Dossier, made: Plan, policy: Policy) -> list[Owed]:
    """What a plan leaves owed at its end without a decision, the minus first."""
    decided = {one.instrument for one in dossier.each(BridgingDecided)}
    minus = max(-made.closing.budget, 0) + _foreseen_gift(made, policy, decided)
    found = [Owed(Instrument.MINSTAND, minus)] if minus else []
    if made.closing.open_loans:
        sums: dict[Instrument, int] = {}
        for instrument, amount in _open(made, decided):
            sums[instrument] = sums.get(instrument, 0) + amount
        found += [Owed(instrument, amount) for instrument, amount in sums.items()]
    return found


def _foreseen_gift(made: Plan, policy: Policy, decided: set[Instrument]) -> int:
    """The grant that a policy foresees for the minus that would remain: nobody has decided on it yet (cents)."""
    foresees = any(isinstance(rule, GrantRule) and isinstance(rule.amount, MinusAtEnd) for rule in policy.bridging)
    if not foresees or Instrument.GRANT in decided:
        return 0
    others = sum(isinstance(rule, GrantRule) and not isinstance(rule.amount, MinusAtEnd) for rule in policy.bridging)
    grants = [one.amount for one in made.case.bridging if isinstance(one, Grant)]
    return sum(grants[others:])


def _open(made: Plan, decided: set[Instrument]) -> Iterator[tuple[Instrument, int]]:
    """Each loan and advance that is open at the end (cents), but those that were decided to go on in instalments."""
    case = made.case
    for source in case.bridging:
        if not isinstance(source, Loan | Advance) or source.given_on is not None:
            continue
        instrument = Instrument.LOAN if isinstance(source, Loan) else Instrument.ADVANCE
        goes_on = isinstance(source, Loan) and isinstance(source.repay, Instalments) and instrument in decided
        came = banking_days.after(source.on or case.benefit.starts_on) <= case.relief_ends_on
        left = source.amount - repaid_of(made, source)
        if came and left > 0 and not goes_on:
            yield instrument, left
