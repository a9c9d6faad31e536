"""A fingerprint of all that the organisation has in the database, so that "nothing changed" can be shown."""

from sqlalchemy import text

from house.demo.world import World
from services.database import Database

_TABLES = (
    "household", "fact", "plan_version", "task", "cost_payee", "caseload_import", "payment_run",
    "payment_run_history", "payment", "payment_file", "expected_income", "ledger_entry", "ledger_account",
    "ledger_limit", "bank_file", "bank_file_chunk", "outbox",
)  # fmt: skip
_OF_REGISTRY = (
    "household", "cost_month", "supplier", "account", "authorisation", "direct_debit", "arrangement",
    "payer_of_record", "handshake", "paper", "team_member", "alarm", "transition", "outbox",
)  # fmt: skip


async def fingerprint(world: World) -> dict[str, tuple[int, int]]:
    """For each table of schedule and registry how many rows it has, and a sum over every value in them."""
    found = {table: await _summed(world.database, world, table) for table in _TABLES}
    return found | {f"registry's {table}": await _summed(world.mandates, world, table) for table in _OF_REGISTRY}


async def _summed(database: Database, world: World, table: str) -> tuple[int, int]:
    query = f"select count(*), coalesce(sum(hashtextextended(row::text, 0)), 0)::numeric from {table} as row"
    async with database.reading(world.organisation_id) as session:
        rows, values = (await session.execute(text(query))).one()
    return int(rows), int(values)
