"""Alembic's way in; everything happens in `services.migration`."""

from services.migration import run_in
from services.schedule.tables import ScheduleRow

run_in(ScheduleRow.metadata)
