"""Withdrawing the payments of a run that was not approved: their keys are free again, and the rows tell of them."""

from uuid import UUID

from sqlalchemy import text

from services.database import Session

_WITHDRAW = text("update payment set live = false where run_id = :run_id and live")


async def withdraw_payments(session: Session, run_id: UUID) -> None:
    """End every proposed payment of the run; held ones stay held, with their reason."""
    await session.execute(_WITHDRAW, {"run_id": run_id})
