"""Naming the households that a run cannot plan: to who approves it, to whoever listens, and in the log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog

from services.database import Session, organisation_of
from services.events import HouseholdLeftOut
from services.outbox import announce
from services.schedule.payments.proposal import LeftOut
from services.storing import Rows, store

_COLUMNS = ("organisation_id", "run_id", "household_id", "municipality", "plan_version", "fault")

_log = structlog.get_logger(__name__)


async def leave_out(session: Session, run_id: UUID, households: Sequence[LeftOut], now: datetime) -> None:
    """Leave these households out of the run, each once."""
    mine = organisation_of(session)
    await store(session, Rows("payment_run_left_out", _COLUMNS, [(mine, run_id, *one[:4]) for one in households]))
    for one in households:
        told = {"household_id": str(one.household_id), "fault": str(one.fault), "came_of": one.came_of}
        _log.error("a household cannot be planned", run_id=str(run_id), **told)
    news = [
        HouseholdLeftOut(organisation_id=mine, household_id=one.household_id, run_id=run_id, fault=one.fault)
        for one in households
    ]
    await announce(session, *news, now=now)
