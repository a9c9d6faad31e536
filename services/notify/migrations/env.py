"""Alembic's way in; everything happens in `services.migration`."""

from services.migration import run

run()
