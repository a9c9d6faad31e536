"""What a word of a supplier is about: asked of the notify service, and of the registry whose contract and accounts.

It is asked before anything is held, so that no transaction waits for another service.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.errors import NotFound
from services.heard_words import NotUnique
from services.mandates.client import MandatesClient
from services.mandates.schemas import Contract
from services.notify.client import Asks
from services.notify.schemas import AboutCustomer, BillBooked, BillNotBooked, WordContent


class NotItsCustomer(NotFound):
    """This supplier knows none of our clients by this number."""


class Placed(NamedTuple):
    """A word, the accounts of its supplier, and the contracts that the customer number in it is of."""

    word: WordContent
    paid_to: frozenset[UUID]
    contracts: tuple[Contract, ...]

    def contract(self) -> Contract:
        """The one cost of one household that it is about; `NotItsCustomer`, `NotUnique`."""
        costs = {(one.household_id, one.cost): one for one in self.contracts}
        if not costs:
            raise NotItsCustomer
        if len(costs) > 1:
            raise NotUnique
        return next(iter(costs.values()))


Places: TypeAlias = Callable[[UUID, UUID], Awaitable[Placed]]
"""The way to what a word of an organisation says, and what that is about."""


def places(notify: Asks, registry: Callable[[UUID], MandatesClient]) -> Places:
    """How a word is read and placed, by the ways to both services."""

    async def place(organisation_id: UUID, word_id: UUID) -> Placed:
        word = await notify(organisation_id).word(word_id)
        said = word.says()
        if isinstance(said, AboutCustomer):
            told = await registry(organisation_id).contracts(word.supplier_id, said.customer_number)
            is_booking = isinstance(said, BillBooked | BillNotBooked)
            accounts = await _accounts(registry, organisation_id, word.supplier_id) if is_booking else frozenset()
            return Placed(word, accounts, tuple(told.items))
        return Placed(word, await _accounts(registry, organisation_id, word.supplier_id), ())

    return place


async def _accounts(
    registry: Callable[[UUID], MandatesClient], organisation_id: UUID, supplier_id: UUID
) -> frozenset[UUID]:
    found: set[UUID] = set()
    cursor = None
    while True:
        page = await registry(organisation_id).supplier_accounts(supplier_id, cursor)
        found |= {one.id for one in page.items}
        cursor = page.next_cursor
        if cursor is None:
            return frozenset(found)
