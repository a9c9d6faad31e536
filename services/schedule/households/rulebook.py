"""The rules that plans are made by, as one value: policies, norms and COA's rates, each with the mark of its contents.

A plan version remembers the marks, so that it can be said years later by which rules it was made.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from services.schedule.norms import norm_book
from services.schedule.norms.coa import coa_rates
from services.schedule.planning.coa_rates import CoaRates
from services.schedule.planning.norms import NormBook
from services.schedule.planning.policy import Policy
from services.schedule.policies.loading import shipped
from services.schedule.wanted.sheet_mark import sheet_mark

_MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Policies by name, norms and rates; a mark changes when, and only when, what it marks does.

    `whole_mark` is that of all that a plan follows from beside the facts: these, and the text of the planner's rules.
    """

    policies: Mapping[str, Policy]
    norms: NormBook
    rates: CoaRates
    policy_marks: Mapping[str, str]
    norms_mark: str
    whole_mark: str

    @classmethod
    def of(cls, policies: Mapping[str, Policy], norms: NormBook, rates: CoaRates) -> "Rulebook":
        """The rulebook of these rules."""
        marks, of_norms = {name: mark(policy) for name, policy in policies.items()}, mark(norms.sets)
        return cls(policies, norms, rates, marks, of_norms, mark([marks, sheet_mark(of_norms), rates.rates]))


@cache
def shipped_rules() -> Rulebook:
    """The rules that come with the product."""
    return Rulebook.of(shipped(), norm_book(), coa_rates())


def mark(value: Any) -> str:
    """The beginning of a SHA-256 over all that a value holds; the same in every process."""
    written = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:_MARK_LENGTH]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named: Any = [_plain(getattr(value, one.name)) for one in fields(value)]
        return [type(value).__name__, named]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [type(value).__name__, [_plain(one) for one in value]]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
