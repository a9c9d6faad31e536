"""Many rows into a temporary table by COPY, each a line of the text that PostgreSQL reads."""

from collections.abc import Sequence

from psycopg import AsyncConnection

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


async def copy_lines(connection: AsyncConnection, statement: str, lines: Sequence[str]) -> None:
    """Run a `copy … from stdin` with these lines."""
    async with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        await copy.write("".join(lines))


def escaped(value: str | None) -> str:
    """A text as COPY wants it."""
    return NULL if value is None else value.translate(_ESCAPES)
