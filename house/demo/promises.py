"""The promises of the books, asked for on the demo's own database."""

from house.demo.bank_folder import DoesNotAddUp
from house.demo.world import World
from services.schedule.ledger.promises import PROMISES


async def kept_promises(world: World) -> list[str]:
    """What is true of this database; `DoesNotAddUp` for a promise that somebody breaks."""
    async with world.database.reading(world.organisation_id) as session:
        connection = await session.connection()
        for promise in [p for p in PROMISES if p.number != "I9"]:
            offenders = (await connection.exec_driver_sql(promise.offenders)).all()
            if offenders:
                raise DoesNotAddUp(f"{promise.number} is broken {len(offenders)} times: {promise.says}")
    return [f"{promise.number}: {promise.says}" for promise in PROMISES]
