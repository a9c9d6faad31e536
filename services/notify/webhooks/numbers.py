"""The customer numbers that belong in what is sent, asked of the registry: one question for what is sent in a turn."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from pydantic import TypeAdapter

from services.mandates.client import MandatesClient
from services.mandates.schemas import BillAsked, CustomerNumberSearch, HandshakeAsked
from services.notify.webhooks.port import Number, Numbers

_ABOUT = TypeAdapter[list[BillAsked | HandshakeAsked]](list[BillAsked | HandshakeAsked])


def numbers_of(registry: Callable[[UUID], MandatesClient]) -> Numbers:
    """The way to them, by the way of an organisation to the registry."""

    async def ask(organisation_id: UUID, supplier_id: UUID, about: Sequence[Mapping[str, str]]) -> Sequence[Number]:
        wanted = CustomerNumberSearch(supplier_id=supplier_id, about=_ABOUT.validate_python(about))
        told = await registry(organisation_id).customer_numbers(wanted)
        return [Number(one.customer_number, one.reference) for one in told.items]

    return ask
