"""The settings of a house in tests: all in one process, over one test's database, with keys that are no secret."""

from typing import Any

from house.services import SERVICES, door_setting, url_setting
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
    **{door_setting(service): WebhookSecret(service.encode().rjust(32)).written() for service in SERVICES},
}


def a_deployment(admin_url: str, **given: Any) -> Deployment:
    """A development house with every service over this database."""
    urls = {url_setting(service): as_service(admin_url, service) for service in SERVICES}
    return Deployment.load(**{**DEVELOPMENT, **urls, **given})
