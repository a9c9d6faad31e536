"""May this be paid, by which way, to which account, with which reference? Pure: it decides on what is known of a line.

The rules are asked in one order, and the first that has to wait tells why. It is the order in which a person can use
it: who has no arrangement need not look for papers, and what the client refused needs nobody's account. What passes by
itself comes last.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from services import banking_days
from services.mandate_events import DirectDebitState, HandshakeState, Payer
from services.mandates.accounts.account import NoAccount
from services.mandates.arrangements.payer import OURS
from services.mandates.authorisations.coverage import Covered, NotCovered
from services.mandates.direct_debits.collecting import lapsed
from services.mandates.direct_debits.direct_debit import DirectDebit
from services.months import Month

TO_CLIENT: Final = "leefgeld"
"""What is asked about instead of a cost for all that goes to the client's own account."""


class Reason(StrEnum):
    """Why a line waits, in the order in which the reasons are looked for."""

    UNKNOWN_TO_REGISTRY = "unknown_to_registry"
    NOT_TAKEN_OVER = "not_taken_over"
    NOT_OURS_TO_PAY = "not_ours_to_pay"
    NOT_AUTHORISED = "not_authorised"
    BILL_PAID_TWICE = "bill_paid_twice"
    BLOCKED = "blocked"
    PAPERS_MISSING = "papers_missing"
    ACCOUNT_MISMATCH = "account_mismatch"
    ACCOUNT_NOT_APPROVED = "account_not_approved"
    AMOUNT_BEYOND_CONSENT = "amount_beyond_consent"
    DEFERRED = "deferred"


class Line(NamedTuple):
    """What is to be paid: of which household (its id as text), for which cost and month, how much (cents), on which
    day, and on which ground somebody decided so.
    """

    household: str
    cost: str
    month: Month
    amount: int
    execute_on: date
    ground: str


class Reference(NamedTuple):
    """What a payment carries, in the scheme that the payee asks for."""

    kind: str
    text: str


class Payable(NamedTuple):
    """An account in full, by its id as text; it is printed without its holder and number."""

    id: str
    name: str
    iban: str

    def __repr__(self) -> str:
        return f"Payable(id={self.id!r})"


class Arranged(NamedTuple):
    """How a cost is arranged in that month: who is its payer of record (a word of `Payer`), and what a supplier knows a
    payment by. The client agreed to at most `consent_most` (cents).
    """

    payer: str
    reference: Reference | None
    consent_most: int | None
    deferred_until: date | None


class Facts(NamedTuple):
    """What the registry knows of one line.

    `taking_over` is where a taking over stands that was to be done by then, `covered` what carries the payment, the
    client's word or the law's, and `lacking` are the papers that the cost waits for. Of a line to the client only the
    household and its account count, and of one that no supplier pulls no direct debit. `paid_twice` is where else the
    same bill is paid: a cost and a household.
    """

    is_known: bool
    arranged: Arranged | None = None
    taking_over: HandshakeState | None = None
    covered: Covered | NotCovered = NotCovered.NOT_ASKED
    lacking: Sequence[str] = ()
    account: Payable | NoAccount = NoAccount.UNKNOWN
    direct_debit: DirectDebit | None = None
    paid_twice: str | None = None


class Released(NamedTuple):
    """The go-ahead. A supplier that pulls needs no account of ours, and is recognised by its `umr`."""

    route: str
    account: Payable | None
    reference: Reference | None
    umr: str | None = None


class Waits(NamedTuple):
    """Not now; `detail` is a stable word or a value that the reason has with it, and names nobody."""

    reason: Reason
    detail: str | None = None


def decide(line: Line, facts: Facts) -> Released | Waits:
    """The go-ahead for a line, or the most useful of the reasons to wait."""
    if line.cost == TO_CLIENT:
        return _to_client(facts)
    if facts.arranged is None:
        return Waits(Reason.UNKNOWN_TO_REGISTRY, "cost" if facts.is_known else "household")
    for rule in IN_ORDER:
        if (waits := rule(line, facts, facts.arranged)) is not None:
            return waits
    payer, reference = facts.arranged.payer, facts.arranged.reference
    if payer == Payer.SUPPLIER_PULLS:
        return Released(payer, None, reference, facts.direct_debit and facts.direct_debit.terms.umr)
    return Released(payer, _payable(facts.account), reference)


def _to_client(facts: Facts) -> Released | Waits:
    """Living money goes to the client's own account and asks nothing else: it is his."""
    if not facts.is_known:
        return Waits(Reason.UNKNOWN_TO_REGISTRY, "household")
    return _no_account(facts.account) or Released(Payer.WE_PUSH, _payable(facts.account), None)


def _not_ours(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    if arranged.payer in OURS:
        return None
    if facts.taking_over is not None:
        return Waits(Reason.NOT_TAKEN_OVER, facts.taking_over)
    return Waits(Reason.NOT_OURS_TO_PAY, arranged.payer)


def _unauthorised(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    covered = facts.covered
    return Waits(Reason.NOT_AUTHORISED, covered) if isinstance(covered, NotCovered) else None


def _twice(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    """What two would pay goes out for neither, until a person says for which."""
    return Waits(Reason.BILL_PAID_TWICE, facts.paid_twice) if facts.paid_twice is not None else None


def _blocked(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    """A supplier that pulls does so by a mandate that is in force on that day."""
    if arranged.payer != Payer.SUPPLIER_PULLS:
        return None
    mandate = facts.direct_debit
    if mandate is None:
        return Waits(Reason.BLOCKED, "no_mandate")
    if mandate.state is not DirectDebitState.ACTIVE:
        return Waits(Reason.BLOCKED, mandate.state)
    if line.execute_on < mandate.terms.valid_from or lapsed(mandate, line.execute_on):
        return Waits(Reason.BLOCKED, "not_in_force")
    return None


def _without_papers(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    return Waits(Reason.PAPERS_MISSING, ", ".join(facts.lacking)) if facts.lacking else None


def _without_account(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    """Whoever moves the money, we or the suite on our instruction, moves it to an account that two persons saw."""
    return None if arranged.payer == Payer.SUPPLIER_PULLS else _no_account(facts.account)


def _beyond_consent(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    most = arranged.consent_most
    if facts.direct_debit is not None:
        terms = facts.direct_debit.terms
        most = min(
            (one for one in (most, terms.most_a_collection, terms.most_a_month) if one is not None), default=None
        )
    return None if most is None or line.amount <= most else Waits(Reason.AMOUNT_BEYOND_CONSENT, str(most))


def _deferred(line: Line, facts: Facts, arranged: Arranged) -> Waits | None:
    until = arranged.deferred_until
    if until is None or line.execute_on >= banking_days.before(until):
        return None
    return Waits(Reason.DEFERRED, until.isoformat())


def _no_account(account: Payable | NoAccount) -> Waits | None:
    if isinstance(account, Payable):
        return None
    if account is NoAccount.MISMATCH:
        return Waits(Reason.ACCOUNT_MISMATCH)
    return Waits(Reason.ACCOUNT_NOT_APPROVED, account)


def _payable(account: Payable | NoAccount) -> Payable:
    assert isinstance(account, Payable), "whatever is none was told before"
    return account


Rule = Callable[[Line, Facts, Arranged], Waits | None]
IN_ORDER: tuple[Rule, ...] = (
    _not_ours,
    _unauthorised,
    _twice,
    _blocked,
    _without_papers,
    _without_account,
    _beyond_consent,
    _deferred,
)
