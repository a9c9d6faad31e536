"""Alerts and dashboards ask for figures that exist, by labels that they have."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from house.steps import ROOT
from house.watch.figures import QUESTIONS
from house.watch.watcher import BREACHES, LOOKED, PROVED, UNSEEN

DEPLOY = ROOT / "deploy"
BOARDS = sorted((DEPLOY / "dashboards").glob("*.json"))
OF_PROMETHEUS = {"job", "instance"}
_FIGURE = re.compile(r"\b(ontzorg_\w+)(?:\{([^}]*)\})?")
_BY = re.compile(r"by \(([^)]*)\)")

KNOWN: dict[str, set[str]] = {
    "ontzorg_database_connections": {"service", "state"},
    LOOKED: set(),
    BREACHES: {"service", "promise"},
    PROVED: {"service", "promise"},
    UNSEEN: {"service", "promise"},
    **{f"ontzorg_request_seconds_{part}": {"method", "route", "status", "le"} for part in ("bucket", "sum", "count")},
    **{one.many: {"service", *one.labels} for one in QUESTIONS},
    **{one.age: {"service"} for one in QUESTIONS if one.age},
}


def alerts() -> Iterator[tuple[str, str]]:
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]


def asked(path: Path) -> Iterator[tuple[str, str]]:
    for panel in json.loads(path.read_text())["panels"]:
        for target in panel["targets"]:
            yield f"{path.stem}: {panel['title']}", target["expr"]


ASKED = [*alerts(), *(one for path in BOARDS for one in asked(path))]


@pytest.mark.parametrize(("where", "expression"), ASKED, ids=lambda word: word.split("(")[0][:50])
def test_it_asks_for_figures_that_exist_by_labels_that_they_have(where: str, expression: str) -> None:
    figures = _FIGURE.findall(expression)
    assert figures
    labels = OF_PROMETHEUS.union(*(KNOWN[figure] for figure, _ in figures))
    wanted = {name.strip() for group in _BY.findall(expression) for name in group.split(",")}
    wanted |= {part.split("=")[0].strip(" !~") for _, matched in figures for part in matched.split(",") if part}
    assert wanted <= labels


def test_every_figure_of_work_and_promises_is_on_a_board() -> None:
    shown = {figure for path in BOARDS for _, expression in asked(path) for figure, _ in _FIGURE.findall(expression)}
    assert set(KNOWN) - shown == {LOOKED, UNSEEN}


def test_every_alert_says_what_to_do() -> None:
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            assert set(rule["annotations"]) == {"summary", "cure"}, rule["alert"]
            assert rule["labels"]["severity"] in ("page", "ticket")
