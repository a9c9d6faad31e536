"""The registry's word on an emergency payment: two people there approved the account that it goes to.

An urgent payment to an account that somebody gave a moment ago is how money is stolen, so here nothing is taken on
trust. The registry is asked before anything is held; what its answer comes to is decided below.
"""

from collections.abc import Mapping
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, Refused
from services.mandates.schemas import TO_CLIENT, LineToRelease, Payable, Reason, Released, Waits
from services.months import month_of, month_text
from services.schedule.emergencies import repository
from services.schedule.emergencies.emergency import Emergency
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.payments.releasing import Payability
from services.schedule.registry.registry import Registry, RegistryDoesNotAnswer

_GROUND = "bridging"


class AccountNotReleased(Refused):
    """The registry does not let anything be paid to the client's own account now."""


class AccountHasChanged(Conflict):
    """The client's account is another than the one this was proposed for; withdraw this run and ask anew."""


REFUSED = (AccountNotReleased, RegistryDoesNotAnswer)
"""What the registry's word comes to where it is not yes."""


async def account_for(session: Session, hand: Hand, registry: Registry | None, wanted: Emergency) -> Payable | None:
    """The client's own account, to which the registry lets this be paid today.

    What was asked for before is not asked about again, for it is told as it is: then there is none. `NoSuchHousehold`,
    `AccountNotReleased`, and `RegistryDoesNotAnswer`: nothing is paid on a guess.
    """
    if await repository.found(session, wanted.day, wanted.household_id, wanted.number):
        return None
    return await _ask(session, hand, registry, wanted.household_id, wanted.amount)


async def check_run(session: Session, hand: Hand, registry: Registry | None, run_id: UUID) -> None:
    """Whether the run of an emergency may still be paid to the account that it was proposed for; about any other run
    nothing is asked here. `AccountHasChanged` beside what `account_for` raises."""
    row = await repository.of_run(session, run_id)
    if row is None:
        return
    account = await _ask(session, hand, registry, row.household_id, row.amount)
    if (await repository.payment_of(session, run_id)).payee_id != UUID(account.id):
        raise AccountHasChanged


async def _ask(session: Session, hand: Hand, registry: Registry | None, household_id: UUID, amount: int) -> Payable:
    if registry is None:
        raise RegistryDoesNotAnswer
    await households.read(session, household_id, hand.municipalities)
    month = month_text(month_of(hand.today))
    line = LineToRelease(household_id, TO_CLIENT, month, amount, hand.today, _GROUND)
    (said,) = (await registry.release(organisation_of(session), hand.today, [line])).lines
    return released_account(said)


def released_account(said: Released | Waits) -> Payable:
    """The account of an answer of the registry, or why there is none. Pure."""
    if isinstance(said, Released):
        assert said.account is not None, "a client's own account is never pulled from"
        if not Payability()(said):
            raise AccountNotReleased(f"{AccountNotReleased.title} No credit transfer reaches it; {_ANOTHER}.")
        return said.account
    what = f"{said.reason} ({said.detail})" if said.detail else str(said.reason)
    raise AccountNotReleased(f"{AccountNotReleased.title} It says {what}; {_CURES.get(said.reason, _ELSE)}.")


_CURES: Mapping[Reason, str] = {
    Reason.UNKNOWN_TO_REGISTRY: "it hears of new households by itself, so ask again in a minute",
    Reason.ACCOUNT_NOT_APPROVED: "record the account, and let a colleague approve it there",
    Reason.ACCOUNT_MISMATCH: "ask the client for his account, for the bank says that this one is another's",
}
_ELSE = "look there why"
_ANOTHER = "record an account of the client that euros can be sent to, and let a colleague approve it there"
