"""What the desk hears of a morning: on which days, at which hour, and who hears what. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from services.banking_days import is_bank_day
from services.clock import AMSTERDAM
from services.notify.desk.levels import Desk
from services.notify.desk.matter import Matter, of_client
from services.notify.desk.support import WAITS
from services.notify.desk.worker import DeskRole, DeskWorker

AHEAD = timedelta(days=7)
"""A morning tells what is due within a week: further ahead nobody plans his day by."""

_LEADS = (DeskRole.TEAM_LEAD, DeskRole.ADMINISTRATOR)


def morning_of(desk: Desk, now: datetime) -> date | None:
    """The day whose morning it is; None before its hour."""
    clock = now.astimezone(AMSTERDAM)
    return clock.date() if clock.time() >= desk.digest_at else None


def is_told_on(day: date, *, is_loud: bool) -> bool:
    """Whether the desk hears on that day: a working day, or any while something loud is open."""
    return is_bank_day(day) or is_loud


def his(matters: Iterable[Matter], worker: DeskWorker) -> list[Matter]:
    """What of this is a worker's: of his role and his households; who leads hears of what is loud, and who supports of
    what he can do."""
    if worker.role is DeskRole.SUPPORTER:
        return list(_of_his_clients(matters, worker))
    return [
        one
        for one in matters
        if worker.looks_after(one.household_id)
        and (one.loud is not None if worker.role in _LEADS else one.weight.whose is worker.role)
    ]


def _of_his_clients(matters: Iterable[Matter], worker: DeskWorker) -> Iterator[Matter]:
    for one in matters:
        about = WAITS.get(one.word)
        if about is not None and one.household_id is not None and worker.looks_after(one.household_id):
            yield of_client(about, one.household_id, one.reference, one.due_on)
