"""The telephone script of a handshake, with all that the caller must read out."""

from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession, organisation_of
from services.mandates.arrangements import handshake_service, repository
from services.mandates.arrangements.telephone_script import Call, Step, script
from services.mandates.hand import Municipalities
from services.mandates.suppliers.repository import supplier
from services.sealing import Keyring

_NAME = text("select name from organisation where id = :id")


async def script_of(session: ReadSession, keyring: Keyring, handshake_id: UUID, sees: Municipalities) -> list[Step]:
    """The steps of a call about a handshake; the customer number and the contact are whole. `NoSuchHandshake`."""
    found = await handshake_service.handshake(session, handshake_id, sees)
    arrangement = await repository.arrangement(session, keyring, found.arrangement_id, sees)
    known = await supplier(session, keyring, found.supplier_id)
    caller: str = (await session.execute(_NAME, {"id": organisation_of(session)})).scalar_one()
    return script(Call(caller, known.terms.name, known.contact, arrangement.terms.customer_number, found))
