"""What tests of arrangements start from: suppliers, households, and hands of the people who work on them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.clock import MovableClock
from services.database import Session
from services.mandate_events import Payer
from services.mandates.arrangements.arrangement import BillsTo, Terms
from services.mandates.arrangements.service import WantedArrangement
from services.mandates.hand import Hand, Municipalities
from services.months import Month
from services.payment_reference import PaymentReference, ReferenceKind
from tests.mandates.callers import KEYRING
from tests.superuser import as_superuser

FEBRUARY, MARCH, APRIL, MAY, JUNE, JULY = range(2026 * 12 + 1, 2026 * 12 + 7)
"""Months of 2026."""

NUMBER = "KL-20391"
REFERENCE = PaymentReference(ReferenceKind.FREE_TEXT, "huur KL-20391")


def a_supplier(
    admin_url: str,
    organisation: UUID,
    supplier_id: UUID,
    name: str = "Woonstede Verhuur",
    *,
    scheme: str = "free_text",
    procedures: Sequence[str] = ("email", "portal_upload"),
    answer_days: int = 5,
    deferral_days: int | None = 30,
) -> UUID:
    """A supplier of an organisation, as its own room would have registered it."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            """
            insert into mandates.supplier (
                organisation_id, id, kind, name, reference_scheme, collection_days, procedures, answer_days,
                deferral_days, deferral_instalments, version, registered_at, registered_by
            ) values (%s, %s, 'other', %s, %s, '{}', %s, %s, %s, %s, 1, '2026-01-05T08:00Z', 'anna')
            """,
            [
                organisation,
                supplier_id,
                name,
                scheme,
                list(procedures),
                answer_days,
                deferral_days,
                deferral_days and 3,
            ],
        )
    return supplier_id


def a_mandate(
    admin_url: str,
    organisation: UUID,
    mandate_id: UUID,
    household: UUID,
    supplier: UUID,
    cost: str = "rent",
    *,
    on_account: str = "organisation",
    state: str = "active",
) -> UUID:
    """A direct debit mandate that the supplier holds."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            """
            insert into mandates.direct_debit (
                organisation_id, id, household_id, cost, supplier_id, on_account, umr, creditor_id, scheme, sequence,
                state, changes, valid_from, made_at, made_by
            ) values (
                %s, %s, %s, %s, %s, %s, %s, 'NL98ZZZ999999990000', 'core', 'recurring', %s, 1, '2026-01-01',
                '2026-01-05T08:00Z', 'anna'
            )
            """,
            [organisation, mandate_id, household, cost, supplier, on_account, str(mandate_id)[-12:], state],
        )
    return mandate_id


def a_hand(session: Session, clock: MovableClock, by: str = "anna", sees: Municipalities = None) -> Hand:
    """Somebody's hand in this session."""
    return Hand.of(session, by, clock.now(), KEYRING, sees)


def terms_with(supplier: UUID, **other: Any) -> Terms:
    """Terms with a supplier: everything known, bills to the client, at most € 700 a month."""
    return Terms(supplier, NUMBER, REFERENCE, BillsTo.CLIENT, 70000)._replace(**other)


def wanted(
    household: UUID,
    supplier: UUID,
    from_month: Month = FEBRUARY,
    payer: Payer | None = Payer.CLIENT_PAYS,
    cost: str = "rent",
    **terms: Any,
) -> WantedArrangement:
    """A household has a cost with a supplier, which the client pays at first."""
    return WantedArrangement(household, cost, from_month, terms_with(supplier, **terms), payer)


def rows(admin_url: str, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """What stands in the mandates schema."""
    with as_superuser(admin_url, "mandates") as connection:
        return connection.execute(query, arguments).fetchall()


def told(admin_url: str, kind: str) -> list[dict[str, Any]]:
    """What was announced with this last part of its type (`handshake.changed`), in that order."""
    return [data for (data,) in rows(admin_url, "select data from outbox where type like %s order by id", f"%.{kind}")]


def due_on(admin_url: str, household: UUID, cost: str, month: Month) -> date:
    """The due day of a cost-month of the plan."""
    found = rows(
        admin_url,
        "select due_on from cost_month where household_id = %s and cost = %s and month = %s",
        household, cost, month,
    )  # fmt: skip
    day: date = found[0][0]
    return day
