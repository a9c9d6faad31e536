"""Photos of letters over HTTP: handed in as bytes, and given back to whoever may see that household."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.arrears import photo_repository, photos
from services.schedule.arrears.photo import LARGEST_PHOTO, PhotoType
from services.schedule.arrears.photo_repository import HouseholdIsErased, NoSuchPhoto
from services.schedule.arrears.photo_schemas import LetterPhoto
from services.schedule.arrears.photos import EnoughPhotos, NoSuchLetter
from services.schedule.dependencies import Keys, Sight, Writer
from services.schedule.households import queries
from services.schedule.households.repository import HouseholdIsChanging
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}/arrears/{arrears_id}/photos", tags=["arrears"])

_READS = [requires("tasks:read", "households:read")]
_PICTURES = {one.value: {"schema": {"type": "string", "format": "binary"}} for one in PhotoType}
PHOTO_BODY = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the photo, at most 8 MB; what it is follows from them",
        "content": _PICTURES,
    }
}


@router.post(
    "",
    status_code=201,
    response_model=LetterPhoto,
    dependencies=[requires("tasks:write")],
    responses=problems(NoSuchLetter, EnoughPhotos, HouseholdIsErased, HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
    openapi_extra=PHOTO_BODY,
    max_body_size=LARGEST_PHOTO,
)
async def hand_in_letter_photo(
    household_id: UUID,
    arrears_id: UUID,
    request: Request,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Keep a photo of a letter, sealed under the key of the household; where and when it was taken is left out."""

    async def effect() -> Answer:
        made = await photos.hand_in(session, hand, household_id, arrears_id, await request.body())
        return Answer.of(201, LetterPhoto.of(made), f"{request.url.path}/{made.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=_READS)
async def list_letter_photos(
    household_id: UUID, arrears_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[LetterPhoto]:
    """The photos of a letter, in the order in which they were handed in."""
    after = page.after(UUID)
    await queries.household(session, sees, household_id)
    limit = page.limit + 1
    found = await photo_repository.photos_of(session, household_id, arrears_id, after[0] if after else None, limit)
    return Page.cut([LetterPhoto.of(one) for one in found], page.limit, lambda one: (one.id,))


@router.get(
    "/{photo_id}",
    dependencies=_READS,
    responses={200: {"content": _PICTURES}, **problems(NoSuchPhoto, HouseholdIsErased)},
    response_class=Response,
)
async def get_letter_photo(
    household_id: UUID, arrears_id: UUID, photo_id: UUID, session: Reading, sees: Sight, keyring: Keys
) -> Response:
    """The photo itself; no browser opens it as a page of ours."""
    await queries.household(session, sees, household_id)
    photo = await photo_repository.photo_of(session, household_id, arrears_id, photo_id)
    content = await photo_repository.content_of(session, keyring, photo)
    return Response(content, media_type=photo.media_type, headers={"Content-Disposition": "attachment"})
