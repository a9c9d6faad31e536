"""Taking over a page of a caseload: households, suppliers, accounts, arrangements and papers, all of it or nothing.

What was taken over before changes nothing, so a page may be handed in again. No account is paid to by it: all that are
new wait, as one batch, for a person who did not hand them in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import Session
from services.errors import Fault, InvalidInput
from services.failpoints import failpoint
from services.iban import Iban
from services.mandates.accounts import repository as account_repository
from services.mandates.accounts import service as accounts
from services.mandates.accounts.account import Owner, WantedAccount
from services.mandates.accounts.verification import Verification, VerificationResult, ask_about
from services.mandates.arrangements import repository as arrangements
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.payer import Cause
from services.mandates.arrangements.service import WantedArrangement, arrange_many
from services.mandates.caseload import repository
from services.mandates.caseload.caseload import (
    ToldHousehold,
    ToldPayee,
    faults_of_names,
    faults_of_page,
    new_supplier,
    to_arrange,
)
from services.mandates.caseload.papers import deliver_told
from services.mandates.caseload.repository import KnownSupplier
from services.mandates.hand import Hand
from services.mandates.suppliers import service as suppliers
from services.months import month_of

Holder = tuple[str, Iban]
Verified = Mapping[Holder, VerificationResult]
"""What the banks said about names and numbers."""


class TakenOver(NamedTuple):
    """What is new by a page, and how many accounts of its import wait for a second person."""

    households: int
    suppliers: int
    accounts: int
    arrangements: int
    papers: int
    waiting: int


async def verified(told: Sequence[ToldHousehold], ask: Verification) -> Verified:
    """What the banks say about each account that is told of, asked once; before any transaction begins."""
    holders = list(dict.fromkeys((one.name, one.iban) for household in told for one in household.payees))
    return dict(zip(holders, await ask_about(holders, ask), strict=True))


async def take_over(
    session: Session, hand: Hand, import_id: UUID, told: Sequence[ToldHousehold], banks: Verified
) -> TakenOver:
    """Take over a page; `InvalidInput` names every fault of it, after which the caller has to roll back."""
    _refuse(list(faults_of_page(told, hand.works_for)))
    await repository.take_turns(session)
    households = await repository.add_households(session, hand, told)
    seen = await arrangements.hold_households(session, [one.id for one in told], hand.municipalities)
    _refuse([_not_yours(one) for one in told if one.id not in seen])
    payees = [one for household in told for one in household.payees if not one.is_client]
    known = await repository.suppliers_with(session, hand, {one.iban for one in payees})
    _refuse(list(faults_of_names(payees, {iban: one.name for iban, one in known.items()})))
    _refuse(await _turned_down(session, hand, told, known))
    made = await _make_suppliers(session, hand, payees, known)
    supplier_of = {iban: one.id for iban, one in known.items()} | made
    wanted = list(_accounts(told, known, supplier_of, banks, hand.today))
    proposal = await accounts.propose_batch(session, hand, wanted, import_id)
    arranged = await arrange_many(session, hand, await _arrangements(session, hand, told, supplier_of))
    papers = await deliver_told(session, hand, told)
    failpoint("mandates.caseload-taken-over")
    return TakenOver(
        households=households,
        suppliers=len(made),
        accounts=proposal.new,
        arrangements=sum(one.is_new for one in arranged),
        papers=papers,
        waiting=await repository.waiting(session, import_id),
    )


async def _turned_down(
    session: Session, hand: Hand, told: Iterable[ToldHousehold], known: Mapping[Iban, KnownSupplier]
) -> list[Fault]:
    """Payees with an account that a second person rejected under this name: a file proposes it no other time."""
    owners = [
        (one, Owner(household_id=household.id) if one.is_client else Owner(known[one.iban].id))
        for household in told
        for one in household.payees
        if one.is_client or (one.iban in known and not known[one.iban].lives)
    ]
    lookups = [WantedAccount(owner, one.name, one.iban, one.valid_from).lookup(hand.keyring) for one, owner in owners]
    rejected = await account_repository.turned_down(session, lookups)
    return [_rejected(one) for (one, _), lookup in zip(owners, lookups, strict=True) if lookup in rejected]


def _rejected(payee: ToldPayee) -> Fault:
    what = "a second person looked at this account of this holder, and rejected it"
    cure = "copy the number from a bill again; if it is right after all, propose it by hand at the registry"
    return Fault(f"{payee.where}.iban", what, cure)


async def _make_suppliers(
    session: Session, hand: Hand, payees: Iterable[ToldPayee], known: Mapping[Iban, KnownSupplier]
) -> dict[Iban, UUID]:
    """A supplier for each account that is nobody's; of several names for one account the first counts."""
    made: dict[Iban, UUID] = {}
    for one in payees:
        if one.iban not in known and one.iban not in made:
            made[one.iban] = (await suppliers.register(session, hand, new_supplier(one), None)).id
    return made


def _accounts(
    told: Iterable[ToldHousehold],
    known: Mapping[Iban, KnownSupplier],
    supplier_of: Mapping[Iban, UUID],
    banks: Verified,
    today: date,
) -> Iterable[WantedAccount]:
    """The accounts to propose: clients' own from their day on, each supplier's once, from today at the latest."""
    proposed: set[Iban] = set()
    for household in told:
        for one in household.payees:
            result = banks[one.name, one.iban]
            if one.is_client:
                owner, valid_from = Owner(household_id=household.id), one.valid_from
            elif one.iban in proposed or (one.iban in known and known[one.iban].lives):
                continue
            else:
                proposed.add(one.iban)
                owner, valid_from = Owner(supplier_of[one.iban]), min(one.valid_from, today)
            yield WantedAccount(owner, one.name, one.iban, valid_from, result, f"{one.where}.iban")


async def _arrangements(
    session: Session, hand: Hand, told: Sequence[ToldHousehold], supplier_of: Mapping[Iban, UUID]
) -> list[WantedArrangement]:
    kept = await arrangements.arrangements_of(session, hand.keyring, [one.id for one in told])
    wanted = []
    for household in told:
        known: dict[str, list[Arrangement]] = defaultdict(list)
        for one in kept.get(household.id, []):
            known[one.cost].append(one)
        for payee in sorted(household.payees, key=lambda one: one.valid_from):
            if not payee.is_client:
                wanted += _arrangement(hand, household, payee, supplier_of[payee.iban], known[payee.cost])
    return wanted


def _arrangement(
    hand: Hand, household: ToldHousehold, payee: ToldPayee, supplier_id: UUID, known: list[Arrangement]
) -> list[WantedArrangement]:
    """What is to be arranged, if anything is; the next payee of the cost finds it among what is known."""
    found = to_arrange(payee, supplier_id, known)
    if found is None:
        return []
    month = month_of(payee.valid_from)
    told_from = payee.valid_from
    known.append(Arrangement(hand.new_id(), household.id, payee.cost, month, found.terms, told_from=told_from))
    return [
        WantedArrangement(
            household.id,
            payee.cost,
            month,
            found.terms,
            found.payer,
            cause=Cause.IMPORT,
            where=payee.where,
            told_from=told_from,
        )
    ]


def _not_yours(household: ToldHousehold) -> Fault:
    return Fault(f"{household.where}.id", "this household is not yours to change", "leave it out")


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults)
