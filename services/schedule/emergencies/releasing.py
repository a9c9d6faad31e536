"""The registry's word on an emergency payment: two people there approved the account that it goes to.

An urgent payment to an account that somebody gave a moment ago is how money is stolen, so here nothing is taken on
trust. The registry is asked before anything is held, and only whether; what is decided by its answer is decided below.
"""

from collections.abc import Mapping
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Refused
from services.iban import Iban
from services.mandates.schemas import TO_CLIENT, LineToRelease, Reason, Released, Waits
from services.months import month_of, month_text
from services.schedule.emergencies import repository
from services.schedule.emergencies.checking import NoAccountOfClient
from services.schedule.emergencies.emergency import Emergency
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.payees import repository as payees
from services.schedule.payees.payee import in_force
from services.schedule.registry.registry import Registry, RegistryDoesNotAnswer

_GROUND = "bridging"


class AccountNotReleased(Refused):
    """The registry does not let anything be paid to the client's own account now."""


class AccountDiffers(Refused):
    """The account that the registry approved for the client is another than the one recorded for his leefgeld; record
    the one that is right in both places."""


REFUSED = (AccountNotReleased, AccountDiffers, RegistryDoesNotAnswer)
"""What the registry's word comes to where it is not yes."""


async def check_wanted(session: Session, hand: Hand, registry: Registry | None, wanted: Emergency) -> None:
    """Whether the registry lets this be paid today to the account that we would pay; a house without one asks nobody.

    What was asked for before is not asked about again: it is told as it is. `NoSuchHousehold`, `NoAccountOfClient`,
    `AccountNotReleased`, `AccountDiffers`, and `RegistryDoesNotAnswer`: nothing is paid on a guess.
    """
    if registry is None or await repository.found(session, wanted.day, wanted.household_id, wanted.number):
        return
    await _check(session, hand, registry, wanted.household_id, wanted.amount)


async def check_run(session: Session, hand: Hand, registry: Registry | None, run_id: UUID) -> None:
    """The same of the run of an emergency that is to be approved; about any other nothing is asked here."""
    row = await repository.of_run(session, run_id)
    if registry is not None and row is not None:
        await _check(session, hand, registry, row.household_id, row.amount)


async def _check(session: Session, hand: Hand, registry: Registry, household_id: UUID, amount: int) -> None:
    ours, today = await _our_account(session, hand, household_id), hand.today
    line = LineToRelease(household_id, TO_CLIENT, month_text(month_of(today)), amount, today, _GROUND)
    (said,) = (await registry.release(organisation_of(session), today, [line])).lines
    check_answer(said, ours)


def check_answer(said: Released | Waits, ours: Iban) -> None:
    """Whether an answer of the registry lets our account be paid. Pure."""
    if isinstance(said, Waits):
        what = f"{said.reason} ({said.detail})" if said.detail else str(said.reason)
        raise AccountNotReleased(f"{AccountNotReleased.title} It says {what}; {_CURES.get(said.reason, _ELSE)}.")
    if said.account is None or Iban.parse(said.account.iban) != ours:
        raise AccountDiffers


_CURES: Mapping[Reason, str] = {
    Reason.UNKNOWN_TO_REGISTRY: "it hears of new households by itself, so ask again in a minute",
    Reason.ACCOUNT_NOT_APPROVED: "a colleague approves the account there",
    Reason.ACCOUNT_MISMATCH: "ask the client for his account, for the bank says that this one is another's",
}
_ELSE = "look there why"


async def _our_account(session: Session, hand: Hand, household_id: UUID) -> Iban:
    await households.read(session, household_id, hand.municipalities)
    known = (await payees.cost_payees_of(session, [household_id])).get(household_id, [])
    account = in_force(known, hand.today).get(TO_CLIENT)
    if account is None:
        raise NoAccountOfClient
    opened = await payees.payees_by_id(session, hand.keyring, {account.payee_id})
    return opened[account.payee_id].details.iban
