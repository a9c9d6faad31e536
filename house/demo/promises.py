"""What the doctor says of the demo's own database at the end."""

import asyncio

from house.demo.bank_folder import DoesNotAddUp
from house.demo.world import World
from house.doctor.examination import examine


async def kept_promises(world: World) -> list[str]:
    """Every promise, by its number; `DoesNotAddUp` for one that somebody breaks."""
    findings = await asyncio.to_thread(examine, world.admin_url)
    for finding in findings:
        if finding.is_broken:
            number, says = finding.promise.number, finding.promise.says
            raise DoesNotAddUp(f"{number} is broken {finding.offenders} times: {says}; the first: {finding.first[0]}")
    return [f"{finding.promise.number}: {finding.promise.says}" for finding in findings]
