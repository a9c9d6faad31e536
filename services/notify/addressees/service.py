"""What may be done with addressees: every step is a row of history and an announcement in one transaction."""

from uuid import UUID

from services.database import Session, organisation_of
from services.notify.addressees import repository
from services.notify.addressees.addressee import (
    Addressee,
    AddresseeIsErased,
    AddresseeIsKnown,
    ErasureGround,
    NoSuchAddressee,
    check_seen,
)
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.addressees.repository import Step
from services.notify.contacts import repository as contacts
from services.notify.hand import Hand
from services.notify.own_keys import OwnKey
from services.notify_events import AddresseeChanged
from services.notify_events import AddresseeEvent as Event
from services.outbox import announce


async def record(session: Session, hand: Hand, household_id: UUID, addressee: Addressee) -> Step:
    """Write down how a household is reached; `AddresseeIsKnown`, `AddresseeIsErased`, `NoSuchContact`."""
    key = await _held(session, hand, household_id)
    if await repository.version_of(session, household_id):
        raise AddresseeIsKnown
    return await _happened(session, hand, key, 1, Event.RECORD, addressee)


async def correct(session: Session, hand: Hand, household_id: UUID, seen: int, addressee: Addressee) -> Step:
    """Write down how it is reached from now on; `AddresseeHasChanged` if `seen` is not the newest version."""
    key = await _held(session, hand, household_id)
    version = await _version(session, household_id)
    check_seen(version, seen)
    return await _happened(session, hand, key, version + 1, Event.CORRECT, addressee)


async def erase(session: Session, hand: Hand, household_id: UUID, ground: ErasureGround) -> Step:
    """Destroy the key of a household, also of one whose messages alone are kept: nothing of its people opens any more.

    That it was recorded, told and erased stays. A backup from before still has the key, until it is thrown away.
    """
    key = await HOUSEHOLD_KEYS.hold_known(session, hand.keyring, household_id)
    if key is None:
        raise NoSuchAddressee
    _check_not_erased(key)
    version = await repository.version_of(session, household_id) + 1
    await HOUSEHOLD_KEYS.destroy(session, household_id, hand.now)
    await repository.add_step(session, hand, key, version, Event.ERASE, None, ground)
    await _tell(session, hand, household_id, Event.ERASE, version)
    return Step(household_id, version, Event.ERASE, None, ground, hand.now, hand.by)


async def _held(session: Session, hand: Hand, household_id: UUID) -> OwnKey:
    key = await HOUSEHOLD_KEYS.hold(session, hand, household_id)
    _check_not_erased(key)
    return key


def _check_not_erased(key: OwnKey) -> None:
    if key.opens is None:
        raise AddresseeIsErased


async def _version(session: Session, household_id: UUID) -> int:
    version = await repository.version_of(session, household_id)
    if not version:
        raise NoSuchAddressee
    return version


async def _happened(
    session: Session, hand: Hand, key: OwnKey, version: int, event: Event, addressee: Addressee
) -> Step:
    if addressee.contact_id is not None:
        await contacts.newest(session, hand.keyring, addressee.contact_id)
    await repository.add_step(session, hand, key, version, event, addressee)
    await _tell(session, hand, key.owner, event, version)
    return Step(key.owner, version, event, addressee, None, hand.now, hand.by)


async def _tell(session: Session, hand: Hand, household_id: UUID, event: Event, version: int) -> None:
    news = AddresseeChanged(
        organisation_id=organisation_of(session), household_id=household_id, happened=event, version=version
    )
    await announce(session, news, now=hand.now)
