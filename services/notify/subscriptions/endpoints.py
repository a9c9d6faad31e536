"""Subscriptions over HTTP: made, changed, given another secret, disabled, enabled, removed, and what became of them.

What shows a secret is kept sealed, and repeated to nobody but who gave the command.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import CallerDep, requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.many_households import MOST_OF_EACH, in_order_asked
from services.many_suppliers import ListOfSupplier, SuppliersAsked, lists_of_suppliers
from services.notify.dependencies import Development, Keys, Writer
from services.notify.secret_schemas import SecretRotation
from services.notify.secrets import RotationUnderWay
from services.notify.subscriptions import repository, service
from services.notify.subscriptions.leaving import EventType
from services.notify.subscriptions.schemas import (
    ChangedSubscription,
    NewSubscription,
    SubscribableType,
    Subscription,
    SubscriptionFilter,
    SubscriptionReason,
    SubscriptionStep,
    SubscriptionWithSecret,
)
from services.notify.subscriptions.subscription import AlreadySubscribed, SubscriptionHasChanged
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["subscriptions"])

_READS = [requires("webhooks:read")]
_WRITES = [requires("webhooks:write")]


@router.get("/event-types", dependencies=_READS)
async def list_event_types(page: Annotated[PageRequest, Query()]) -> Page[SubscribableType]:
    """What a supplier can be told of, and the JSON Schema of what is said."""
    after = page.after(EventType)
    kinds = sorted(kind for kind in EventType if after is None or kind > after[0])
    return Page.cut([SubscribableType.of(kind) for kind in kinds], page.limit, lambda one: (one.type,))


@router.post(
    "/subscriptions",
    status_code=201,
    response_model=SubscriptionWithSecret,
    dependencies=_WRITES,
    responses=problems(AlreadySubscribed, KeyInFlight, KeyUsedBefore),
)
async def subscribe(
    body: NewSubscription,
    command: CommandDep,
    caller: CallerDep,
    session: Writing,
    hand: Writer,
    development: Development,
    clock: ClockDep,
) -> Response:
    """Tell a supplier from now on what it wants to know. The secret that signs it is in this answer alone."""

    async def effect() -> Answer:
        wish = body.wish(development=development)
        made = await service.subscribe(session, hand, body.supplier_id, wish)
        return Answer.of(201, SubscriptionWithSecret.made(made, hand.now), f"/v1/subscriptions/{made.subscription.id}")

    return await answer_once(session, command.by(caller.subject), effect, clock.now(), hand.keyring)


@router.get("/subscriptions", dependencies=_READS)
async def list_subscriptions(
    session: Reading, asked: Annotated[SubscriptionFilter, Query()], clock: ClockDep
) -> Page[Subscription]:
    """The organisation's subscriptions, in the order in which they were made."""
    after = asked.after(UUID)
    found = await repository.subscriptions(session, asked.wanted(), after[0] if after else None, asked.limit + 1)
    now = clock.now()
    return Page.cut([Subscription.of(one, now) for one in found], asked.limit, lambda one: (one.id,))


@router.post("/subscriptions/_search", dependencies=_READS)
async def search_subscriptions(
    body: SuppliersAsked, session: Reading, clock: ClockDep
) -> Page[ListOfSupplier[Subscription]]:
    """The subscriptions of each of these suppliers, in the order in which they were made: the first 50."""
    found, now = await repository.subscriptions_of(session, body.supplier_ids, MOST_OF_EACH + 1), clock.now()
    ids = in_order_asked(body.supplier_ids, found)
    return lists_of_suppliers(ids, found, lambda one: Subscription.of(one, now))


@router.get("/subscriptions/{subscription_id}", dependencies=_READS)
async def get_subscription(subscription_id: UUID, session: Reading, clock: ClockDep) -> Subscription:
    """A subscription as it is now."""
    return Subscription.of(await repository.subscription(session, subscription_id), clock.now())


@router.get("/subscriptions/{subscription_id}/steps", dependencies=_READS)
async def list_subscription_steps(
    subscription_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[SubscriptionStep]:
    """All that became of a subscription, oldest first."""
    after = page.after(int)
    await repository.subscription(session, subscription_id)
    found = await repository.steps(session, keyring, subscription_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([SubscriptionStep.of(one) for one in found], page.limit, lambda one: (one.sequence,))


@router.post(
    "/subscriptions/{subscription_id}/_change",
    response_model=Subscription,
    dependencies=_WRITES,
    responses=problems(CannotHappen, SubscriptionHasChanged, AlreadySubscribed, KeyInFlight, KeyUsedBefore),
)
async def change_subscription(
    subscription_id: UUID,
    body: ChangedSubscription,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    development: Development,
    clock: ClockDep,
) -> Response:
    """Tell the supplier of other things, or at another address."""

    async def effect() -> Answer:
        wish = body.wish(development=development)
        changed = await service.change(session, hand, subscription_id, body.seen_version, wish)
        return Answer.of(200, Subscription.of(changed, hand.now))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/subscriptions/{subscription_id}/_rotate",
    response_model=SubscriptionWithSecret,
    dependencies=_WRITES,
    responses=problems(CannotHappen, RotationUnderWay, KeyInFlight, KeyUsedBefore),
)
async def rotate_subscription_secret(
    subscription_id: UUID,
    body: SecretRotation,
    command: CommandDep,
    caller: CallerDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Sign with a new secret, which is in this answer alone; the one before it signs along for a while."""

    async def effect() -> Answer:
        made = await service.rotate(session, hand, subscription_id, body.overlap())
        return Answer.of(200, SubscriptionWithSecret.made(made, hand.now))

    return await answer_once(session, command.by(caller.subject), effect, clock.now(), hand.keyring)


@router.post(
    "/subscriptions/{subscription_id}/_disable",
    response_model=Subscription,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def disable_subscription(
    subscription_id: UUID,
    body: SubscriptionReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Tell the supplier nothing for now, and say why."""

    async def effect() -> Answer:
        disabled = await service.disable(session, hand, subscription_id, body.reason)
        return Answer.of(200, Subscription.of(disabled, hand.now))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/subscriptions/{subscription_id}/_enable",
    response_model=Subscription,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def enable_subscription(
    subscription_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Tell the supplier again."""

    async def effect() -> Answer:
        return Answer.of(200, Subscription.of(await service.enable(session, hand, subscription_id), hand.now))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/subscriptions/{subscription_id}/_remove",
    response_model=Subscription,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def remove_subscription(
    subscription_id: UUID,
    body: SubscriptionReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Tell the supplier nothing any more; its secrets end now, and what became of it stays."""

    async def effect() -> Answer:
        removed = await service.remove(session, hand, subscription_id, body.reason)
        return Answer.of(200, Subscription.of(removed, hand.now))

    return await answer_once(session, command, effect, clock.now())
