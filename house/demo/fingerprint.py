"""A fingerprint of all that the organisation has in the database, so that "nothing changed" can be shown."""

from sqlalchemy import text

from house.demo.world import World

_TABLES = (
    "household", "fact", "plan_version", "task", "cost_payee", "caseload_import", "payment_run",
    "payment_run_history", "payment", "payment_file", "expected_income", "ledger_entry", "ledger_account",
    "ledger_limit", "bank_file", "bank_file_chunk", "outbox",
)  # fmt: skip


async def fingerprint(world: World) -> dict[str, tuple[int, int]]:
    """For each table how many rows it has, and a sum over every value in them."""
    found = {}
    async with world.database.reading(world.organisation_id) as session:
        for table in _TABLES:
            query = f"select count(*), coalesce(sum(hashtextextended(row::text, 0)), 0)::numeric from {table} as row"
            rows, values = (await session.execute(text(query))).one()
            found[table] = (int(rows), int(values))
    return found
