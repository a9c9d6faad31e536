"""The registry's go-ahead: nothing is proposed to be paid, nor paid, that it did not release (promise I10).

It says by which route a payment goes, to which account, with which reference, or why it waits; and at which version of
the household it said so. The account stays with the run, sealed: no later change of the registry's touches what was
approved, and who makes the file asks nobody. A registry that does not answer means waiting, never guessing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

import structlog
from psycopg import AsyncConnection

from services.errors import InvalidInput
from services.events import HoldReason
from services.iban import Iban
from services.mandates.schemas import TO_CLIENT, LineToRelease, Payable, Reason, ReleaseAnswer, Released, Waits
from services.months import month_text
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.bank.credit_transfer import CreditTransfer
from services.schedule.payees.payee import PayeeDetails, PayeeKind
from services.schedule.payments.candidates import CameBack, Candidate, PaidTo
from services.schedule.payments.proposal import Proposal
from services.schedule.payments.run import PaymentRoute
from services.schedule.registry.registry import Registry
from services.sealing import Keyring, place_of

_KEEP_ACCOUNTS = """
    insert into payment_account (organisation_id, run_id, account_id, name_sealed, iban_sealed)
    select %s, %s, account_id, name, iban
    from unnest(%s::uuid[], %s::bytea[], %s::bytea[]) as given (account_id, name, iban)
    order by account_id on conflict do nothing
"""
"""In order, for two workers keep the same suppliers' accounts at the same time."""
_KNOWN_ACCOUNTS = "select account_id::text from payment_account where run_id = %s and account_id = any(%s::uuid[])"
_KEEP_VERSIONS = """
    insert into payment_release (organisation_id, run_id, household_id, version)
    select %s, %s, household_id, version from unnest(%s::uuid[], %s::integer[]) as given (household_id, version)
    on conflict (organisation_id, run_id, household_id) do update set version = excluded.version
"""
_KEEP_MANDATES = """
    update payment set mandate = given.mandate
    from unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[], %s::bytea[])
        as given (household_id, month, purpose, occasion, mandate)
    where payment.run_id = %s and payment.household_id = given.household_id and payment.month = given.month
    and payment.purpose = given.purpose and payment.occasion = given.occasion and payment.live
    and payment.mandate is distinct from given.mandate
"""
_VERSIONS = "select household_id, version from payment_release where run_id = %s and household_id = any(%s)"
_ACCOUNTS = """
    select account_id, name_sealed, iban_sealed from payment_account where run_id = %s and account_id = any(%s)
"""

NO_BANK_TAKES_IT = "no_bank_takes_it"
"""The detail of an account, approved or not, to which no bank file can pay."""

_CLIENT = PayeeKind.CLIENT
_ANY_ID, _ANY_DAY = "X", date(2026, 1, 2)
"""What stands in for the rest of a payment while only its account is looked at."""

_log = structlog.get_logger(__name__)
_REASONS = {str(reason): reason for reason in HoldReason}


class Go(NamedTuple):
    """What the registry said of some households' payments: the proposals with it, the accounts in full, and the
    version of each household that it knows."""

    proposals: list[Proposal]
    accounts: Mapping[str, Payable]
    versions: Mapping[UUID, int]


async def ask_to_release(registry: Registry, organisation_id: UUID, proposals: Sequence[Proposal], today: date) -> Go:
    """Ask for all payments of these households that nothing else holds; `RegistryDoesNotAnswer`."""
    lines = [
        _line(one.dossier.household_id, candidate)
        for one in proposals
        for candidate in one.payments
        if candidate.held is None
    ]
    if not lines:
        return Go(list(proposals), {}, {})
    answer = await answer_of(registry, organisation_id, today, lines)
    told = iter(answer.lines)
    can_be_paid = Payability()
    answered = [
        each._replace(payments=[one if one.held else _told(one, next(told), can_be_paid) for one in each.payments])
        for each in proposals
    ]
    answered = [_not_to_the_same_again(each) if each.dossier.came_back else each for each in answered]
    accounts = {
        one.account.id: one.account for one in answer.lines if isinstance(one, Released) and one.account is not None
    }
    return Go(answered, accounts, answer.versions)


def _line(household_id: UUID, candidate: Candidate) -> LineToRelease:
    payment, execute_on, ground = candidate.payment, candidate.execute_on, candidate.ground
    cost, month = TO_CLIENT if payment.payee is _CLIENT else payment.key.purpose, month_text(payment.of_month)
    return LineToRelease(household_id, cost, month, payment.amount, execute_on, ground)


async def answer_of(
    registry: Registry, organisation_id: UUID, today: date, lines: Sequence[LineToRelease]
) -> ReleaseAnswer:
    """What the registry says; where it cannot read a line, each household is asked about alone, and that one waits.

    A typing error in one household's facts is no reason to pay nobody.
    """
    try:
        return await registry.release(organisation_id, today, lines)
    except InvalidInput:
        found = ReleaseAnswer({}, [])
    for household_id, own in groupby(lines, key=attrgetter("household_id")):
        asked = list(own)
        try:
            answer = await registry.release(organisation_id, today, asked)
        except InvalidInput:
            _log.warning("the registry cannot read what a household is to be paid", household_id=str(household_id))
            answer = ReleaseAnswer({}, [Waits(Reason.UNKNOWN_TO_REGISTRY, "line")] * len(asked))
        found = ReleaseAnswer({**found.versions, **answer.versions}, [*found.lines, *answer.lines])
    return found


class Payability:
    """Whether a bank takes what the registry answered: each account is looked at once.

    What no bank takes would stop the file of everybody else, so it is held where it is proposed.
    """

    def __init__(self) -> None:
        self._known: dict[Payable, bool] = {}

    def __call__(self, answer: Released) -> bool:
        account, reference = answer.account, answer.reference
        try:
            if reference is not None:
                PaymentReference(ReferenceKind(reference.kind), reference.text)
            if account is None:
                return answer.route == PaymentRoute.SUPPLIER_PULLS
            if account not in self._known:
                self._known[account] = False
                CreditTransfer(_ANY_ID, 1, account.name, Iban.parse(account.iban), None, _ANY_DAY)
                self._known[account] = True
            return self._known[account]
        except (InvalidInput, ValueError):
            return False


def _not_to_the_same_again(proposed: Proposal) -> Proposal:
    """Hold what came back from the very account that it would go to, unless that is to be tried once more."""
    back = proposed.dossier.came_back
    return proposed._replace(
        payments=[_held_if_it_came_back(one, back.get(one.payment.key)) for one in proposed.payments]
    )


def _held_if_it_came_back(candidate: Candidate, back: CameBack | None) -> Candidate:
    if back is None or back.to_the_same_again or candidate.paid_to is None:
        return candidate
    if candidate.paid_to.account_id != str(back.account_id):
        return candidate
    return candidate._replace(held=HoldReason.CAME_BACK, detail=back.reason_code, paid_to=None)


def _told(candidate: Candidate, answer: Released | Waits, can_be_paid: Callable[[Released], bool]) -> Candidate:
    if isinstance(answer, Waits):
        return candidate._replace(held=_REASONS[str(answer.reason)], detail=answer.detail)
    if not can_be_paid(answer):
        return candidate._replace(held=HoldReason.ACCOUNT_NOT_APPROVED, detail=NO_BANK_TAKES_IT)
    account, reference = answer.account, answer.reference
    kind, text = reference or (None, None)
    return candidate._replace(paid_to=PaidTo(answer.route, account.id if account else None, kind, text, answer.umr))


async def keep_go(connection: AsyncConnection, keyring: Keyring, organisation_id: UUID, run_id: UUID, go: Go) -> None:
    """Keep with the run the accounts that payments were released to, and the versions at which that was so."""
    if go.accounts:
        asked = [run_id, list(go.accounts)]
        rows = await (await connection.execute(_KNOWN_ACCOUNTS, asked)).fetchall()
        known = {account_id for (account_id,) in rows}
        new = [one for one in go.accounts.values() if one.id not in known]
        names = [keyring.seal(one.name, _place(organisation_id, run_id, UUID(one.id), "name")) for one in new]
        numbers = [keyring.seal(one.iban, _place(organisation_id, run_id, UUID(one.id), "iban")) for one in new]
        given = [[one.id for one in new], names, numbers]
        await connection.execute(_KEEP_ACCOUNTS, [organisation_id, run_id, *given])
    if go.versions:
        versions = [list(go.versions), list(go.versions.values())]
        await connection.execute(_KEEP_VERSIONS, [organisation_id, run_id, *versions])


async def keep_mandates(
    connection: AsyncConnection, keyring: Keyring, run_id: UUID, proposals: Sequence[Proposal]
) -> None:
    """Keep with what suppliers collect by which mandate they do: the mark of its UMR, as bookings of the bank have."""
    given = [
        (one.dossier.household_id, *candidate.payment.key, keyring.lookup(candidate.paid_to.umr))
        for one in proposals
        for candidate in one.payments
        if candidate.held is None and candidate.paid_to is not None and candidate.paid_to.umr is not None
    ]
    if given:
        await connection.execute(_KEEP_MANDATES, [*map(list, zip(*given, strict=True)), run_id])


async def changed_since(
    connection: AsyncConnection, registry: Registry, organisation_id: UUID, run_id: UUID, households: Sequence[UUID]
) -> set[UUID]:
    """Of these households those of which the registry may say something else by now; `RegistryDoesNotAnswer`."""
    rows = await (await connection.execute(_VERSIONS, [run_id, list(households)])).fetchall()
    return await registry.changed(organisation_id, dict(rows)) if rows else set()


async def accounts_of(
    connection: AsyncConnection, keyring: Keyring, organisation_id: UUID, run_id: UUID, account_ids: Sequence[UUID]
) -> dict[UUID, PayeeDetails]:
    """These accounts of a run, opened."""
    rows = await (await connection.execute(_ACCOUNTS, [run_id, list(account_ids)])).fetchall()
    return {
        account_id: PayeeDetails(
            keyring.unseal(bytes(name), _place(organisation_id, run_id, account_id, "name")),
            Iban(keyring.unseal(bytes(iban), _place(organisation_id, run_id, account_id, "iban"))),
        )
        for account_id, name, iban in rows
    }


def _place(organisation_id: UUID, run_id: UUID, account_id: UUID, what: str) -> bytes:
    return place_of(organisation_id, account_id, f"{run_id} {what}")
