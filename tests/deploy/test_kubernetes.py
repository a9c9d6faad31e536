"""deploy/kubernetes: what every part there has, and that each names only what exists."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from house.composition.parts import settings_to_serve, settings_to_work
from house.serving.server import PATIENCE
from house.settings import as_environment
from house.steps import ROOT
from tests.deploy.known import OTHERS, SETTINGS
from tests.deployment import DEVELOPMENT

FOLDER = ROOT / "deploy" / "kubernetes"
Document = Mapping[str, Any]


def documents() -> Iterator[Document]:
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name != "kustomization.yaml":
            yield from yaml.safe_load_all(path.read_text())


ALL = list(documents())
PARTS = {one["metadata"]["name"]: one for one in ALL if one["kind"] == "Deployment"}
PODS = PARTS | {one["metadata"]["name"]: one for one in ALL if one["kind"] == "Job"}
CONFIG = next(one["data"] for one in ALL if one["kind"] == "ConfigMap")
SECRET_VALUES = as_environment(DEVELOPMENT)


def pod(name: str) -> Document:
    found: Document = PODS[name]["spec"]["template"]
    return found


def container(name: str) -> Document:
    (only,) = pod(name)["spec"]["containers"]
    found: Document = only
    return found


def of_kind(kind: str) -> Mapping[str, Document]:
    return {one["metadata"]["name"]: one["spec"] for one in ALL if one["kind"] == kind}


def variables(name: str) -> dict[str, str]:
    """What the part is told, with a secret for each that it is given."""
    one = container(name)
    told = dict(CONFIG) if one.get("envFrom") else {}
    for variable in one.get("env", []):
        assert variable["valueFrom"]["secretKeyRef"]["key"] == variable["name"]
        told[variable["name"]] = SECRET_VALUES.get(variable["name"], "postgresql://ontzorg:secret@database/ontzorg")
    return told


@pytest.mark.parametrize("name", PODS)
def test_every_pod_can_do_no_more_than_it_needs(name: str) -> None:
    spec, one = pod(name)["spec"], container(name)
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    assert one["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(one["resources"]) == {"requests", "limits"}
    assert one["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_probed_and_leaves_in_peace(name: str) -> None:
    one, ports = container(name), {port["name"] for port in container(name)["ports"]}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert one[probe]["httpGet"]["port"] in ports
    pause = 5 if "lifecycle" in one else 0
    assert pod(name)["spec"]["terminationGracePeriodSeconds"] > PATIENCE + pause
    assert PARTS[name]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@pytest.mark.parametrize("name", sorted(set(PARTS) - {"watch"}))
def test_every_part_has_a_disruption_budget_and_another_of_its_kind(name: str) -> None:
    budget = of_kind("PodDisruptionBudget")[name]
    labels = pod(name)["metadata"]["labels"]
    assert budget["selector"]["matchLabels"].items() <= labels.items()
    scaled = of_kind("HorizontalPodAutoscaler").get(name)
    least = scaled["minReplicas"] if scaled else PARTS[name]["spec"]["replicas"]
    assert least >= 2
    if scaled:
        assert scaled["scaleTargetRef"]["name"] == name


def test_the_gateway_and_the_workers_are_scaled_by_what_they_have_to_do() -> None:
    assert set(of_kind("HorizontalPodAutoscaler")) == {
        "gateway", "schedule-worker", "mandates-worker", "notify-worker",
    }  # fmt: skip


@pytest.mark.parametrize("name", PODS)
def test_every_variable_is_a_setting_that_exists(name: str) -> None:
    assert set(variables(name)) <= SETTINGS | OTHERS


@pytest.mark.parametrize("name", sorted(set(PARTS) - {"watch"}))
def test_every_part_is_told_all_that_it_needs_and_no_password_of_another(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = variables(name)
    for variable, value in told.items():
        monkeypatch.setenv(variable, value)
    match container(name)["args"]:
        case ["serve", part, *_]:
            deployment = settings_to_serve(part)
        case ["work", service, *_]:
            deployment = settings_to_work([service])
    assert not deployment.house.is_development
    entered = {f"ONTZORG_{service.upper()}_DATABASE_URL" for service in deployment.databases}
    assert {variable for variable in told if variable.endswith("DATABASE_URL")} == entered


def test_only_who_migrates_is_given_the_administrators_database_and_who_watches_one_to_read() -> None:
    given = {
        name: variable["valueFrom"]["secretKeyRef"]["name"]
        for name in PODS
        for variable in container(name).get("env", [])
        if variable["name"] == "DATABASE_URL"
    }
    assert given == {"migrate": "ontzorg-administrator", "watch": "ontzorg-watcher"}


def test_every_service_leads_to_a_part_and_every_address_to_a_service() -> None:
    services = of_kind("Service")
    for name, spec in services.items():
        assert spec["selector"].items() <= pod(name)["metadata"]["labels"].items()
        assert {port["targetPort"] for port in spec["ports"]} <= {port["name"] for port in container(name)["ports"]}
    addresses = {value for name, value in CONFIG.items() if name.endswith("_URL")}
    assert addresses == {f"https://{service}:8000" for service in ("schedule", "mandates", "notify")}
    assert {address.split("/")[2].split(":")[0] for address in addresses} <= set(services)


def test_what_is_not_allowed_is_refused_and_each_rule_is_about_a_part() -> None:
    rules = of_kind("NetworkPolicy")
    assert rules["nobody"]["podSelector"] == {"matchLabels": {"app.kubernetes.io/part-of": "ontzorg"}}
    assert not {"ingress", "egress"} & set(rules["nobody"])
    for spec in rules.values():
        for wanted in spec["podSelector"].get("matchExpressions", []):
            if wanted["key"] == "app.kubernetes.io/name":
                assert set(wanted["values"]) <= set(PODS)


def test_the_kustomization_has_every_file() -> None:
    named = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert sorted(named) == sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
