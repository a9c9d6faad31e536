"""A payment's state follows from its run and its files: a row says only what is its own, held or withdrawn."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0014"
down_revision = "0013"

op = cast("Operations", alembic_op)

_PLACE = ("execute_on", "household_id", "purpose", "occasion")


def upgrade() -> None:
    _files_say_how_far_they_go()
    _payments_say_what_is_their_own()
    _state()


def _files_say_how_far_they_go() -> None:
    """The place of a file's last payment among those of its municipality: up to there they stand in it, from behind
    the file before. The owner fills it in once, for which the guards of the tables are off for a moment."""
    for column, kind in zip(_PLACE, ("date", "uuid", "text", "text"), strict=True):
        op.execute(f"alter table payment_file add column last_{column} {kind}")
    op.execute("alter table payment_file disable trigger is_append_only")
    for table in ("payment", "payment_file"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(
        f"""
        update payment_file as file set ({", ".join(f"last_{one}" for one in _PLACE)}) = (
            select {", ".join(_PLACE)} from payment
            where (payment.organisation_id, payment.run_id, file_number) = (file.organisation_id, file.run_id, number)
            order by {", ".join(f"{one} desc" for one in _PLACE)} limit 1
        )
        """
    )
    for table in ("payment", "payment_file"):
        op.execute(f"alter table {table} force row level security")
    op.execute("alter table payment_file enable trigger is_append_only")
    for column in _PLACE:
        op.execute(f"alter table payment_file alter column last_{column} set not null")


def _payments_say_what_is_their_own() -> None:
    """A held payment has its reason, a withdrawn one has none, and neither is live; all else its run says."""
    op.execute("alter table payment drop column state, drop column file_number")
    op.execute("alter table payment add constraint held_or_live check (not live or reason is null)")
    op.execute("alter table payment reset (fillfactor)")


def _state() -> None:
    """Asked by who looks at payments, and by no one who pays them. It shows to each what the tables show."""
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is not null then 'submitted'
                when run.state in ('frozen', 'filed') then 'ready'
                else 'proposed'
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
        ) as file on payment.live
        """
    )
