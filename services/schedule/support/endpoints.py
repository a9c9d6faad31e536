"""What a supporter sees and hands in: plan and tasks of the households that he helps, and letters about bills."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.arrears import photos, service
from services.schedule.arrears.arrears import ToldBy
from services.schedule.arrears.photo import LARGEST_PHOTO
from services.schedule.arrears.photo_endpoints import PHOTO_BODY
from services.schedule.arrears.photo_repository import HouseholdIsErased
from services.schedule.arrears.photo_schemas import LetterPhoto
from services.schedule.arrears.photos import EnoughPhotos, NoSuchLetter
from services.schedule.arrears.schemas import Arrears, NewArrears
from services.schedule.dependencies import Sight
from services.schedule.households import queries, task_queries
from services.schedule.households.kept_case import CannotBePlanned, told_plainly
from services.schedule.households.plan_schemas import Plan
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.task_queries import TaskWish
from services.schedule.households.task_schemas import Task
from services.schedule.registry.registry import RegistryDoesNotAnswer
from services.schedule.support.dependencies import (
    NoSupportersKnown,
    SupporterHand,
    SupporterReads,
    SupporterWrites,
)
from services.schedule.support.schemas import SupportedHousehold
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/supported-households", tags=["support"])

_AWAY = (RegistryDoesNotAnswer, NoSupportersKnown)
_COMMAND = (HouseholdIsChanging, KeyInFlight, KeyUsedBefore, *_AWAY)


@router.get("", responses=problems(*_AWAY))
async def list_supported_households(
    session: SupporterReads, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[SupportedHousehold]:
    """The households that the caller is named for as a supporter today."""
    after = page.after(UUID)
    found = await queries.households(session, sees, after=after[0] if after else None, limit=page.limit + 1)
    return Page.cut([SupportedHousehold.of(line) for line in found], page.limit, lambda one: (one.household_id,))


@router.get("/{household_id}/plan", responses=problems(CannotBePlanned, *_AWAY))
async def get_supported_plan(household_id: UUID, session: SupporterReads, sees: Sight) -> Plan:
    """The plan of a household as it stands, day by day."""
    await queries.household(session, sees, household_id)
    kept = await queries.kept_version(session, household_id, None)
    with told_plainly("what is kept of this version"):
        return Plan.whole(kept.whole())


@router.get("/{household_id}/tasks", responses=problems(*_AWAY))
async def list_supported_tasks(
    household_id: UUID, session: SupporterReads, sees: Sight, clock: ClockDep, page: Annotated[PageRequest, Query()]
) -> Page[Task]:
    """What has to happen for a household and by when, by deadline."""
    after, today = page.after(date.fromisoformat, UUID), clock.today()
    await queries.household(session, sees, household_id)
    wish = TaskWish(household_id=household_id)
    place = (after[0], after[1]) if after else None
    found = await task_queries.tasks(session, sees, wish, today, place, page.limit + 1)
    return Page.cut([Task.of(line, today) for line in found], page.limit, lambda one: (one.due_on, one.id))


@router.post("/{household_id}/letters", status_code=201, response_model=Arrears, responses=problems(*_COMMAND))
async def hand_in_letter(
    household_id: UUID,
    body: NewArrears,
    command: CommandDep,
    session: SupporterWrites,
    hand: SupporterHand,
    clock: ClockDep,
) -> Response:
    """Tell of a letter that a bill is not paid, and its amount, as a case manager does."""

    async def effect() -> Answer:
        letter = body.letter(household_id)._replace(told_by=ToldBy.SUPPORTER)
        return Answer.of(201, Arrears.of(await service.tell(session, hand, letter)))

    return await answer_once(session, command.by(hand.by), effect, clock.now())


@router.post(
    "/{household_id}/letters/{arrears_id}/photos",
    status_code=201,
    response_model=LetterPhoto,
    responses=problems(NoSuchLetter, EnoughPhotos, HouseholdIsErased, *_COMMAND),
    openapi_extra=PHOTO_BODY,
    max_body_size=LARGEST_PHOTO,
)
async def hand_in_photo_of_letter(
    household_id: UUID,
    arrears_id: UUID,
    request: Request,
    command: CommandDep,
    session: SupporterWrites,
    hand: SupporterHand,
    clock: ClockDep,
) -> Response:
    """Keep a photo of a letter that was told of."""

    async def effect() -> Answer:
        made = await photos.hand_in(session, hand, household_id, arrears_id, await request.body())
        return Answer.of(201, LetterPhoto.of(made))

    return await answer_once(session, command.by(hand.by), effect, clock.now())
