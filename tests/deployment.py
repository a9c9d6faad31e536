"""The settings of a house in tests: all in one process, over one test's database, with keys that are no secret."""

from typing import Any

from house.settings import Deployment
from services.database import as_service
from services.service_tokens import ServiceKey
from services.webhooks import WebhookSecret

DEVELOPMENT: dict[str, Any] = {
    "environment": "development",
    "oidc_issuer": "http://issuer.test",
    "oin": "0" * 20,
    "sealing_keys": "test=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "lookup_key": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    "service_key": ServiceKey(bytes(range(32))).written(),
    "schedule_door_secrets": WebhookSecret(b"what opens the schedule's door..").written(),
    "mandates_door_secrets": WebhookSecret(b"what opens the registry's door..").written(),
}


def a_deployment(admin_url: str, **given: Any) -> Deployment:
    """A development house with both services over this database."""
    urls = {f"{service}_database_url": as_service(admin_url, service) for service in ("schedule", "mandates")}
    return Deployment.load(**{**DEVELOPMENT, **urls, **given})
