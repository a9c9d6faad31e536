"""Years of history behind a month: its rows once more, many times over, under other ids and in earlier months."""

import psycopg
from psycopg import sql

from tests.superuser import as_superuser

_TABLES = (
    "household", "fact", "plan_version", "payment_run", "payment", "payment_file", "bank_file", "payment_outcome",
    "ledger_entry", "expected_income", "statement", "bank_booking", "bank_match", "bank_exception", "held_payment",
)  # fmt: skip
_IDS = {"id", "run_id", "household_id", "book_id", "statement_id", "file_id"}
_NAMES = {"end_to_end_id", "message_id", "our_id"}
_DAYS = {"booked_on", "as_of", "expected_on", "due_on", "execute_on", "last_execute_on", "told_on"}
_OTHERS = {
    ("payment_run", "number"): "n + 10",
    ("statement", "place"): "old.place + 100 * n",
    ("household", "reference"): "old.reference || '-' || n",
}
_COLUMNS = """
    select column_name from information_schema.columns where table_schema = 'schedule' and table_name = %s
    and is_generated = 'NEVER' order by ordinal_position
"""


def lived(admin_url: str, times: int) -> None:
    """So many times what is there now, spread over two years before it; and PostgreSQL knows how much there is."""
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("set session_replication_role = replica")
        for table in _TABLES:
            names = [name for (name,) in connection.execute(_COLUMNS, [table]).fetchall()]
            values = sql.SQL(", ").join(sql.SQL(_copied(table, name)) for name in names)
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            connection.execute(
                sql.SQL("insert into {} ({}) select {} from {} as old, generate_series(1, {}) as n").format(
                    sql.Identifier(table), columns, values, sql.Identifier(table), sql.Literal(times)
                )
            )
    with psycopg.connect(admin_url, options="-c search_path=schedule", autocommit=True) as connection:
        connection.execute("analyze")


def _copied(table: str, column: str) -> str:
    if column in _IDS:
        return f"md5(old.{column}::text || n)::uuid"
    if column in _NAMES:
        return f"left(md5(old.{column} || n), 28)"
    if column in _DAYS:
        return f"(old.{column} - make_interval(months => n % 24))::date"
    if column == "month":
        return "old.month - n % 24"
    return _OTHERS.get((table, column), f"old.{column}")
