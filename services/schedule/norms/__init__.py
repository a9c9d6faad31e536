"""Amounts that the law or an agency sets, as dated data files with their sources."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from services.schedule.planning.norms import NormBook, NormSet


@cache
def norm_book() -> NormBook:
    """The norms of the Participatiewet that ship with the product (`participatiewet.toml`)."""
    text = files(__name__).joinpath("participatiewet.toml").read_text(encoding="utf-8")
    return NormBook([_norm_set(one) for one in tomllib.loads(text)["set"]])


def _norm_set(raw: dict[str, Any]) -> NormSet:
    top_up = raw.get("youth_top_up")
    return NormSet(
        starts_on=raw["from"],
        norms={kind: _cents(euros) for kind, euros in raw["norms"].items()},
        holiday_share=int(Decimal(raw["holiday_share"]) * 1000),
        youth_top_up=None if top_up is None else _cents(top_up),
        source=raw["source"],
        verified=raw["verified"],
    )


def _cents(euros: str) -> int:
    return int(Decimal(euros) * 100)
