"""The client's authorisations and their documents, and the direct debit mandates that suppliers hold."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0003"
down_revision = "0002"

op = cast("Operations", alembic_op)

_AUTHORISATION_STATES = ("asked", "given", "refused", "revoked", "replaced")
_REASONS = (
    "not_needed",
    "no_trust",
    "cheaper_by_direct_debit",
    "pays_by_direct_debit",
    "wants_time",
    "other",
)
_LANGUAGES = ("nl", "en", "ar", "ti", "tr", "fa", "prs", "so", "kmr", "ckb", "ps", "fr", "uk")
_DIRECT_DEBIT_STATES = (
    "draft",
    "pending_approval",
    "active",
    "rejected",
    "suspended",
    "revoked",
    "expired",
    "replaced",
    "consumed",
    "blocked",
)


def upgrade() -> None:
    _authorisations()
    _documents()
    _direct_debits()


def _authorisations() -> None:
    """`asked` was put to the client; of it `costs` were chosen and `refused` were not. The client's own words are
    sealed, and so is who explained it. `duty` is what was decided about what he refused or took back: the
    municipality's duty of art. 56a stands until somebody exempts it. `ends_on` is the first day without it.

    One answer of a household is the newest, and at most one question waits for an answer beside it.
    """
    op.execute(
        f"""
        create table authorisation (
            organisation_id uuid not null,
            household_id uuid not null,
            id uuid not null,
            state text not null check ({one_of("state", _AUTHORISATION_STATES)}),
            changes integer not null,
            asked text[] not null check (cardinality(asked) > 0),
            costs text[] not null,
            refused text[] not null,
            reason text check ({one_of("reason", _REASONS)}),
            words_sealed bytea,
            language text check ({one_of("language", _LANGUAGES)}),
            explained_by_sealed bytea,
            told_back boolean,
            signed_on date,
            evidence bytea check (length(evidence) = 32),
            duty text check ({one_of("duty", ("undecided", "stands", "exempted"))}),
            duty_reason_sealed bytea,
            duty_by text,
            refused_by text,
            ends_on date,
            replaced_by uuid,
            made_at timestamptz not null,
            made_by text not null,
            primary key (organisation_id, household_id, id),
            foreign key (organisation_id, household_id) references household,
            check (costs <@ asked and refused <@ asked and not costs && refused),
            check (cardinality(refused) = 0 or reason is not null),
            check ((duty is null) = (refused_by is null)),
            check (duty is null or duty = 'undecided' or coalesce(duty_by <> refused_by, false)),
            check (
                state not in ('given', 'revoked') or (
                    cardinality(costs) > 0 and signed_on is not null and evidence is not null and language is not null
                    and explained_by_sealed is not null and coalesce(told_back, false)
                )
            ),
            check (state <> 'revoked' or ends_on is not null)
        )
        """
    )
    op.execute(
        "create unique index authorisation_answered on authorisation (organisation_id, household_id)"
        " where state in ('given', 'refused')"
    )
    op.execute(
        "create unique index authorisation_asked on authorisation (organisation_id, household_id) where state = 'asked'"
    )
    secure_table(op, "authorisation")


def _documents() -> None:
    """What a supplier was sent: the sealed bytes, their digest, and what was masked in it."""
    op.execute(
        """
        create table authorisation_document (
            organisation_id uuid not null,
            household_id uuid not null,
            authorisation_id uuid not null,
            supplier_id uuid not null,
            id uuid not null,
            sha256 bytea not null,
            content_sealed bytea not null,
            shown text[] not null,
            masked text[] not null,
            made_at timestamptz not null,
            made_by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id, authorisation_id) references authorisation,
            foreign key (organisation_id, supplier_id) references supplier
        )
        """
    )
    op.execute("create index document_of_household on authorisation_document (organisation_id, household_id, id)")
    secure_table(op, "authorisation_document")
    append_only(op, "authorisation_document")


def _direct_debits() -> None:
    """`on_account` says whose account the supplier draws on; a UMR is one creditor's, once while it lives: in capitals
    or small letters, and whatever the creditor's business code. `suspended_for` is why it rests.
    """
    op.execute(
        f"""
        create table direct_debit (
            organisation_id uuid not null,
            id uuid not null,
            household_id uuid not null,
            cost text not null,
            supplier_id uuid not null,
            on_account text not null check ({one_of("on_account", ("organisation", "client"))}),
            umr text not null check (length(umr) between 1 and 35),
            creditor_id text not null,
            scheme text not null check ({one_of("scheme", ("core", "b2b"))}),
            sequence text not null check ({one_of("sequence", ("recurring", "one_off"))}),
            state text not null check ({one_of("state", _DIRECT_DEBIT_STATES)}),
            changes integer not null,
            evidence bytea check (length(evidence) = 32),
            signed_on date,
            valid_from date not null,
            valid_until date,
            most_a_collection bigint check (most_a_collection > 0),
            most_a_month bigint check (most_a_month > 0),
            last_used_on date,
            suspended_for text,
            replaced_by uuid,
            made_at timestamptz not null,
            made_by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, supplier_id) references supplier,
            check (valid_until >= valid_from),
            check (most_a_collection <= most_a_month),
            check ((state = 'suspended') = (suspended_for is not null))
        )
        """
    )
    op.execute(
        "create unique index direct_debit_umr on direct_debit"
        " (organisation_id, (left(creditor_id, 4) || substr(creditor_id, 8)), upper(umr))"
        " where state in ('draft', 'pending_approval', 'active', 'suspended', 'blocked')"
    )
    op.execute("create index direct_debit_of_cost on direct_debit (organisation_id, household_id, cost)")
    op.execute(
        "create index direct_debit_living on direct_debit (organisation_id, household_id)"
        " where state in ('active', 'suspended')"
    )
    secure_table(op, "direct_debit")
