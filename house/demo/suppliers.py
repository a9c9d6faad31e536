"""The suppliers of the demo: registered by hand with what each agreed to, and answering as their habit is."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from house.caseload.suppliers import SUPPLIERS, Supplier
from house.demo.agenda import Agenda
from house.demo.registry_desk import CASE_MANAGER, PAYEE_APPROVER, AtDesk, at_desk
from house.demo.world import World
from sandbox.accounts import SUPPLIER_ACCOUNTS, example_iban
from sandbox.draw import Draw
from services.banking_days import bank_days_later
from services.iban import Iban
from services.mandates.accounts import service as accounts
from services.mandates.accounts.account import Owner, WantedAccount
from services.mandates.accounts.verification import VerificationResult
from services.mandates.arrangements import handshake_service as handshakes
from services.mandates.arrangements.handshake import Channel, Handshake, Word
from services.mandates.suppliers import service
from services.mandates.suppliers.creditor_id import CreditorId
from services.mandates.suppliers.supplier import Deferral, Procedure, SupplierKind, Terms
from services.schedule.planning.policy import CostKind

SUPPLIER_DESK = "demo-supplier-desk"
ANOTHERS = 9
"""The supplier whose account the bank calls another's: its letters name a number that is not its own."""
EVIDENCE = hashlib.sha256(b"a letter that nobody wrote").digest()

_KINDS = {
    CostKind.RENT: SupplierKind.HOUSING_ASSOCIATION,
    CostKind.ENERGY: SupplierKind.ENERGY,
    CostKind.WATER: SupplierKind.WATER,
    CostKind.HEALTH_PREMIUM: SupplierKind.HEALTH_INSURER,
}
_IN_TIME, _LATE, _A_MONTH_LATER, _NO, _SILENT = "in time", "late", "a month later", "no", "silent"
_HABITS: Mapping[str, int] = {_IN_TIME: 20, _LATE: 4, _A_MONTH_LATER: 1, _NO: 2, _SILENT: 3}


def creditor_id(supplier: Supplier) -> str:
    """By what the banks would know it, with check digits that fit."""
    own = f"{99000000 + supplier.number}0000"
    digits = int("".join(str(int(letter, 36)) for letter in f"{own}NL00"))
    return f"NL{98 - digits % 97:02d}ZZZ{own}"


async def register_suppliers(world: World) -> dict[str, UUID]:
    """All of them with their own account, which somebody else approves; their ids by name."""
    known: dict[str, UUID] = {}
    async with at_desk(world, SUPPLIER_DESK) as (session, hand):
        for one in SUPPLIERS:
            known[one.name] = (await service.register(session, hand, _terms(one), None)).id
        wanted = [_account(one, known[one.name], hand.today) for one in SUPPLIERS]
        ids = await accounts.find_or_propose(session, hand, wanted, None)
    async with at_desk(world, PAYEE_APPROVER) as (session, hand):
        for account, proposed in zip(ids, wanted, strict=True):
            if proposed.verification is VerificationResult.MATCH:
                await accounts.approve(session, hand, account, None)
    return known


async def put_account_right(desk: AtDesk, supplier_id: UUID) -> UUID:
    """The supplier was called: its own account, as the bank confirms, is proposed in the place of the other."""
    supplier = SUPPLIERS[ANOTHERS - 1]
    number = Iban(example_iban(SUPPLIER_ACCOUNTS + 1000 + supplier.number))
    right = WantedAccount(Owner(supplier_id), supplier.name, number, desk.hand.today, VerificationResult.MATCH)
    return (await accounts.propose(desk.session, desk.hand, right)).id


def expect_answer(agenda: Agenda, draw: Draw, asked: Handshake) -> None:
    """Let the supplier answer on a day as its habit is, unless it stays silent."""
    habit = draw.among(_HABITS)
    if habit == _SILENT:
        return
    asked_on = asked.asked_on or asked.deadline
    on = bank_days_later(asked.deadline, 3) if habit == _LATE else bank_days_later(asked_on, draw.randint(1, 3))

    if habit == _NO:
        agenda.expect(on, CASE_MANAGER, partial(_refuses, asked=asked))
    else:
        word = Word(Channel.EMAIL, asked.from_month + int(habit == _A_MONTH_LATER), EVIDENCE)
        agenda.expect_with_others(on, CASE_MANAGER, _confirm, (asked.id, word))


async def confirms_by_telephone(desk: AtDesk, asked: Handshake) -> None:
    """What the supplier says is written down by whoever calls it."""
    await _confirm(desk, [(asked.id, Word(Channel.TELEPHONE, asked.from_month, EVIDENCE))])


async def _confirm(desk: AtDesk, said: Sequence[tuple[UUID, Word]]) -> None:
    await handshakes.confirm_all(desk.session, desk.hand, dict(said))


async def _refuses(desk: AtDesk, asked: Handshake) -> None:
    word = Word(Channel.EMAIL, None, EVIDENCE)
    await handshakes.refuse(desk.session, desk.hand, asked.id, "we know nobody by this number", word)


def _terms(one: Supplier) -> Terms:
    return Terms(
        kind=_KINDS.get(one.cost, SupplierKind.OTHER),
        name=one.name,
        kvk=f"{99000000 + one.number}",
        creditor_id=CreditorId(creditor_id(one)),
        reference_scheme=one.scheme,
        collection_days=one.collects_on,
        procedures=(Procedure.EMAIL,) if one.number % 2 else (Procedure.PORTAL_UPLOAD, Procedure.EMAIL),
        answer_days=one.answer_days,
        deferral=Deferral(60, 3) if one.cost is CostKind.ENERGY else None,
    )


def _account(one: Supplier, supplier_id: UUID, today: date) -> WantedAccount:
    said = VerificationResult.NO_MATCH if one.number == ANOTHERS else VerificationResult.MATCH
    return WantedAccount(Owner(supplier_id), one.name, Iban(one.iban), date(today.year - 1, 1, 1), said)
