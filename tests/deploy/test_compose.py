"""docker-compose.yml: every part is hardened, healthy before the next starts, and is told all that it needs."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from house.caseload.towns import towns
from house.catalogue import names
from house.commands.found import read_organisation
from house.composition.parts import settings_to_serve, settings_to_work
from house.serving.people import ORGANISATION, ORGANISATION_ID
from house.steps import ROOT
from services.auth import Tokens
from services.mandates.settings import MandatesSettings
from services.migration import migrate
from services.schedule.policies.loading import shipped
from tests.deploy.known import OTHERS, SETTINGS

COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: Mapping[str, Any] = COMPOSE["services"]
ONCE = {"migrate", "found"}
OURS = sorted(set(SERVICES) - {"database", "supplier"})


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_can_do_no_more_than_it_needs(name: str) -> None:
    one = SERVICES[name]
    assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["user"] in ("10001:10001", "postgres")
    assert one["mem_limit"]
    assert one["pids_limit"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_every_container_that_stays_says_whether_it_is_healthy(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_starts_before_whom_it_needs_is_healthy_or_done(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert how == {"condition": wanted}, other


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_that_exists(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= SETTINGS | OTHERS
    assert SERVICES[name]["command"][0] in names()


@pytest.mark.parametrize("name", OURS)
def test_every_part_is_told_all_that_it_needs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in SERVICES[name]["environment"].items():
        monkeypatch.setenv(variable, value)
    match SERVICES[name]["command"]:
        case ["serve", part, *_]:
            settings_to_serve(part)
        case ["work", service, *_]:
            settings_to_work([service])


def test_what_nobody_else_on_this_machine_should_reach_is_published_on_its_loopback_alone() -> None:
    published = [port for one in SERVICES.values() for port in one.get("ports", [])]
    assert len(published) == 5
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_organisation_that_is_founded_is_the_one_of_the_development_issuer() -> None:
    new = read_organisation((ROOT / "docs/examples/development.toml").read_text(), shipped())
    assert (new.id, new.name) == (ORGANISATION_ID, ORGANISATION)
    assert [one.code for one in new.municipalities] == [one.code for one in towns()]


def test_the_image_is_made_of_what_the_parts_import() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    for kind in (Tokens, MandatesSettings, migrate):
        room = kind.__module__.partition(".")[0]
        assert f"COPY {room} {room}" in dockerfile
        assert f"!{room}" in ignored
    assert "--require-hashes" in dockerfile
    assert "USER 10001:10001" in dockerfile
