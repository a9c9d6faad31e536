"""What the mandates service says to those that ask it, as they read it: its front door, with `client`.

A month asks for the go-ahead of tens of thousands of payments, so what is said of a line is a plain tuple. The
endpoints' own models know rows and rules; these know neither.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.events import Month
from services.mandate_events import AlarmKind, AlarmState, HandshakeState, Payer, WatchedMonthState
from services.mandates.arrangements.arrangement import BillsTo
from services.mandates.arrangements.handshake import Channel
from services.mandates.intake.team import TeamRole
from services.mandates.release.deciding import TO_CLIENT, Payable, Reason, Reference, Released, Waits
from services.wire import Wire

__all__ = [
    "TO_CLIENT",
    "AccountBatch",
    "Alarm",
    "ApprovedAccounts",
    "ArrangedCost",
    "ArrangedCosts",
    "AskedHandshake",
    "AskedHandshakes",
    "BillAsked",
    "BillsTo",
    "CaseloadAlarm",
    "CaseloadAlarms",
    "CaseloadHousehold",
    "CaseloadPayee",
    "CaseloadPayees",
    "CaseloadReference",
    "Channel",
    "Contract",
    "ContractSearch",
    "Contracts",
    "CustomerNumber",
    "CustomerNumberSearch",
    "CustomerNumbers",
    "DecidedAccount",
    "Done",
    "HandshakeAsked",
    "LineToRelease",
    "Payable",
    "Payer",
    "PayerInMonth",
    "PayersInMonth",
    "RampDownStep",
    "RampDownSteps",
    "Reason",
    "Reference",
    "RehearsalOutcome",
    "RehearsedFault",
    "ReleaseAnswer",
    "Released",
    "SupplierAccount",
    "SupplierAccounts",
    "SupportedHouseholds",
    "SupporterSearch",
    "TakenOverPayees",
    "TeamMember",
    "TeamMembers",
    "TeamRole",
    "WaitingAccount",
    "WaitingAccounts",
    "Waits",
    "WatchedMonth",
    "WatchedMonthState",
    "WatchedMonths",
]


class LineToRelease(NamedTuple):
    """A payment of which the go-ahead is asked: whole cents, on a day, on the ground of a decision (`56a`, `57`,
    `voluntary`, `bridging`); `cost` is a kind of fixed cost, or `TO_CLIENT` for the client's own account.
    """

    household_id: UUID
    cost: str
    month: Month
    amount: int
    execute_on: date
    ground: str


class ReleaseAnswer(NamedTuple):
    """What was said of each line, in the order of asking; and of each household that is known the version by which
    whoever keeps a go-ahead asks later whether it still stands.
    """

    versions: Mapping[UUID, int]
    lines: list[Released | Waits]


class CaseloadReference(Wire):
    """What a payment carries, in the scheme that the payee asks for."""

    kind: str
    text: str


class CaseloadPayee(Wire):
    """To whom a cost is paid from a day on: a kind of fixed cost, or `TO_CLIENT`, which has an account alone."""

    cost: str
    name: str
    iban: str
    reference: CaseloadReference | None = None
    valid_from: date
    customer_number: str | None = None
    payer: Payer | None = None


class CaseloadHousehold(Wire):
    """A household with its payees; the papers (`identity`, `lease`, …) that are not missing are there."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    payees: list[CaseloadPayee]
    papers_missing: tuple[str, ...] = ()


class CaseloadPayees(Wire):
    """At most 1,000 households of an import; all its pages have one `import_id`, which names the batch of accounts.

    `handed_in_by` is the person behind it, who may not approve what waits in the batch.
    """

    import_id: UUID
    handed_in_by: str | None = None
    households: list[CaseloadHousehold]


class TakenOverPayees(Wire):
    """What is new by a page, and how many accounts of its import wait for a second person in the batch."""

    batch_id: UUID
    households: int
    suppliers: int
    accounts: int
    arrangements: int
    papers: int
    waiting: int


class WaitingAccount(Wire):
    """An account that waits for a second person, masked: whose it is, and what the bank said of name and number."""

    id: UUID
    supplier_id: UUID | None
    household_id: UUID | None
    name: str
    iban: str
    verification: str | None
    batch_id: UUID | None
    proposed_by: str


class WaitingAccounts(Wire):
    """The accounts that wait, page by page."""

    items: list[WaitingAccount]
    next_cursor: str | None


class AccountBatch(Wire):
    """A batch of accounts as it stands: how many in each state, what the banks said, and the digest of what waits."""

    id: UUID
    states: Mapping[str, int]
    verifications: Mapping[str, int]
    digest: str


class DecidedAccount(Wire):
    """An account, masked, about which a second person decided."""

    id: UUID
    name: str
    iban: str
    state: str


class ApprovedAccounts(Wire):
    """How many accounts were approved together, and how the batch stands now."""

    approved: int
    batch: AccountBatch


class WatchedMonth(Wire):
    """A month of a cost that the client pays himself while we look whether it arrives; whole cents."""

    id: UUID
    household_id: UUID
    cost: str
    month: Month
    due_on: date
    amount: int
    answer_by: date
    state: WatchedMonthState
    told_by: str | None
    answered_on: date | None


class WatchedMonths(Wire):
    """A page of them, by the day of the answer."""

    items: list[WatchedMonth]
    next_cursor: str | None


class Alarm(Wire):
    """Harm that is seen before it happens, or since; `act_by` is the last day on which a person can prevent it."""

    id: UUID
    household_id: UUID
    kind: AlarmKind
    cost: str | None
    leefgeld: bool
    month: Month | None
    state: AlarmState
    why: str
    cure: str | None
    raised_on: date
    act_by: date
    harms_on: date
    owner: str | None
    answer: str | None
    escalated_to: str | None
    closed_by: str | None
    closed_on: date | None


class CaseloadAlarm(Wire):
    """An alarm, and the organisation's own case number of its household."""

    reference: str
    alarm: Alarm


class CaseloadAlarms(Wire):
    """A page of them, the earliest to act on first."""

    items: list[CaseloadAlarm]
    next_cursor: str | None


class ContractSearch(Wire):
    """A customer number of a supplier, of which the contracts are asked."""

    supplier_id: UUID
    customer_number: str
    limit: int = 200


class Contract(Wire):
    """A cost of a household that a customer number is of."""

    arrangement_id: UUID
    household_id: UUID
    cost: str
    from_month: Month


class Contracts(Wire):
    """A page of them."""

    items: list[Contract]
    next_cursor: str | None


class BillAsked(Wire):
    """The bill of a cost of a household in a month."""

    household_id: UUID
    cost: str
    month: Month


class HandshakeAsked(Wire):
    """What a handshake is about."""

    handshake_id: UUID


class CustomerNumberSearch(Wire):
    """What a supplier is to be told of, and so which numbers of its own are asked for, at most 500."""

    supplier_id: UUID
    about: list[BillAsked | HandshakeAsked]


class CustomerNumber(Wire):
    """How the supplier knows it: the number of its customer, and the reference that our payments carry."""

    customer_number: str | None
    reference: str | None


class CustomerNumbers(Wire):
    """As many as were asked for, in that order."""

    items: list[CustomerNumber]


class SupplierAccount(Wire):
    """An account of a supplier, by its id."""

    id: UUID


class SupplierAccounts(Wire):
    """A page of them."""

    items: list[SupplierAccount]
    next_cursor: str | None


class Done(Wire):
    """What a command made or changed, of which nothing but that it was done is looked at."""


class ArrangedCost(Wire):
    """With which supplier a household has a cost from a month on."""

    id: UUID
    household_id: UUID
    cost: str
    supplier_id: UUID
    from_month: Month


class ArrangedCosts(Wire):
    """A page of them, oldest first."""

    items: list[ArrangedCost]
    next_cursor: str | None


class AskedHandshake(Wire):
    """A handshake as it stands: who is to pay from a month on, by which way the supplier is asked, and by when it must
    have answered; `answered_month` is the month that it named."""

    id: UUID
    arrangement_id: UUID
    household_id: UUID
    cost: str
    payer: Payer
    from_month: Month
    state: HandshakeState
    channel: str
    deadline: date
    owner: str
    answered_month: Month | None


class AskedHandshakes(Wire):
    """A page of them, by deadline."""

    items: list[AskedHandshake]
    next_cursor: str | None


class PayerInMonth(Wire):
    """Who pays a cost in a month, and since which one."""

    cost: str
    payer: Payer
    since: Month


class PayersInMonth(Wire):
    """Who pays each arranged cost of a household in a month."""

    month: Month
    costs: list[PayerInMonth]


class RampDownStep(Wire):
    """A cost that goes back to the client only after a clean month of another one, and whether it waits for that."""

    cost: str
    after: str
    waits: bool


class RampDownSteps(Wire):
    """What of a household goes back one at a time."""

    steps: list[RampDownStep]


class TeamMember(Wire):
    """Somebody in a role around a household, up to and including a day."""

    role: str
    subject: str
    from_day: date
    until_day: date | None


class TeamMembers(Wire):
    """A page of them, in the order in which they came."""

    items: list[TeamMember]
    next_cursor: str | None


class RehearsedFault(Wire):
    """Something that would be refused, and how to mend it."""

    where: str
    what: str
    cure: str


class RehearsalOutcome(Wire):
    """All that would be refused."""

    faults: list[RehearsedFault]


class SupporterSearch(Wire):
    """A supporter, by the issuer's own word for him."""

    subject: str


class SupportedHouseholds(Wire):
    """The households around which he stands today."""

    household_ids: list[UUID]
