"""The floor of booking: the rows that a month left behind, copied into tables that guard nothing.

The tables have the same columns and indexes; there is no row-level security, no trigger, no foreign key and no check.
The rows are handed over as text, ready-made, so nothing is counted but taking them in.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias
from uuid import UUID

import psycopg

_PIECE = 250_000
_KEYS = {
    "payment": ("run_id", "household_id", "purpose", "occasion"),
    "ledger_entry": ("month", "book_id", "subject", "resolves"),
    "expected_income": ("month", "household_id", "subject"),
    "ledger_account": ("book_id", "kind"),
    "payment_account": ("run_id", "account_id"),
    "payment_release": ("run_id", "household_id"),
}
"""The tables to which a month adds rows by the thousand, and what a row is known by within an organisation."""

_OF_RUN = "run_id = %(run_id)s"
_OF_MONTH = {
    "payment": _OF_RUN,
    "ledger_entry": "booked_on = %(booked_on)s",
    "payment_account": _OF_RUN,
    "payment_release": _OF_RUN,
}

Rows: TypeAlias = Mapping[str, list[bytes]]
"""By table the rows as COPY gives and takes them, in pieces of some 250 kB."""


class BareTables:
    """Tables in a schema of their own beside the real ones; months are added to them as to those."""

    def __init__(self, url: str) -> None:
        """`url` is the administrator's."""
        self._url = url
        with psycopg.connect(url) as connection:
            connection.execute("create schema bare")
            for table in _KEYS:
                like = f"create table bare.{table} (like schedule.{table} including defaults including indexes)"
                connection.execute(like.encode())

    def rows(self, run_id: UUID, booked_on: date) -> Rows:
        """The rows of a month that stand in the real tables and not yet here."""
        given = {"run_id": run_id, "booked_on": booked_on}
        with psycopg.connect(self._url) as connection:
            for table in _KEYS:  # or it is guessed how much is here, and new rows are looked for one by one
                connection.execute(f"analyze bare.{table}".encode())
            return {table: _rows(connection, table, given) for table in _KEYS}

    def copy(self, rows: Rows) -> None:
        """Take them in, in one transaction."""
        with psycopg.connect(self._url) as connection, connection.cursor() as cursor:
            for table, pieces in rows.items():
                with cursor.copy(f"copy bare.{table} from stdin".encode()) as copy:
                    for piece in pieces:
                        copy.write(piece)


def _rows(connection: psycopg.Connection, table: str, given: Mapping[str, object]) -> list[bytes]:
    same = " and ".join(f"there.{key} = here.{key}" for key in _KEYS[table])
    new = f"not exists (select from bare.{table} as there where {same})"
    query = f"copy (select * from schedule.{table} as here where {_OF_MONTH.get(table, 'true')} and {new}) to stdout"
    pieces, piece = [], bytearray()
    with connection.cursor() as cursor, cursor.copy(query.encode(), given) as copy:
        for row in copy:
            piece += row
            if len(piece) > _PIECE:
                pieces.append(bytes(piece))
                piece.clear()
    return [*pieces, bytes(piece)]
