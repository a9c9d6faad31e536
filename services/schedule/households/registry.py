"""How often a household changed in the registry of the mandates service, as that service announced it.

Whoever keeps a release compares its version with this one: what is newer here is to be asked again.
"""

from datetime import datetime

from sqlalchemy import text

from services.database import Session, organisation_of
from services.mandate_events import RegistryChanged

_RAISE = text(
    """
    insert into registry_version values (:organisation_id, :household_id, :version)
    on conflict (organisation_id, household_id) do update set version = excluded.version
    where registry_version.version < excluded.version
    """
)


async def hear_registry(session: Session, event: RegistryChanged, _now: datetime) -> None:
    """Keep the newest version that was told of; one that comes late changes nothing."""
    told = {"household_id": event.household_id, "version": event.version}
    await session.execute(_RAISE, {"organisation_id": organisation_of(session), **told})
