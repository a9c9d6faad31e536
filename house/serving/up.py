"""From nothing to a running house: settings, database, people, applications, worker; and back again in that order."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack, nullcontext
from datetime import date, datetime, time
from typing import NamedTuple

from uvicorn.loops.auto import auto_loop_factory

from house.composition.opening import ISSUER_PATH, open_database, open_house
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from house.migrating import bring_up_to_date
from house.postgres import open_database_server
from house.services import SERVICES, door_setting, url_setting
from house.serving.folder import Folder
from house.serving.people import development_issuer, settle, tokens_by_role
from house.serving.server import LOOPBACK, serve
from house.serving.welcome_page import Post, Welcome, welcome_page
from house.serving.worker_process import worker_beside
from house.settings import Deployment, HouseSettings, as_environment
from services.clock import AMSTERDAM, Clock, SystemClock
from services.database import as_service
from services.ids import RandomIds
from services.notify.settings import NotifySettings
from services.service_tokens import ServiceKey
from services.settings import PREFIX, Environment
from services.telemetry import set_up_logging
from services.webhooks import WebhookSecret

_OWN_MACHINE = "127.0.0.0/8, ::1/128"
"""Where somebody who tries webhooks out lets them be sent to."""
_NO_OIN = "0" * 20
_EIGHT = time(8)
_UNKNOWN_YET = "postgresql://"


class Wish(NamedTuple):
    """What somebody asked for: where to keep things, where to listen, and whether callers may move the clock.

    That of a new sandbox begins at eight in the morning of `begins_on`, or at this moment.
    """

    folder: Folder
    listener: socket.socket
    sandbox: bool
    begins_on: date | None = None

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.listener.getsockname()[1]}"


def up(wish: Wish, environment: Mapping[str, str]) -> None:
    """Serve until told to leave. `InvalidInput` names every setting that is missing, before anything is started."""
    given = settings_for(wish, environment)
    deployment = Deployment.load(**{url_setting(service): _UNKNOWN_YET for service in SERVICES} | given)
    clock = _clock(deployment.house, wish.begins_on)
    set_up_logging("house", clock, level=deployment.house.log_level, strict=deployment.house.is_development)
    here = list(deployment.databases)
    if not here:
        _run(wish, deployment, clock, given, environment)
        return
    with open_database_server(environment.get("DATABASE_URL"), wish.folder.database) as admin_url:
        bring_up_to_date(admin_url, here)
        urls = {url_setting(service): as_service(admin_url, service) for service in here}
        given |= _absent(urls, environment)
        _run(wish, Deployment.load(**given), clock, given, environment)


def _clock(settings: HouseSettings, begins_on: date | None) -> Clock:
    """The machine's clock; or the sandbox's, which is in its folder before anything else is."""
    machine = SystemClock()
    if settings.sandbox_clock is None:
        return machine
    begin = datetime.combine(begins_on, _EIGHT, AMSTERDAM) if begins_on else machine.now()
    return SandboxClock(settings.sandbox_clock, begin)


def settings_for(wish: Wish, environment: Mapping[str, str]) -> dict[str, str]:
    """What a development house need not be told: it makes its own issuer and keys. In production, where messages to
    people lie that nothing else carries, and nothing more.

    What its services know each other by lasts as long as the house is up; what seals its data is kept in the folder.
    """
    post = {"notify_post_folder": str(wish.folder.post)}
    if not (wish.sandbox or environment.get(f"{PREFIX}ENVIRONMENT") == Environment.DEVELOPMENT):
        return _absent(post, environment)
    ours = {
        "environment": Environment.DEVELOPMENT.value,
        "oidc_issuer": f"{wish.address}{ISSUER_PATH}",
        "oin": _NO_OIN,
        "webhook_networks": _OWN_MACHINE,
        "service_key": ServiceKey.new().written(),
        **post,
        **{door_setting(service): WebhookSecret.new().written() for service in SERVICES},
        **wish.folder.keys(),
        **({"sandbox_clock": str(wish.folder.clock)} if wish.sandbox else {}),
    }
    return _absent(ours, environment)


def _absent(ours: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Those that the environment does not give itself."""
    return {name: value for name, value in ours.items() if f"{PREFIX}{name.upper()}" not in environment}


def _run(
    wish: Wish, deployment: Deployment, clock: Clock, given: Mapping[str, str], environment: Mapping[str, str]
) -> None:
    house = deployment.house
    issuer = None
    if "oidc_issuer" in given:
        issuer = development_issuer(house.oidc_issuer, house.oidc_audience, development=house.is_development)
    settings = {**environment, **as_environment(given)}
    with asyncio.Runner(loop_factory=auto_loop_factory(use_subprocess=False)) as runner:
        runner.run(_serve(wish, deployment, clock, issuer, settings))


async def _serve(
    wish: Wish, deployment: Deployment, clock: Clock, issuer: DevelopmentIssuer | None, settings: Mapping[str, str]
) -> None:
    tokens = tokens_by_role(issuer) if issuer else {}
    if issuer:
        await _settle(deployment)
    if tokens:
        wish.folder.hand_out(tokens)
    moved = clock.now() if isinstance(clock, SandboxClock) else None
    if deployment.notify is not None and deployment.notify.notify_post_folder == wish.folder.post:
        wish.folder.make_post()
    page = welcome_page(Welcome(wish.address, wish.folder, moved, tokens, _post(deployment.notify)))
    async with open_house(deployment, clock, issuer=issuer) as house:
        beside = worker_beside(settings) if deployment.between else nullcontext()
        async with beside:
            await serve(house.app, wish.listener, lambda: print(page, flush=True))


def _post(settings: NotifySettings | None) -> Post | None:
    """Where messages to people are laid down, if this house tells them."""
    if settings is None or settings.notify_post_folder is None:
        return None
    return Post(settings.notify_post_folder, mail_too=settings.notify_smtp_url is None)


async def _settle(deployment: Deployment) -> None:
    async with AsyncExitStack() as stack:
        opened = {
            service: await stack.enter_async_context(open_database(url, service, RandomIds(), connections=1))
            for service, url in deployment.databases.items()
        }
        await settle(opened)
