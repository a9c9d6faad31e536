"""The rows of payment runs: the run, its shards and history, its payments, what is expected beside them, its files."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import NextStep, PlanFault, RunKind
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute, RunState, ShardStage
from services.schedule.tables import ScheduleRow


class RunRow(ScheduleRow, table=True):
    """A run, known by month, kind and number. It pays what is due up to `pays_until`, executed from `pays_from` on."""

    __tablename__ = "payment_run"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    month: int = Field(primary_key=True)
    kind: RunKind = Field(primary_key=True, sa_type=by_value(RunKind))
    number: int = Field(primary_key=True)
    id: UUID
    state: RunState = Field(sa_type=by_value(RunState))
    pays_from: date
    pays_until: date
    proposed_by: str
    proposed_at: datetime = Field(sa_type=Instant)
    approved_by: str | None = None
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    content_hash: str | None = None
    filed_at: datetime | None = Field(default=None, sa_type=Instant)


class RunHistoryRow(ScheduleRow, table=True):
    """A state that a run came into, when and by whom."""

    __tablename__ = "payment_run_history"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    state: RunState = Field(sa_type=by_value(RunState))
    at: datetime = Field(sa_type=Instant)
    by: str


class ShardRow(ScheduleRow, table=True):
    """The households after one id up to and including another; `reached` is how far the present stage has come.

    Of these households those are looked at that are busy until `since` or longer. So many of them were `proposed`, and
    `frozen` afterwards; `new_since` counts payments that came into their plans between the two.
    """

    __tablename__ = "payment_run_shard"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    stage: ShardStage = Field(sa_type=by_value(ShardStage))
    after: UUID | None = None
    until: UUID | None = None
    since: date | None = None
    reached: UUID | None = None
    proposed: int = 0
    frozen: int = 0
    new_since: int = 0
    content_hash: str | None = None


class LeftOutRow(ScheduleRow, table=True):
    """A household that a run could not plan, and so pays nothing of."""

    __tablename__ = "payment_run_left_out"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    municipality: str
    plan_version: int
    fault: PlanFault = Field(sa_type=by_value(PlanFault))


class PaymentRow(ScheduleRow, table=True):
    """A payment in a run; while it is `live`, no other run can hold a payment with its key.

    We push it, or it goes by another `route`. One that is not live is held, with the reason (and the registry's
    `detail` of it), or was withdrawn. How far
    a live one is follows from its run and the files of that (`payment_of_run`), so a run of any size comes into its
    next state by a row of its own. `mandate` is the mark of the UMR by which a supplier collects it.
    """

    __tablename__ = "payment"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    month: int
    municipality: str
    plan_version: int
    reason: str | None = None
    detail: str | None = None
    live: bool
    payee: PayeeKind = Field(sa_type=by_value(PayeeKind))
    payee_id: UUID | None = None
    reference_kind: str | None = None
    reference_text: str | None = None
    amount: int = Field(sa_type=WholeCents)
    due_on: date
    execute_on: date
    rank: int
    end_to_end_id: str
    route: PaymentRoute = Field(default=PaymentRoute.WE_PUSH, sa_type=by_value(PaymentRoute))
    came_back: str | None = None
    mandate: bytes | None = None


class HeldRow(ScheduleRow, table=True):
    """A payment that a run held and none has paid since; `run_id` is the last that held it."""

    __tablename__ = "held_payment"

    organisation_id: UUID = Field(primary_key=True)
    month: int = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    amount: int = Field(sa_type=WholeCents)
    due_on: date
    reason: str
    detail: str | None = None
    municipality: str
    run_id: UUID
    held_since: date


class SettledRow(ScheduleRow, table=True):
    """A payment that was held for a reason, and that somebody said was settled otherwise."""

    __tablename__ = "payment_settled"

    organisation_id: UUID = Field(primary_key=True)
    month: int = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    amount: int = Field(sa_type=WholeCents)
    due_on: date
    reason: str
    why: str
    settled_by: str
    settled_at: datetime = Field(sa_type=Instant)


class RunTaskRow(ScheduleRow, table=True):
    """Something to be done before a day that brings a run further, which need not be there yet; open until closed."""

    __tablename__ = "run_task"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    month: int = Field(primary_key=True)
    kind: RunKind = Field(primary_key=True, sa_type=by_value(RunKind))
    number: int = Field(primary_key=True)
    step: NextStep = Field(primary_key=True, sa_type=by_value(NextStep))
    due_on: date
    opened_at: datetime = Field(sa_type=Instant)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class ExpectedIncomeRow(ScheduleRow, table=True):
    """What is expected on a household's budget account, and how much of it was booked (the `bookings`-th time).

    `received` is what the bank has shown of it, in so many `receipts`; the `amount` is that, or what the newest plan
    expects (`planned`) if that is more.
    """

    __tablename__ = "expected_income"

    organisation_id: UUID = Field(primary_key=True)
    month: int = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    happening: str
    amount: int = Field(sa_type=WholeCents)
    expected_on: date
    booked: int = Field(sa_type=WholeCents)
    bookings: int
    received: int = Field(default=0, sa_type=WholeCents)
    receipts: int = 0
    planned: int = Field(default=0, sa_type=WholeCents)


class PaymentFileRow(ScheduleRow, table=True):
    """A bank file of a run, numbered over all its municipalities; its bytes are kept under `message_id`.

    In it stand the payments of its municipality that we push, up to and including the last, in order of their execution
    days, and behind those of the file before.
    """

    __tablename__ = "payment_file"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    municipality: str
    message_id: str
    items: int
    amount: int = Field(sa_type=WholeCents)
    last_execute_on: date
    last_household_id: UUID
    last_purpose: str
    last_occasion: str
