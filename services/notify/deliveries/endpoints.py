"""Deliveries over HTTP: what a subscription is owed, every attempt at it, and what failed sent again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.many_households import MOST_OF_EACH, in_order_asked
from services.many_suppliers import ListOfSupplier, lists_of_suppliers
from services.notify.deliveries import replaying, repository
from services.notify.deliveries.repository import NoSuchDelivery
from services.notify.deliveries.schemas import (
    Delivery,
    DeliveryAttempt,
    DeliveryFilter,
    DeliveryReplay,
    DeliverySearch,
    ReplayedDeliveries,
    SupplierDelivery,
)
from services.notify.dependencies import Keys, Writer
from services.notify.subscriptions import repository as subscriptions
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["deliveries"])

_READS = [requires("webhooks:read")]
_WRITES = [requires("webhooks:write")]


@router.get("/subscriptions/{subscription_id}/deliveries", dependencies=_READS)
async def list_deliveries(
    subscription_id: UUID, session: Reading, asked: Annotated[DeliveryFilter, Query()]
) -> Page[Delivery]:
    """What a supplier is to be told by a subscription, in the order in which it was announced."""
    after = asked.after(UUID)
    await subscriptions.subscription(session, subscription_id)
    found = await repository.deliveries(
        session, subscription_id, asked.state, after[0] if after else None, asked.limit + 1
    )
    return Page.cut([Delivery.of(one) for one in found], asked.limit, lambda one: (one.event_id,))


@router.post("/deliveries/_search", dependencies=_READS)
async def search_deliveries(body: DeliverySearch, session: Reading) -> Page[ListOfSupplier[SupplierDelivery]]:
    """What each of these suppliers is to be told by all its subscriptions, the newest first: 50 at most."""
    found = await repository.newest_of(session, body.supplier_ids, body.state, MOST_OF_EACH + 1)
    return lists_of_suppliers(in_order_asked(body.supplier_ids, found), found, SupplierDelivery.told)


@router.get(
    "/subscriptions/{subscription_id}/deliveries/{event_id}/attempts",
    dependencies=_READS,
    responses=problems(NoSuchDelivery),
)
async def list_delivery_attempts(
    subscription_id: UUID, event_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[DeliveryAttempt]:
    """Every attempt at a delivery, oldest first; they are never rewritten."""
    after = page.after(int)
    await repository.delivery(session, subscription_id, event_id)
    found = await repository.attempts(
        session, keyring, subscription_id, event_id, after[0] if after else 0, page.limit + 1
    )
    return Page.cut([DeliveryAttempt.of(one) for one in found], page.limit, lambda one: (one.number,))


@router.post(
    "/subscriptions/{subscription_id}/deliveries/{event_id}/_replay",
    response_model=Delivery,
    dependencies=_WRITES,
    responses=problems(NoSuchDelivery, CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def replay_delivery(
    subscription_id: UUID, event_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Send one delivery again, with the same id, on a schedule of attempts of its own."""

    async def effect() -> Answer:
        return Answer.of(200, Delivery.of(await replaying.replay(session, hand, subscription_id, event_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/subscriptions/{subscription_id}/deliveries/_replay",
    response_model=ReplayedDeliveries,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def replay_deliveries(
    subscription_id: UUID, body: DeliveryReplay, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Send again all that failed since a moment, or all that was owed between two."""

    async def effect() -> Answer:
        many = await replaying.replay_many(session, hand, subscription_id, body.again(hand.now))
        return Answer.of(200, ReplayedDeliveries(replayed=many))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/subscriptions/{subscription_id}/_ping",
    response_model=Delivery,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def ping_subscription(
    subscription_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Try the endpoint out with a message that says nothing; its attempts tell what came of it."""

    async def effect() -> Answer:
        return Answer.of(200, Delivery.of(await replaying.ping(session, hand, subscription_id)))

    return await answer_once(session, command, effect, clock.now())
