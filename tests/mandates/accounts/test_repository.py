"""To which account money may go on a day, for many owners at once."""

from datetime import date
from uuid import UUID

from services.database import Database
from services.iban import Iban
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts.account import NoAccount, Owner
from services.mandates.accounts.repository import PayableAccount, accounts_on
from services.mandates.accounts.verification import VerificationResult
from tests.mandates.accounts.desk import DUTCH, Desk, wanted
from tests.mandates.callers import KEYRING

OTHER = Iban("NL02ABNA0123456789")


async def on(
    registry: Database, organisation: UUID, day: date, *owners: Owner
) -> dict[Owner, PayableAccount | NoAccount]:
    async with registry.reading(organisation) as session:
        return await accounts_on(session, KEYRING, owners, day)


async def test_each_owner_has_the_account_of_the_day_or_a_reason(
    desk: Desk, registry: Database, organisation: UUID, household: UUID, supplier: UUID, neighbours: list[UUID]
) -> None:
    client, landlord = Owner(household_id=household), Owner(supplier_id=supplier)
    waiting, unknown = (Owner(household_id=one) for one in neighbours)
    own = await desk.brought_to(AccountState.APPROVED, wanted(client, "Y. Bijna", VerificationResult.CLOSE_MATCH))
    theirs = await desk.brought_to(AccountState.APPROVED, wanted(landlord, "Water van Elders", iban=OTHER))
    await desk.propose(wanted(waiting))
    assert await on(registry, organisation, date(2026, 2, 1), client, landlord, waiting, unknown) == {
        client: PayableAccount(own, "Y. Bijna", DUTCH, VerificationResult.CLOSE_MATCH),
        landlord: PayableAccount(theirs, "Water van Elders", OTHER, VerificationResult.MATCH),
        waiting: NoAccount.NOT_APPROVED,
        unknown: NoAccount.UNKNOWN,
    }


async def test_a_new_account_holds_from_its_day_and_the_old_one_until_the_day_before(
    desk: Desk, registry: Database, organisation: UUID, supplier: UUID
) -> None:
    owner = Owner(supplier_id=supplier)
    old = await desk.brought_to(AccountState.APPROVED, wanted(owner))
    new = await desk.brought_to(AccountState.APPROVED, wanted(owner, iban=OTHER, valid_from=date(2026, 3, 1)))
    held = [(await on(registry, organisation, date(2026, *day), owner))[owner] for day in ((2, 28), (3, 1))]
    assert [one.id for one in held if isinstance(one, PayableAccount)] == [old, new]
    await desk.happen(new, AccountEvent.CLOSE, date(2026, 4, 1))
    assert await on(registry, organisation, date(2026, 4, 1), owner) == {owner: NoAccount.CLOSED}


async def test_an_account_of_another_organisation_is_unknown(
    desk: Desk, registry: Database, another_organisation: UUID, supplier: UUID
) -> None:
    owner = Owner(supplier_id=supplier)
    await desk.brought_to(AccountState.APPROVED, wanted(owner))
    assert await on(registry, another_organisation, date(2026, 2, 1), owner) == {owner: NoAccount.UNKNOWN}


async def test_nobody_asked_is_nobody_answered(registry: Database, organisation: UUID) -> None:
    assert await on(registry, organisation, date(2026, 2, 1)) == {}
