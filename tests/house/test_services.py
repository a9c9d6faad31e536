"""The list of services is whole: what has an application is one."""

from pathlib import Path

import pytest

import services
from house.commands.openapi import DOCUMENTS
from house.services import SERVICES, door_setting, url_setting
from house.settings import BetweenSettings
from tests.deployment import a_deployment


def test_every_package_with_an_application_is_a_service_of_the_house() -> None:
    packages = Path(services.__file__).parent.glob("*/app.py")
    assert {path.parent.name for path in packages} == set(SERVICES)


def test_every_service_says_what_its_api_can_do() -> None:
    assert set(DOCUMENTS) == {*SERVICES, "sandbox"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_a_database_and_a_door(service: str, admin_url: str) -> None:
    deployment = a_deployment(admin_url)
    assert f"ontzorg_{service}@" in deployment.databases[service].get_secret_value()
    assert url_setting(service) in type(getattr(deployment, service)).model_fields
    assert door_setting(service) in BetweenSettings.model_fields
