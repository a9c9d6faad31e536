"""How PostgreSQL answers a question of ours: what it enters each table by."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.dialects import postgresql

from tests.superuser import as_superuser

GROWING = ("ledger_entry", "payment", "bank_booking", "payment_outcome", "bank_match", "bank_exception", "fact")
"""Tables in which all of history lies."""


def scans(admin_url: str, question: TextClause, given: dict[str, Any], organisation: object) -> list[tuple[str, str]]:
    """Each scan of a table that grows: its name, and the condition by which an index is entered, if it is."""
    dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy types none of its dialects
    compiled = question.compile(dialect=dialect)
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("set role ontzorg_schedule")
        connection.execute("select set_config('app.organisation', %s, true)", [str(organisation)])
        rows = connection.execute(f"explain (format json) {compiled}".encode(), given).fetchall()
    ((plan,),) = rows
    return [(name, condition) for name, condition in _scans(plan[0]["Plan"]) if name in GROWING]


def _scans(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and condition of each scan below a node; a bitmap's conditions are those of the indexes it is made of."""
    below = node.get("Plans", [])
    if node["Node Type"] == "Bitmap Heap Scan":
        yield node["Relation Name"], " ".join(one.get("Index Cond", "") for one in below)
        return
    if "Relation Name" in node:
        yield node["Relation Name"], node.get("Index Cond", "")
    for one in below:
        yield from _scans(one)
