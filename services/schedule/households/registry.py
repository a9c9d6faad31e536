"""How often a household changed in the registry of the mandates service, as that service announced it.

Whoever keeps a release compares its version with this one: what is newer here is to be asked again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import Session, organisation_of
from services.mandate_events import RegistryChanged
from services.schedule.households.waiting_for_registry import look_at_those_who_wait

_RAISE = text(
    """
    insert into registry_version
    select :organisation_id, household_id, max(version)
    from unnest(:households, :versions) as told (household_id, version)
    group by household_id order by household_id
    on conflict (organisation_id, household_id) do update set version = excluded.version
    where registry_version.version < excluded.version
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)), bindparam("versions", type_=ARRAY(Integer)))


async def hear_registry(session: Session, events: Sequence[RegistryChanged], _now: datetime) -> None:
    """Keep the newest versions that were told of; one that comes late changes nothing.

    Of whom something waits somebody looks whether it still has to.
    """
    told = {"households": [one.household_id for one in events], "versions": [one.version for one in events]}
    await session.execute(_RAISE, {"organisation_id": organisation_of(session), **told})
    await look_at_those_who_wait(session, [one.household_id for one in events])
