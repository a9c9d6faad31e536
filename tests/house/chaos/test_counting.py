"""The queries that count ask tables that are there, and find what was put into them."""

from uuid import uuid4

import psycopg

from house.chaos.callers import APPROVAL, FACT, HOUSEHOLD, KEPT, PROCEEDING, RUN, STATEMENT
from house.chaos.counting import idle, payments_of, rows_of

AN_ANSWER = (
    "insert into {}.idempotency_key (organisation_id, route, key, request_hash, status, media_type, body, answered_at)"
    " values (%s, %s, %s, '', 200, 'application/json', '', '2026-03-01T00:00:00Z')"
)


async def test_in_an_empty_house_nothing_is_counted_and_nothing_waits(admin_url: str) -> None:
    kinds = (HOUSEHOLD, FACT, PROCEEDING, RUN, APPROVAL, STATEMENT, KEPT)
    assert rows_of(admin_url) == {kind: {} for kind in kinds}
    assert payments_of(admin_url) == {}
    assert await idle(admin_url) == {}


def test_an_answer_that_is_kept_twice_is_counted_twice_and_one_to_somebody_else_is_not(admin_url: str) -> None:
    organisation = uuid4()
    with psycopg.connect(admin_url) as connection:
        for service in ("schedule", "mandates"):
            connection.execute(
                f"insert into {service}.organisation (id, name) values (%s, 'Ergens')".encode(), [organisation]
            )
        for service, key in (("schedule", "chaos a"), ("mandates", "chaos a"), ("schedule", "another")):
            connection.execute(AN_ANSWER.format(service).encode(), [organisation, "POST /x", key])
    assert rows_of(admin_url)[KEPT] == {"chaos a": 2}
