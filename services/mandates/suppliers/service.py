"""What may be done with suppliers: register, change what was looked at, show to others, take over from others.

Every change is a new version with its author, and is announced; whoever owes the supplier money is not touched by it.
"""

from uuid import UUID

from services.database import Session, organisation_of
from services.mandate_events import SupplierChanged
from services.mandates.hand import Hand
from services.mandates.suppliers import cards, repository
from services.mandates.suppliers.cards import Card
from services.mandates.suppliers.repository import SeenCard, Supplier
from services.mandates.suppliers.supplier import CardNeedsKvk, ContactPerson, Terms, check_seen
from services.outbox import announce


async def register(
    session: Session, hand: Hand, terms: Terms, contact: ContactPerson | None, card: SeenCard | None = None
) -> Supplier:
    """A supplier that was not known before; `KvkIsRegistered`."""
    made = Supplier(hand.new_id(), 1, terms, contact, card, hand.now)
    await repository.add(session, hand, made)
    await _announce(session, hand, made)
    return made


async def change(
    session: Session, hand: Hand, supplier_id: UUID, seen: int, terms: Terms, contact: ContactPerson | None
) -> Supplier:
    """What is known of a supplier from now on; `SupplierHasChanged` if `seen` is not the newest version."""
    held = await repository.hold(session, hand.keyring, supplier_id)
    check_seen(held.version, seen)
    return await _replace(session, hand, held._replace(terms=terms, contact=contact))


async def publish(session: Session, hand: Hand, supplier_id: UUID) -> Card:
    """Show others what is known of a supplier, without its contact and accounts; `CardNeedsKvk`, `CardIsAnothers`."""
    held = await repository.hold(session, hand.keyring, supplier_id)
    if held.terms.kvk is None:
        raise CardNeedsKvk
    card = await cards.publish(session, hand, held.terms, held.terms.kvk)
    await repository.name_card(session, held.id, card.id, card.version)
    return card


async def take_over(session: Session, hand: Hand, card_id: UUID, seen: int | None) -> Supplier:
    """A supplier of one's own as the card says it; the one with its KvK number becomes so if there is one already.

    What stood there is replaced, but for the contact: so `seen` names the version that was looked at, and
    `SupplierHasChanged` tells whoever did not look.
    """
    card = await cards.card(session, card_id)
    from_card = SeenCard(card.id, card.version, card.version)
    held = await repository.hold_by_kvk(session, hand.keyring, card.terms.kvk or "")
    if held is None:
        return await register(session, hand, card.terms, None, from_card)
    check_seen(held.version, seen)
    return await _replace(session, hand, held._replace(terms=card.terms, card=from_card))


async def _replace(session: Session, hand: Hand, changed: Supplier) -> Supplier:
    newer = changed._replace(version=changed.version + 1)
    await repository.replace(session, hand, newer)
    await _announce(session, hand, newer)
    return newer


async def _announce(session: Session, hand: Hand, kept: Supplier) -> None:
    mine = organisation_of(session)
    news = SupplierChanged(organisation_id=mine, supplier_id=kept.id, version=kept.version)
    await announce(session, news, now=hand.now)
