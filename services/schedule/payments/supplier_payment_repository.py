"""Payments to suppliers in the database: how far those of a run to some accounts are."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession
from services.schedule.payments.supplier_payment import SupplierPayment, SupplierPaymentState

_PAGE = text(
    """
    select payment.household_id, purpose, occasion, month, payment.end_to_end_id, amount, payee_id as paid_to,
        case state when 'submitted' then 'filed' else state end as state,
        coalesce(told.told_on, payment.execute_on) as on
    from payment_of_run as payment left join lateral (
        select told_on from payment_told as told where told.run_id = payment.run_id
        and told.end_to_end_id = payment.end_to_end_id and told.outcome = payment.state order by number desc limit 1
    ) as told on true
    where payment.run_id = :run_id and payee = 'supplier' and payee_id = any(:paid_to) and route = 'we_push'
    and state in ('submitted', 'executed', 'returned', 'rejected')
    and (cast(:households as uuid[]) is null or payment.household_id = any(:households))
    and (cast(:sees as text[]) is null or municipality = any(:sees))
    and (payment.household_id, purpose, occasion) > (:after_household, :after_purpose, :after_occasion)
    order by payment.household_id, purpose, occasion limit :limit
    """
).bindparams(
    bindparam("paid_to", type_=ARRAY(Uuid)),
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("sees", type_=ARRAY(Text)),
)


class SupplierPaymentWish(NamedTuple):
    """Which payments of a run are asked for: to these accounts, and of all households or of some."""

    run_id: UUID
    paid_to: Collection[UUID]
    households: Collection[UUID] | None = None


class Place(NamedTuple):
    """Where a payment stands among those of its run."""

    household_id: UUID = UUID(int=0)
    purpose: str = ""
    occasion: str = ""


async def page_of_supplier_payments(
    session: ReadSession, wish: SupplierPaymentWish, after: Place, limit: int, sees: Collection[str] | None
) -> Sequence[SupplierPayment]:
    """So many of these behind a place, of these municipalities or of all."""
    asked = {
        "run_id": wish.run_id,
        "paid_to": list(wish.paid_to),
        "households": None if wish.households is None else list(wish.households),
        "sees": None if sees is None else list(sees),
        "after_household": after.household_id,
        "after_purpose": after.purpose,
        "after_occasion": after.occasion,
        "limit": limit,
    }
    rows = await session.execute(_PAGE, asked)
    return [SupplierPayment(**{**row._mapping, "state": SupplierPaymentState(row.state)}) for row in rows]
