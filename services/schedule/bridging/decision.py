"""A decision on bridging: what it may say, which facts it makes, and whether a second person is needed. Pure.

Money that has to be paid back is decided only if the plan with it still leaves what must be left to live on: the
planner says so, of every month, with all that is known. What nobody decided on twice is a loan, or more than the policy
has for the household: that takes a second person.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services import banking_days
from services.errors import Fault, InvalidInput
from services.money import euros
from services.schedule.bridging.gap import judged
from services.schedule.bridging.legal_basis import CARRIES, LegalBasis
from services.schedule.bridging.trying import Trying, amount_of, facts_of, repayment_of
from services.schedule.households.contents import BridgingDecided, Content, Instrument, Repayment
from services.schedule.households.contents.means import RepayMode
from services.schedule.households.facts import Fact, Key, Statement
from services.schedule.planning.case import Account, Advance, Loan, Method
from services.schedule.planning.explanation.repayment import repaid_of
from services.schedule.planning.plan import Plan, Shortfall, ShortfallKind


class Wanted(NamedTuple):
    """What somebody wants to decide: cents, a minstand's cap; 0 refuses what the policy foresees.

    `on` is the day on which money arrives, None for a minstand. `beyond_policy` says that it is known to be more than
    the policy has for the household. What of a loan or an advance is open on `given_on` is given from then on.
    """

    instrument: Instrument
    amount: int
    on: date | None
    to: Account
    repay: Repayment | None
    basis: LegalBasis
    beyond_policy: bool
    given_on: date | None = None


class Weighed(NamedTuple):
    """A decision that may be taken: the facts that it makes, and whether a second person has to approve it."""

    facts: tuple[BridgingDecided, ...]
    needs_second: bool


def weighed(trying: Trying, wanted: Wanted, today: date) -> Weighed:
    """`InvalidInput` with every fault at once; `CannotBePlanned` where there is no plan to weigh it by."""
    stands = trying.plan()
    lent = lent_before(wanted, stands, today)
    faults = [*_faults_in(wanted), *_faults_in_days(wanted, stands, today, is_new=lent is None)]
    faults += _taken(wanted, trying) if lent is None else _faults_in_change(wanted, lent, stands, today)
    faults += _faults_in_giving(wanted, stands, today, lent)
    if not _fits_its_instrument(wanted):
        raise InvalidInput(faults)
    decided = BridgingDecided(
        instrument=wanted.instrument,
        decided_on=today,
        on=wanted.on,
        to=wanted.to,
        repay=wanted.repay,
        given_on=wanted.given_on,
        amount=wanted.amount,
    )
    facts = tuple(facts_of(decided, trying.dossier, stands.case, today))
    made, foreseen = trying.plan(*facts), trying.foreseen(wanted.instrument)
    total = amount_of(made.case, wanted.instrument)
    is_beyond = wanted.amount > 0 and total > foreseen
    if is_beyond and not wanted.beyond_policy:
        what = f"with this there is {euros(total, 'en')}, and the policy has {euros(foreseen, 'en')}"
        faults.append(Fault("amount", what, "decide on less, or say beyondPolicy and let a second person approve it"))
    faults += _faults_in_repayment(trying, facts, decided, made, today)
    if faults:
        raise InvalidInput(faults)
    return Weighed(facts, wanted.amount > 0 and (is_beyond or is_lent(wanted)))


def is_lent(wanted: Wanted) -> bool:
    """Whether it is bijstand that is lent, or that was lent and is given after all."""
    return wanted.instrument is Instrument.LOAN or wanted.basis is LegalBasis.ARTICLE_48 or wanted.given_on is not None


def _faults_in(wanted: Wanted) -> Iterator[Fault]:
    carries = CARRIES[wanted.instrument] if wanted.given_on is None else CARRIES[Instrument.GRANT]
    if wanted.basis not in carries:
        yield Fault(
            "legalBasis", f"does not carry this instrument, {wanted.instrument}", f"one of: {', '.join(carries)}"
        )
    if wanted.on is None and wanted.instrument is not Instrument.MINSTAND:
        yield Fault("on", "money arrives on a day", "say which")
    if wanted.on is not None and wanted.instrument is Instrument.MINSTAND:
        yield Fault("on", "a minstand is a limit and arrives on no day", "leave it out")
    if (wanted.repay is not None) != (wanted.instrument is Instrument.LOAN):
        cure = "say how it is repaid" if wanted.repay is None else "leave it out"
        yield Fault("repay", f"does not fit this instrument, {wanted.instrument}", cure)


def _fits_its_instrument(wanted: Wanted) -> bool:
    """Whether a fact can be made of it, and so a plan that tells more."""
    if wanted.given_on is not None and wanted.instrument not in (Instrument.LOAN, Instrument.ADVANCE):
        return False
    arrives = wanted.instrument is not Instrument.MINSTAND
    return (wanted.on is not None) == arrives and (wanted.repay is not None) == (wanted.instrument is Instrument.LOAN)


def lent_before(wanted: Wanted, stands: Plan, today: date) -> Loan | Advance | None:
    """The loan or advance that came already of which this says what becomes of it: one of that day, sum and account."""
    kinds = {Instrument.LOAN: Loan, Instrument.ADVANCE: Advance}
    if wanted.instrument not in kinds or not wanted.amount or (wanted.on or today) >= today:
        return None
    starts_on, kind = stands.case.benefit.starts_on, kinds[wanted.instrument]
    lent = (one for one in stands.case.bridging if isinstance(one, Loan | Advance) and isinstance(one, kind))
    same = (wanted.on, wanted.amount, wanted.to)
    return next((one for one in lent if (one.on or starts_on, one.amount, one.to) == same), None)


def _faults_in_giving(wanted: Wanted, stands: Plan, today: date, lent: Loan | Advance | None) -> Iterator[Fault]:
    """What is given was lent before, and is given before the relief ends."""
    if wanted.given_on is None:
        return
    if lent is None:
        cure = "give the day, the sum and the account of a loan or an advance that came; or decide on a grant"
        yield Fault("givenOn", "nothing like this was lent", cure)
    if wanted.given_on < today:
        yield Fault("givenOn", f"{wanted.given_on} is over", f"choose {today} or later")
    if wanted.given_on > stands.case.relief_ends_on:
        what = f"{wanted.given_on} is after the last day of the relief, {stands.case.relief_ends_on}"
        yield Fault("givenOn", what, "choose an earlier day")


def _faults_in_change(wanted: Wanted, lent: Loan | Advance, stands: Plan, today: date) -> Iterator[Fault]:
    """How a loan goes back is not decided away once something of it went back; what is open may be given."""
    if isinstance(lent, Advance) or wanted.repay == repayment_of(lent.repay):
        return
    if back := repaid_of(stands, lent, today):
        what = f"{euros(back, 'en')} of this loan went back already"
        yield Fault("repay", what, "leave how it goes back as it was decided")


def _faults_in_days(wanted: Wanted, stands: Plan, today: date, *, is_new: bool) -> Iterator[Fault]:
    case = stands.case
    ends_on, on = case.relief_ends_on, wanted.on or today
    if today > ends_on:
        yield Fault("on", f"the relief ended on {ends_on}", "extend it first (art. 57), or decide outside of it")
    elif banking_days.after(on) > ends_on:
        yield Fault("on", f"{on} is after the last day of the relief, {ends_on}", "choose an earlier day")
    if is_new and on < today:
        yield Fault("on", f"{on} is over", f"choose {today} or later")
    if wanted.instrument is Instrument.MINSTAND and case.method is not Method.BUDGETBEHEER:
        yield Fault("instrument", "under inhouding there is no account that could be below zero", "choose another")


def _taken(wanted: Wanted, trying: Trying) -> Iterator[Fault]:
    """A newer minstand takes the place of the older one; money of one kind comes once a day."""
    decided = (one for one in trying.dossier.each(BridgingDecided) if one.instrument is wanted.instrument)
    if wanted.on is not None and any(one.on == wanted.on for one in decided):
        cure = "choose another day, or withdraw that decision first"
        yield Fault("on", f"a {wanted.instrument} that arrives on {wanted.on} is decided already", cure)


def _faults_in_repayment(
    trying: Trying, facts: Sequence[Content], decided: BridgingDecided, made: Plan, today: date
) -> Iterator[Fault]:
    """Where paying it back takes what must be left to live on, or the account deeper than it may go.

    The plan is laid beside one in which the same money is never paid back.
    """
    if decided.instrument not in (Instrument.LOAN, Instrument.ADVANCE) or not decided.amount:
        return
    never = Repayment(mode=RepayMode.NONE)
    kept = decided.model_copy(update={"instrument": Instrument.LOAN, "repay": never})
    refused = [] if decided.instrument is Instrument.LOAN else [decided.model_copy(update={"amount": 0})]
    before = trying.plan(*(one for one in facts if one is not decided), *refused, kept)
    for short in judged(made, before, banking_days.after(today)).harmed:
        yield Fault("repay", _harm(short), "let it be paid back later, in smaller parts, or give it")


def _harm(short: Shortfall) -> str:
    amount = euros(short.amount, "en")
    match short.kind:
        case ShortfallKind.CANNOT_LIVE_ON:
            return f"paying back leaves {amount} less than must be left to live on from {short.on}"
        case ShortfallKind.LATE:
            return f"paying back leaves nothing for {short.cost} ({amount}) on {short.on}"
        case ShortfallKind.BELOW_MINSTAND_CAP:
            return f"paying back takes the account {amount} deeper than it may go from {short.on}"
        case ShortfallKind.NOT_RECOVERED_AT_END:
            return f"paying back leaves {amount} below zero at the end, on {short.on}"


def statements(facts: Sequence[BridgingDecided], stands: Mapping[Key, Fact], reason: str) -> list[Statement]:
    """The facts as they are stated; a minstand takes the place of the one that stands."""
    found = []
    for content in facts:
        fact = stands.get((content.kind, content.about))
        found.append(Statement(content) if fact is None else Statement(content, fact.id, reason))
    return found
