"""How far a decision on bridging is: from the word of a person to money that came, went back, and is done with."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from services import banking_days
from services.events import BridgingState
from services.schedule.bridging.position import Figures, Position
from services.schedule.bridging.tables import BridgingRow
from services.schedule.bridging.trying import KINDS
from services.schedule.households.contents import Instrument
from services.schedule.ledger.entry import AccountKind
from services.schedule.planning.bridging import Arrival
from services.schedule.planning.case import Account, Advance, Loan
from services.schedule.planning.explanation.repayment import repaid_of
from services.schedule.planning.plan import Plan

_DAY = timedelta(days=1)


class Life(StrEnum):
    """How far a decision is.

    `proposed` waits for a second person, `decided` holds and nothing of it was paid, `paid` was paid or drawn and
    nothing came back, `being_repaid` partly, `cleared` whole. `ended` is what was refused, withdrawn or replaced, and
    after the relief what is owed by nobody.
    """

    PROPOSED = "proposed"
    DECIDED = "decided"
    PAID = "paid"
    BEING_REPAID = "being_repaid"
    CLEARED = "cleared"
    ENDED = "ended"


class Lived(NamedTuple):
    """A decision, how far it is, and its own figures in cents."""

    row: BridgingRow
    life: Life
    figures: Figures


def lives(
    rows: Sequence[BridgingRow], made: Plan, at: Sequence[Position], until: date | None, today: date
) -> list[Lived]:
    """Each decision; `until` is the last day that a run has booked.

    A minstand's figures are those of the ledger. Of money the ledger says whether it came (it is booked in order of
    day), and the plan how much of which loan went back.
    """
    ledger = {one.account: one.ledger for one in at}
    found = []
    for row in rows:
        figures = Figures(0, 0)
        if row.state is BridgingState.DECIDED:
            figures = _figures(row, made, ledger, until or date.min, today)
        found.append(Lived(row, _life(row, figures, today > made.case.relief_ends_on), figures))
    return found


def _life(row: BridgingRow, figures: Figures, is_over: bool) -> Life:
    if row.state is BridgingState.PROPOSED:
        return Life.PROPOSED
    is_owed = row.instrument is not Instrument.GRANT and figures.open > 0
    if row.state is not BridgingState.DECIDED or (is_over and not is_owed):
        return Life.ENDED
    if not figures.drawn:
        return Life.DECIDED
    if not figures.repaid:
        return Life.PAID
    return Life.BEING_REPAID if figures.open > 0 else Life.CLEARED


def _figures(row: BridgingRow, made: Plan, ledger: Mapping[AccountKind, Figures], until: date, today: date) -> Figures:
    if row.instrument is Instrument.MINSTAND:
        return ledger[AccountKind.MINSTAND]
    assert row.arrives_on is not None, "money arrives on a day"
    on = banking_days.after(row.arrives_on)
    if not _has_come(row, on, made, ledger, today):
        return Figures(0, 0)
    own = _own(row, made)
    counted = max(until, today) if row.account is Account.CLIENT else until
    if own is None:
        return Figures(row.amount, 0)
    if own.given_on is not None and own.given_on <= counted:
        return Figures(row.amount, row.amount)
    return Figures(row.amount, repaid_of(made, own, counted + _DAY))


def _has_come(row: BridgingRow, on: date, made: Plan, ledger: Mapping[AccountKind, Figures], today: date) -> bool:
    """Whether it came: what goes to the client's own account is paid by whoever pays the benefit, on its day."""
    if row.account is Account.CLIENT:
        return on <= today
    kinds = ("grant",) if row.instrument is Instrument.GRANT else ("loan", "advance")
    arrivals = [entry for entry in made.entries if isinstance(entry.source, Arrival)]
    due = sum(one.amount for one in arrivals if one.kind in kinds and one.account is Account.BUDGET and one.on <= on)
    account = AccountKind.GRANTS if row.instrument is Instrument.GRANT else AccountKind.LOANS
    return 0 < due <= ledger[account].drawn


def _own(row: BridgingRow, made: Plan) -> Loan | Advance | None:
    """What the case has of what was lent by this decision: of an instrument one stands a day."""
    lent = (one for one in made.case.bridging if isinstance(one, Loan | Advance))
    return next((one for one in lent if isinstance(one, KINDS[row.instrument]) and one.on == row.arrives_on), None)
