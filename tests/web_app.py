"""A small service with one of everything that `services.web` promises, to test the front and its document on."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, FastAPI, Header, Query, Request
from opentelemetry.trace import TracerProvider

from house.issuer import DevelopmentIssuer
from services.auth import Caller, CallerDep, Tokens, requires
from services.clock import MovableClock
from services.errors import Conflict, NotFound, Unavailable
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.openapi import problems
from services.web import Check, ClockDep, IdsDep, create_app
from services.wire import IbanText, Instant, Money, Page, PageRequest, Wire

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")

router = APIRouter(prefix="/households", tags=["households"])


class HouseholdIsClosed(Conflict):
    """This household was closed."""


class FixedCost(Wire):
    kind: str
    due_day: int
    amount: Money


class NewHousehold(Wire):
    case_number: str
    leaves_reception_centre_on: date
    account: IbanText
    fixed_costs: tuple[FixedCost, ...] = ()


class Household(Wire):
    id: UUID
    case_number: str
    registered_at: Instant
    account: IbanText


@router.get("")
async def list_households(caller: CallerDep, page: Annotated[PageRequest, Query()]) -> Page[Household]:
    """The households of the organisation."""
    page.after(UUID)
    return Page(items=[])


@router.post("", status_code=201)
async def register_household(
    household: NewHousehold,
    key: Annotated[str, Header(alias="Idempotency-Key")],
    caller: Annotated[Caller, requires("households:write")],
    clock: ClockDep,
    ids: IdsDep,
) -> Household:
    """Take on a household."""
    now = clock.now()
    return Household(
        id=ids.new_id(now), case_number=household.case_number, registered_at=now, account=household.account
    )


@router.get("/{household_id}", responses=problems(HouseholdIsClosed, Unavailable))
async def get_household(household_id: UUID, caller: CallerDep) -> Household:
    """One household."""
    raise NotFound


@router.post("/{household_id}/_close", status_code=204, responses=problems(HouseholdIsClosed), max_body_size=10)
async def close_household(
    household_id: UUID, request: Request, caller: Annotated[Caller, requires("households:write")]
) -> None:
    """Close a household."""
    await request.body()
    raise HouseholdIsClosed("It was closed on 1 March.")


@router.get("/{household_id}/broken")
async def break_down(household_id: UUID, caller: CallerDep) -> Household:
    """Break."""
    raise RuntimeError("the password is hunter2, IBAN NL91ABNA0417164300")


def an_issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


def an_app(
    issuer: DevelopmentIssuer,
    clock: MovableClock,
    checks: dict[str, Check] | None = None,
    tracer_provider: TracerProvider | None = None,
) -> FastAPI:
    return create_app(
        title="Households",
        description="A small service.",
        version="1.2.3",
        routers=[router],
        tokens=Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock),
        clock=clock,
        ids=SeededIds("app"),
        checks=checks,
        tracer_provider=tracer_provider,
    )
