"""Taking over the payees of a caseload over HTTP, in pages."""

from fastapi import APIRouter, Response

from services.auth import Caller, CallerDep, requires
from services.errors import Fault, InvalidInput
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.accounts.dependencies import Banks
from services.mandates.caseload import service
from services.mandates.caseload.schemas import CaseloadPayees, TakenOverPayees
from services.mandates.dependencies import Writer
from services.mandates.hand import Hand
from services.openapi import problems
from services.sessions import Writing

router = APIRouter(prefix="/caseload-payees", tags=["caseload payees"], dependencies=[requires("households:import")])

LARGEST_PAGE = 20_000_000
"""Bytes: a thousand households with all the payees that they can have."""


@router.post(
    "",
    response_model=TakenOverPayees,
    responses=problems(KeyInFlight, KeyUsedBefore),
    max_body_size=LARGEST_PAGE,
)
async def take_over_payees(
    body: CaseloadPayees, command: CommandDep, session: Writing, hand: Writer, caller: CallerDep, ask: Banks
) -> Response:
    """Take over whom a caseload says is paid, and which papers are there: the whole page or nothing of it.

    Households that are not known yet become known. Costs are arranged, with suppliers that are made where no supplier
    has that account. Accounts wait for another person's approval, and nothing is paid to them before.
    """
    told, hand = body.told(), _handed_in(body, caller, hand)
    banks = await service.verified(told, ask)

    async def effect() -> Answer:
        found = await service.take_over(session, hand, body.import_id, told, banks)
        return Answer.of(200, TakenOverPayees.of(body.import_id, found))

    return await answer_once(session, command, effect, hand.now)


def _handed_in(body: CaseloadPayees, caller: Caller, hand: Hand) -> Hand:
    """The hand of whoever handed it in, be it at another service of ours; nobody else speaks for somebody else."""
    if body.handed_in_by is None:
        return hand
    if not caller.is_service:
        what, cure = "is for our own services to say", "leave it out: it is you"
        raise InvalidInput([Fault("handedInBy", what, cure)])
    return hand._replace(by=body.handed_in_by)
