"""What supporters are to hear of those whom they help, and by which notice each was told."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0017"
down_revision = "0016"

op = cast("Operations", alembic_op)

_ABOUT = (
    "b12_missing", "b12_overdue", "went_wrong", "cost_handed_back", "review", "relief_ends", "letter",
    "papers_missing",
)  # fmt: skip
_NOTICES = ("alarms", "morning", "clients")
_DETAILS = ("refused", "unreachable", "no_answer", "erased", "ended")


def upgrade() -> None:
    _news()
    _notices()


def _news() -> None:
    """Kept with the fact that it is about; `message_id` is the message by which the client is told."""
    op.execute(
        f"""
        create table supporter_news (
            organisation_id uuid not null references organisation,
            id uuid not null,
            household_id uuid not null,
            about text not null check ({one_of("about", _ABOUT)}),
            day date not null,
            message_id uuid,
            heard_at timestamptz not null,
            told_at timestamptz,
            primary key (organisation_id, id),
            foreign key (organisation_id, message_id) references message (organisation_id, id)
        )
        """
    )
    op.execute(
        "create unique index supporter_news_once on supporter_news"
        " (organisation_id, household_id, about, day, message_id) nulls not distinct where told_at is null"
    )
    op.execute("create index supporter_news_due on supporter_news (organisation_id, id) where told_at is null")
    secure_table(op, "supporter_news")


def _notices() -> None:
    """A notice may tell of clients; one that is about somebody whom the worker helps no more is not sent (`ended`)."""
    op.execute(
        f"""
        alter table desk_notice
            drop constraint desk_notice_kind_check,
            add constraint desk_notice_kind_check check ({one_of("kind", _NOTICES)})
        """
    )
    op.execute(
        f"""
        alter table desk_notice_step
            drop constraint desk_notice_step_detail_check,
            add constraint desk_notice_step_detail_check check ({one_of("detail", _DETAILS)})
        """
    )
    op.execute(
        """
        create table desk_notice_news (
            organisation_id uuid not null,
            notice_id uuid not null,
            news_id uuid not null,
            primary key (organisation_id, notice_id, news_id),
            foreign key (organisation_id, notice_id) references desk_notice,
            foreign key (organisation_id, news_id) references supporter_news
        )
        """
    )
    op.execute("create index desk_notice_of_news on desk_notice_news (organisation_id, news_id)")
    secure_table(op, "desk_notice_news")
    append_only(op, "desk_notice_news")
