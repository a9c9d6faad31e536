"""What the overlap with COA leaves to be put right: the debt to COA, and the days that the client pays twice. Pure.

Until the B12 is processed COA goes on paying. It wants that back, and the benefit was lowered by the same days (rules 2
and 5): so the client pays twice, until the benefit is corrected (seed 001, lines 1190-1234 and 4497-4640).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from services.schedule.households.contents import B12Received, DebtKnown
from services.schedule.households.dossier import Dossier
from services.schedule.planning.benefit import BenefitMonth
from services.schedule.planning.bridging import Repaid
from services.schedule.planning.coa import CoaDebt, processing_day
from services.schedule.planning.plan import Plan

COA_DEBT: Final = "coa_debt"
"""The word of the fact `debt` that holds what was agreed with COA."""

AGREED_WITHIN: Final = timedelta(weeks=4)
"""After the B12 was processed: COA knows the days by then, and the first instalment can go off the payout after next.
Inferred: no source names a term.
"""


class Agreed(NamedTuple):
    """What was agreed with COA (cents), how it is repaid, and what of that the plan sees leave the payouts."""

    amount: int
    instalment: int
    since: date
    repaid: tuple[Repaid, ...]

    @property
    def still_open(self) -> int:
        """What the payouts of the relief leave open, in cents."""
        return self.amount - sum(one.amount for one in self.repaid)


class PaidTwice(NamedTuple):
    """What payouts take off for days on which COA paid as well, in cents, from which day on.

    `corrected_on` is the payout that gives it back, as the plan has it; None while no B12 came in time for any.
    """

    amount: int
    first_on: date
    corrected_on: date | None


class CoaOverlap(NamedTuple):
    """The whole of it: the debt as it is computed, and what was agreed, if anything was."""

    b12_received_on: date | None
    computed: CoaDebt
    agreed: Agreed | None
    paid_twice: PaidTwice | None

    @property
    def difference(self) -> int | None:
        """What was agreed beyond the computed debt, in cents; negative where COA wants less."""
        return None if self.agreed is None else self.agreed.amount - self.computed.amount

    @property
    def agree_by(self) -> date | None:
        """The day by which it is to be agreed; None without a B12, for the sum still grows, and without a debt."""
        processed_on = processing_day(self.b12_received_on)
        return processed_on + AGREED_WITHIN if processed_on and self.computed.amount else None


def coa_overlap(dossier: Dossier, plan: Plan) -> CoaOverlap:
    """What the overlap comes to in this plan of a household."""
    b12 = dossier.newest(B12Received)
    return CoaOverlap(b12.on if b12 else None, plan.coa_debt, _agreed(dossier, plan), _paid_twice(plan))


def _agreed(dossier: Dossier, plan: Plan) -> Agreed | None:
    for one in dossier.each(DebtKnown):
        if one.debt == COA_DEBT:
            return Agreed(one.open, one.instalment, one.since, tuple(_repaid(plan)))
    return None


def _repaid(plan: Plan) -> Iterator[Repaid]:
    for entry in plan.entries:
        if isinstance(entry.source, Repaid) and entry.kind == COA_DEBT:
            yield entry.source


def _paid_twice(plan: Plan) -> PaidTwice | None:
    paid: list[BenefitMonth] = [month for payout in plan.benefit.payouts for month in payout.months]
    cut = [month for month in paid if month.coa_deducted]
    if not cut:
        return None
    corrected_on = next((payout.on for payout in plan.benefit.payouts if payout.restored), None)
    return PaidTwice(sum(one.coa_deducted for one in cut), min(one.paid_on for one in cut), corrected_on)
