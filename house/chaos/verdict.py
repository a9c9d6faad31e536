"""Whether a command is answered, has to be given again, or is refused; by what came back. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

_SOON = {"key-in-flight", "household-is-changing"}
"""Codes of problems that pass by themselves."""


class Verdict(StrEnum):
    """What is to be thought of an attempt."""

    ANSWERED = "answered"
    AGAIN = "again"
    REFUSED = "refused"


class Heard(NamedTuple):
    """An attempt's verdict, the answer if there is one, and otherwise in a few words what was said instead."""

    verdict: Verdict
    answer: Mapping[str, Any]
    said: str = ""


def of_rest(status: int, document: Any) -> Heard:
    """What a service said: a 2xx is an answer; a service that is away or busy will answer later."""
    found: Mapping[str, Any] = document if isinstance(document, dict) else {}
    if 200 <= status < 300:
        return Heard(Verdict.ANSWERED, found)
    code = str(found.get("type", "")).rpartition(":")[2]
    passes = status >= 500 or status == 429 or code in _SOON
    return Heard(Verdict.AGAIN if passes else Verdict.REFUSED, {}, f"{status} {code} {found.get('detail', '')}".strip())


def of_graph(status: int, document: Any) -> Heard:
    """What the gateway said of the one field `told`: an error there tells of a service and not of the command."""
    if status != 200 or not isinstance(document, dict):
        return of_rest(status if status >= 300 else 502, document)
    told = (document.get("data") or {}).get("told")
    if document.get("errors") or told is None:
        return Heard(Verdict.AGAIN, {}, str(document.get("errors"))[:200])
    if "code" in told:
        passes = told["code"] in _SOON
        return Heard(Verdict.AGAIN if passes else Verdict.REFUSED, {}, f"{told['code']} {told['detail']}")
    return Heard(Verdict.ANSWERED, told)
