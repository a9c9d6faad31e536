"""Matters in tests, as their owners tell them, and who works at a desk."""

from datetime import date, datetime
from uuid import UUID

from services.clock import AMSTERDAM
from services.events import Oddity
from services.mandate_events import AlarmKind
from services.notify.desk.matter import Matter, of_alarm, of_booking, of_task
from services.notify.desk.worker import DeskRole, DeskWorker
from services.schedule.schemas import TaskKind

TODAY = date(2026, 1, 5)
NINE = datetime(2026, 1, 5, 9, tzinfo=AMSTERDAM)


def works(subject: str, role: DeskRole) -> DeskWorker:
    """Somebody who is told at any moment, of every household."""
    return DeskWorker(subject, subject, f"{subject}@gemeente.example", role)


def came_back(number: int, due_on: date = TODAY) -> Matter:
    """Leefgeld of a household that came back."""
    return of_task(TaskKind.MONEY_CAME_BACK, "leefgeld/2026-01-01", UUID(int=number), f"Z-{number:03}", due_on)


def a_review(number: int, due_on: date) -> Matter:
    return of_task(TaskKind.REVIEW, "", UUID(int=number), f"Z-{number:03}", due_on)


def nobody_pays(number: int, due_on: date = TODAY) -> Matter:
    return of_alarm(AlarmKind.NO_PAYER, UUID(int=number), f"Z-{number:03}", due_on)


def unknown_money(due_on: date = TODAY) -> Matter:
    return of_booking(Oddity.UNKNOWN_CREDIT, due_on)
