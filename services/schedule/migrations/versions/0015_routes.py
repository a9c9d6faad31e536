"""A payment goes by a route: we push it, the benefit system withholds it on our instruction, or the supplier pulls it.

What the benefit system was instructed of and what it answered are rows that are only added, and the state of a line
follows from them.
"""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0015"
down_revision = "0014"

op = cast("Operations", alembic_op)

_MOVEMENTS = (
    ("budget", "clearing"),
    ("leefgeld", "clearing"),
    ("budget", "leefgeld"),
    ("benefit", "budget"),
    ("toeslagen", "budget"),
    ("clearing", "benefit"),
    ("minstand", "budget"),
    ("budget", "minstand"),
    ("other", "budget"),
    ("grants", "budget"),
    ("loans", "budget"),
    ("budget", "loans"),
    ("household_clearing", "bank_clearing"),
)
"""The most frequent first, for a CHECK compares in this order."""


def upgrade() -> None:
    _route()
    _state()
    _movements()
    _instruction_files()
    _answers()
    _looked_at()


def _route() -> None:
    """All that was paid until now we pushed. Whoever comes for its money needs no account of ours to send it to."""
    routes = one_of("route", ["we_push", "benefit_system_withholds", "supplier_pulls"])
    op.execute(f"alter table payment add column route text not null default 'we_push' check ({routes})")
    op.execute("alter table payment drop constraint payment_check2")
    op.execute(
        "alter table payment add constraint goes_to_somebody"
        " check (payee_id is not null or not live or route = 'supplier_pulls')"
    )


def _state() -> None:
    """What we push is submitted when it stands in a bank file. A run is filed when all is where it has to be: by then
    the benefit system is instructed of all that it withholds. What a supplier comes for is expected from then on that
    it stands for good."""
    op.execute("drop view payment_of_run")
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is not null then 'submitted'
                when run.state not in ('frozen', 'filed') then 'proposed'
                when route = 'supplier_pulls' then 'expected'
                when route = 'benefit_system_withholds' and run.state = 'filed' then 'submitted'
                else 'ready'
            end as state
        from payment join payment_run as run
        on run.organisation_id = payment.organisation_id and run.id = payment.run_id
        left join lateral (
            select number from payment_file
            where payment_file.organisation_id = payment.organisation_id and payment_file.run_id = payment.run_id
            and payment_file.municipality = payment.municipality
            and (execute_on, household_id, purpose, occasion)
                <= (last_execute_on, last_household_id, last_purpose, last_occasion)
            order by number limit 1
        ) as file on payment.live and payment.route = 'we_push'
        """
    )


def _movements() -> None:
    """What the benefit system withheld goes from clearing to the benefit that it was withheld from: no bank has it.

    Which attempts were released is asked of every household that is paid, and seldom there are any.
    """
    pairs = ", ".join(f"('{debit}', '{credit}')" for debit, credit in _MOVEMENTS)
    op.execute("alter table ledger_entry drop constraint moves")
    op.execute(
        f"""
        alter table ledger_entry add constraint moves check (
            case when corrects is null then (debit, credit) in ({pairs}) else (credit, debit) in ({pairs}) end
        )
        """
    )
    op.execute(
        "create index ledger_entry_released on ledger_entry (organisation_id, month, book_id) where stage = 'released'"
    )


def _instruction_files() -> None:
    """A file of each municipality of a run; its bytes are sealed, for there are names and accounts in it."""
    op.execute(
        """
        create table instruction_file (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null check (number > 0),
            municipality text not null,
            name text not null,
            size bigint not null check (size > 0),
            items integer not null check (items > 0),
            amount bigint not null check (amount > 0),
            sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
            content bytea not null,
            written_at timestamptz not null,
            primary key (organisation_id, run_id, number),
            unique (organisation_id, run_id, municipality),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id),
            foreign key (organisation_id, municipality) references municipality
        )
        """
    )
    op.execute(
        """
        create table instruction_line (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            end_to_end_id text collate "C" not null,
            household_id uuid not null,
            month integer not null,
            purpose text not null,
            occasion text not null,
            amount bigint not null check (amount > 0),
            due_on date not null,
            primary key (organisation_id, run_id, number, end_to_end_id),
            unique (organisation_id, run_id, household_id, purpose, occasion),
            foreign key (organisation_id, run_id, number) references instruction_file,
            foreign key (organisation_id, run_id, household_id, purpose, occasion) references payment
        )
        """
    )
    for table in ("instruction_file", "instruction_line"):
        secure_table(op, table)
        append_only(op, table)


def _answers() -> None:
    """What was handed in, and what of it was news: each line is answered once, which its key says."""
    op.execute(
        """
        create table instruction_answer_file (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            sequence integer not null check (sequence > 0),
            sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
            items integer not null check (items > 0),
            taken_at timestamptz not null,
            taken_by text not null,
            primary key (organisation_id, run_id, number, sequence),
            foreign key (organisation_id, run_id, number) references instruction_file
        )
        """
    )
    op.execute(
        f"""
        create table instruction_answer (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            end_to_end_id text collate "C" not null,
            sequence integer not null,
            outcome text not null check ({one_of("outcome", ["withheld", "withheld_partly", "refused"])}),
            withheld bigint not null check (withheld >= 0),
            reason_sealed bytea,
            primary key (organisation_id, run_id, number, end_to_end_id),
            foreign key (organisation_id, run_id, number, end_to_end_id) references instruction_line,
            foreign key (organisation_id, run_id, number, sequence) references instruction_answer_file,
            constraint nothing_of_what_was_refused check ((outcome = 'refused') = (withheld = 0)),
            constraint refused_for_a_reason check (outcome <> 'refused' or reason_sealed is not null)
        )
        """
    )
    for table in ("instruction_answer_file", "instruction_answer"):
        secure_table(op, table)
        append_only(op, table)


def _looked_at() -> None:
    """Who downloaded a file, and of which lines somebody was told that they were not answered in time."""
    op.execute(
        """
        create table instruction_download (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            id uuid not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, run_id, number, id),
            foreign key (organisation_id, run_id, number) references instruction_file
        )
        """
    )
    op.execute(
        """
        create table instruction_alarm (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            due_on date not null,
            lines integer not null check (lines > 0),
            raised_at timestamptz not null,
            primary key (organisation_id, run_id, number, due_on),
            foreign key (organisation_id, run_id, number) references instruction_file
        )
        """
    )
    for table in ("instruction_download", "instruction_alarm"):
        secure_table(op, table)
        append_only(op, table)
