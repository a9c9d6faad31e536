"""Opening a world: a house of its own over its own databases, and everybody who works in it."""

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from house.caseload.towns import towns
from house.composition.clients import client_within
from house.composition.crew import open_crew
from house.composition.founding import NewMunicipality, NewOrganisation, found
from house.composition.opening import open_database, open_house
from house.issuer import DevelopmentClient, DevelopmentIssuer
from house.services import SERVICES, door_setting, url_setting
from house.settings import Deployment
from house.worlds.inside import Inside
from services.auth import Role
from services.clock import MovableClock, SystemClock
from services.database import as_service
from services.ids import RandomIds, SeededIds
from services.service_tokens import ServiceKey
from services.settings import DEVELOPMENT_MARK, Environment
from services.webhooks import WebhookSecret

ORGANISATION = "Sociale Dienst Proefland"
ACCOUNTS = {one.code: one.iban for one in towns()}
"""The account that each of its municipalities pays from, by its code."""
_FEW = 2
_LOOPBACK = "127.0.0.0/8, ::1/128"
"""Where webhooks of a world may go: to whoever tries them out on this machine."""
_NEVER = ("schedule_url", "mandates_url", "notify_url", "sandbox_clock", "bank_folder", "bank_channels",
    "policies_folder", "schemas", "notify_smtp_url", "notify_sms_url", "notify_sms_token", "notify_sms_from",
    "notify_kept_months")  # fmt: skip
"""What the environment of this process may say of a house that is none of a world: no mail leaves it."""


def issuer_of(address: str, organisation_id: UUID) -> DevelopmentIssuer:
    """An issuer of this world alone, which knows a person for each role, by the role's name."""
    clients = {
        role.value: DevelopmentClient(person(role), organisation_id, frozenset({role}), DEVELOPMENT_MARK)
        for role in Role
    }
    return DevelopmentIssuer(f"{address}/issuer", "ontzorg", SystemClock(), RandomIds(), clients, development=True)


def person(role: Role) -> str:
    """Who it is that has this role."""
    return f"sandbox-{role.value.replace('_', '-')}"


@asynccontextmanager
async def opened(
    admin_url: str, organisation_id: UUID, issuer: DevelopmentIssuer, clock: MovableClock, ids: SeededIds, post: Path
) -> AsyncIterator[Inside]:
    """The house of a world, until the block ends. Its organisation is founded unless it is there."""
    deployment = _deployment(admin_url, issuer.url, post)
    async with AsyncExitStack() as stack:
        databases = {
            service: await stack.enter_async_context(open_database(url, service, ids, _FEW))
            for service, url in deployment.databases.items()
        }
        await found(_organisation(organisation_id), databases)
        house = await stack.enter_async_context(open_house(deployment, clock, ids=ids, issuer=issuer))
        crew = await stack.enter_async_context(open_crew(deployment, clock, ids=ids, house=house))
        http = await stack.enter_async_context(client_within(house.app))
        yield Inside(house.app, http, crew, clock, databases, organisation_id, issuer)


def _organisation(organisation_id: UUID) -> NewOrganisation:
    municipalities = [NewMunicipality(one.code, one.name, one.policy, one.iban) for one in towns()]
    return NewOrganisation(organisation_id, ORGANISATION, municipalities)


def _deployment(admin_url: str, issuer: str, post: Path) -> Deployment:
    """Keys of worlds are in the repository for whoever looks: only invented people may stand behind them."""
    given: Mapping[str, object] = {
        **dict.fromkeys(_NEVER),
        "environment": Environment.DEVELOPMENT.value,
        "oidc_issuer": issuer,
        "oidc_audience": "ontzorg",
        "oin": "0" * 20,
        "system": "ontzorg",
        "webhook_networks": _LOOPBACK,
        "sealing_keys": f"sandbox={_drawn('sealing')}",
        "lookup_key": _drawn("lookup"),
        "service_key": ServiceKey.new().written(),
        "notify_post_folder": post,
        "notify_email_from": "ontzorg@proefland.example",
        "notify_sms_networks": "",
        **{door_setting(service): WebhookSecret.new().written() for service in SERVICES},
        **{url_setting(service): as_service(admin_url, service) for service in SERVICES},
    }
    return Deployment.load(**given)


def _drawn(what: str) -> str:
    return base64.b64encode(hashlib.sha256(f"sandbox/{what}".encode()).digest()).decode()


LONG = timedelta(hours=12)
"""How long the tokens last that are handed out with a world: a working day."""
