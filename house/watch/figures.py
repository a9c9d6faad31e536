"""What a database says of the work that waits in it, as figures: counts and ages, of all organisations together.

An age is measured by the machine's clock, in whole seconds; where nothing waits it is 0.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from services.metrics import Figure, Sample


class Question(NamedTuple):
    """A query with what it is asked for: labels, how many, and where `age` names a figure, since when."""

    services: Sequence[str]
    labels: Sequence[str]
    many: str
    says: str
    query: str
    age: str | None = None
    age_says: str = ""


_JOBS = """
    select task_name, status::text, count(*), min(deferred.at) filter (where status = 'todo')
    from procrastinate_jobs job left join lateral (
        select max(at) as at from procrastinate_events event where event.job_id = job.id and event.type = 'deferred'
    ) deferred on true
    where status in ('todo', 'doing', 'failed') group by task_name, status
"""
_OUTBOX = """
    select door, count(*), min(occurred_at) from outbox_delivery delivery join outbox event
    on (event.organisation_id, event.id) = (delivery.organisation_id, delivery.event_id)
    where delivered_at is null group by door
"""
_WEBHOOKS = """
    select state, count(*), min(owed_at) from delivery where state in ('owed', 'sending', 'exhausted') group by state
"""
_SUBSCRIPTIONS = "select state, count(*) from subscription group by state"
_RUNS = "select kind, state, count(*) from payment_run where state not in ('filed', 'withdrawn') group by kind, state"
_HELD = "select count(*) from held_payment"

_ALL = ("schedule", "mandates", "notify")

QUESTIONS = (
    Question(
        _ALL,
        ("task", "state"),
        "ontzorg_jobs",
        "Jobs that wait, are being done, or failed for good.",
        _JOBS,
        "ontzorg_job_oldest_seconds",
        "For how long the oldest job waits.",
    ),
    Question(
        _ALL,
        ("door",),
        "ontzorg_announcements_waiting",
        "Announcements that a service behind a door has not heard yet.",
        _OUTBOX,
        "ontzorg_announcement_oldest_seconds",
        "Since when the oldest of them is news.",
    ),
    Question(
        ("notify",),
        ("state",),
        "ontzorg_deliveries",
        "Webhooks that are owed, on their way, or given up.",
        _WEBHOOKS,
        "ontzorg_delivery_oldest_seconds",
        "Since when the oldest of them is owed.",
    ),
    Question(("notify",), ("state",), "ontzorg_subscriptions", "Subscriptions to webhooks.", _SUBSCRIPTIONS),
    Question(("schedule",), ("kind", "state"), "ontzorg_runs", "Payment runs that are not at their end.", _RUNS),
    Question(("schedule",), (), "ontzorg_held_payments", "Payments that are held until somebody decides.", _HELD),
)
"""Each figure also says of which service it is."""


def answers(connection: psycopg.Connection, service: str, now: datetime) -> Iterable[Figure]:
    """What the database of a service says at this moment."""
    for question in QUESTIONS:
        if service in question.services:
            rows: list[tuple[Any, ...]] = connection.execute(question.query.encode()).fetchall()
            yield from _figures(question, service, rows, now)


def together(figures: Iterable[Figure]) -> list[Figure]:
    """Figures of one name as one, with the samples of all: so the format wants it."""
    found: dict[str, Figure] = {}
    for one in figures:
        before = found.get(one.name)
        found[one.name] = one if before is None else before._replace(samples=[*before.samples, *one.samples])
    return list(found.values())


def _figures(question: Question, service: str, rows: list[tuple[Any, ...]], now: datetime) -> Iterable[Figure]:
    width = len(question.labels)
    labelled = [
        ({"service": service, **dict(zip(question.labels, row[:width], strict=True))}, row[width:]) for row in rows
    ]
    yield Figure(question.many, question.says, "gauge", [Sample(rest[0], labels) for labels, rest in labelled])
    if question.age is not None:
        begun = [rest[1] for _, rest in labelled if rest[1] is not None]
        oldest = max((now - min(begun)).total_seconds(), 0) if begun else 0
        yield Figure(question.age, question.age_says, "gauge", [Sample(int(oldest), {"service": service})])
