"""Payment runs on the wire."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.events import HoldReason, Month, PlanFault, RunKind
from services.months import month_text, parse_month
from services.schedule.bank.export_record import ExportRecord
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.difference import DEFAULT_MARGIN, DifferenceLine, DifferenceSum
from services.schedule.payments.household_payments import PaymentOfHousehold
from services.schedule.payments.repository import Beside, DetailCount, PaymentOfRun, Totals
from services.schedule.payments.run import PaymentRoute, PaymentState, RunKey, RunState, What
from services.schedule.payments.tables import LeftOutRow, PaymentFileRow, RunHistoryRow, RunRow
from services.wire import Instant, Money, PageRequest, Wire

_HASH = Field(
    pattern=r"^[0-9a-f]{64}$",
    description="SHA-256 over every payment of the run and every household left out of it, as it was proposed",
    examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
)


class NewRun(Wire):
    """A run to be put together. Asking for the same month, kind and number again gives the same run."""

    month: Annotated[Month, Field(examples=["2026-03"])]
    kind: RunKind = RunKind.MONTHLY
    number: Annotated[int, Field(ge=1, le=99)] = 1
    pays_from: Annotated[
        date | None, Field(description="First day on which its payments can be executed; today if left out")
    ] = None

    def key(self) -> RunKey:
        """What the run is known by."""
        return RunKey(parse_month(self.month), self.kind, self.number)


class Approval(Wire):
    """What the approver looked at."""

    content_hash: Annotated[str, _HASH]


class DetailTotal(Wire):
    """How many payments are held with this detail of the reason."""

    detail: str
    count: int


class StateTotal(Wire):
    """How many payments are in a state, for one reason, and their sum; `details` are the most frequent ones of it."""

    state: PaymentState
    reason: HoldReason | None
    count: int
    sum: Money
    details: list[DetailTotal]


class OlderHeld(Wire):
    """What waits today and was due before all that a run looks at."""

    count: int
    sum: Money


class RunStep(Wire):
    """A state the run came into."""

    state: RunState
    at: Instant
    by: str


class Run(Wire):
    """A payment run. `contentHash` is what an approver names; it stands once the run is proposed."""

    id: UUID
    month: Month
    kind: RunKind
    number: int
    state: RunState
    pays_from: date
    pays_until: date
    proposed_by: str
    proposed_at: Instant
    approved_by: str | None
    approved_at: Instant | None
    filed_at: Instant | None
    content_hash: str | None
    left_out: Annotated[
        int | None, Field(description="How many households cannot be planned and get nothing; told of one run")
    ] = None
    new_since: Annotated[
        int | None,
        Field(
            description="How many payments plans got after the proposal; they wait for the next run; told of one run"
        ),
    ] = None
    older_held: Annotated[OlderHeld | None, Field(description="Told of one run, not in a list")] = None
    totals: Annotated[list[StateTotal] | None, Field(description="Told of one run, not in a list")] = None
    history: Annotated[list[RunStep] | None, Field(description="Told of one run, not in a list")] = None

    @classmethod
    def of(
        cls,
        row: RunRow,
        beside: Beside | None = None,
        totals: list[Totals] | None = None,
        details: Mapping[str, Sequence[DetailCount]] | None = None,
        history: list[RunHistoryRow] | None = None,
    ) -> "Run":
        """The run as it is told."""
        told = row.model_dump(exclude={"organisation_id", "month"})
        return cls(
            **told,
            month=month_text(row.month),
            left_out=None if beside is None else beside.left_out,
            new_since=None if beside is None else beside.new_since,
            older_held=None if beside is None else _older(beside),
            totals=None if totals is None else [_total(one, details or {}) for one in totals],
            history=None if history is None else [RunStep(state=one.state, at=one.at, by=one.by) for one in history],
        )


def _older(beside: Beside) -> OlderHeld:
    return OlderHeld(count=beside.older_held.payments, sum=Money(amount=beside.older_held.amount))


def _total(one: Totals, details: Mapping[str, Sequence[DetailCount]]) -> StateTotal:
    reason = None if one.reason is None else HoldReason(one.reason)
    counted = details.get(one.reason, ()) if one.reason is not None else ()
    told = [DetailTotal(detail=each.detail, count=each.payments) for each in counted]
    return StateTotal(state=one.state, reason=reason, count=one.payments, sum=Money(amount=one.amount), details=told)


class LeftOutHousehold(Wire):
    """A household that the run cannot plan by this version of its plan, so that it pays nothing of it."""

    household_id: UUID
    municipality: str
    plan_version: int
    fault: PlanFault

    @classmethod
    def of(cls, row: LeftOutRow) -> "LeftOutHousehold":
        """The household as it is told."""
        return cls(**row.model_dump(include=set(cls.model_fields)))


class RunFilter(PageRequest):
    """Which runs."""

    month: Annotated[Month | None, Field(description="Those of this month", examples=["2026-03"])] = None
    state: Annotated[RunState | None, Field(description="Those in this state; all of them without")] = None


class PaymentFilter(PageRequest):
    """Which payments of a run."""

    state: PaymentState | None = None


class Payment(Wire):
    """A payment of a run. `occasion` is the cost-month or `first`, leefgeld's day or `advance`,
    or the last day of the relief that is settled. `detail` is what the registry says more of the reason."""

    household_id: UUID
    purpose: str
    occasion: str
    state: PaymentState
    reason: HoldReason | None
    detail: str | None
    payee: PayeeKind
    payee_id: UUID | None
    sum: Money
    due_on: date
    execute_on: date
    plan_version: int
    end_to_end_id: str
    route: PaymentRoute
    file_number: int | None

    @classmethod
    def of(cls, row: PaymentOfRun) -> "Payment":
        """The payment as it is told; whose account it goes to is the payee's to tell."""
        return cls(**_told(row))


class HouseholdPayment(Payment):
    """A payment of a household in one of its runs; `month` is that of its key, none for what comes once."""

    run_id: UUID
    month: Annotated[str | None, Field(examples=["2026-03"])]

    @classmethod
    def told(cls, row: PaymentOfHousehold) -> "HouseholdPayment":
        """The payment as it is told."""
        return cls(**_told(row) | {"month": month_text(row.month) if row.month else None})


def _told(row: PaymentOfRun | PaymentOfHousehold) -> dict[str, Any]:
    told = row._asdict()
    amount = told.pop("amount")
    words = {"state": PaymentState(row.state), "payee": PayeeKind(row.payee), "route": PaymentRoute(row.route)}
    reason = None if row.reason is None else HoldReason(row.reason)
    return told | words | {"reason": reason, "sum": Money(amount=amount)}


class DifferenceFilter(PageRequest):
    """By how many per cent an amount may change without being pointed out."""

    margin: Annotated[int, Field(ge=0, le=1000)] = DEFAULT_MARGIN


class DifferencePart(Wire):
    """How many households differ in this way for a purpose, and the sums of the month before and of this run."""

    what: What
    purpose: str
    count: int
    before: Money
    now: Money

    @classmethod
    def of(cls, part: DifferenceSum) -> "DifferencePart":
        """The part as it is told."""
        before, now = Money(amount=part.before), Money(amount=part.now)
        return cls(what=part.what, purpose=part.purpose, count=part.households, before=before, now=now)


class Difference(Wire):
    """What is different from the month before."""

    margin: int
    parts: list[DifferencePart]


class HouseholdDifference(Wire):
    """One household that is paid something else for a purpose than a month before."""

    household_id: UUID
    purpose: str
    what: What
    before: Money
    now: Money

    @classmethod
    def of(cls, line: DifferenceLine) -> "HouseholdDifference":
        """The line as it is told."""
        before, now = Money(amount=line.before), Money(amount=line.now)
        return cls(household_id=line.household_id, purpose=line.purpose, what=line.what, before=before, now=now)


class BankFile(Wire):
    """A bank file and its check figures; the bank asks for the last five characters of the SHA-1."""

    number: int
    name: str
    municipality: str
    message_id: str
    bytes: int
    items: int
    sum: Money
    sha1: str
    sha1_last_five: str
    sha256: str

    @classmethod
    def of(cls, file: PaymentFileRow, record: ExportRecord) -> "BankFile":
        """The file as it is told."""
        return cls(
            number=file.number,
            name=record.name,
            municipality=file.municipality,
            message_id=record.message_id,
            bytes=record.bytes,
            items=record.items,
            sum=Money(amount=record.amount),
            sha1=record.sha1,
            sha1_last_five=record.sha1_last_five,
            sha256=record.sha256,
        )
