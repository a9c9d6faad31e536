"""What a run proposes for one household, or why it cannot plan for it. Pure.

A case that cannot be read, or that the planner breaks on, is this household's own trouble: it is left out and named,
and the others are paid. What is nobody's case (no memory, no database) is not caught here, and ends the batch.
"""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json

from services.events import PlanFault
from services.schedule.payments.candidates import (
    EVERYTHING,
    Candidate,
    Decision,
    Dossier,
    Period,
    candidates,
    no_longer_wanted,
)
from services.schedule.payments.papers import Papers
from services.schedule.planning.case_document import written_case
from services.schedule.planning.norms import NoNorm, NormBook
from services.schedule.planning.plan import plan
from services.schedule.wanted.income import Expectation
from services.schedule.wanted.payments import PaymentKey
from services.schedule.wanted.sheet import Sheet

_OF_THE_CASE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What pure code raises over a value that it did not expect."""

_GROUNDS = {"56a", "57", "voluntary"}


class Proposal(NamedTuple):
    """A household as a run sees it, the payments that the run proposes or holds, the money expected beside them, and
    what was held before and is wanted no more."""

    dossier: Dossier
    payments: Sequence[Candidate]
    expected: Sequence[Expectation]
    wait_no_more: Sequence[PaymentKey] = ()


class LeftOut(NamedTuple):
    """A household that a run cannot plan by this version of its plan. `came_of` is the error and its line of code,
    without its message: that may quote the case."""

    household_id: UUID
    municipality: str
    plan_version: int
    fault: PlanFault
    came_of: str


def proposal(papers: Papers, period: Period, norms: NormBook) -> Proposal | LeftOut:
    """The payments of a household in a run; or the household left out, whatever is wrong with its case."""
    try:
        case = None if papers.inputs is None else written_case(from_json(papers.inputs))
        decisions, paid_before = list(_decisions(papers.facts)), _paid_before(papers.facts)
    except _OF_THE_CASE as error:
        return _left_out(papers, PlanFault.CASE_UNREADABLE, error)
    try:
        dossier = Dossier(
            household_id=papers.household_id,
            municipality=papers.municipality,
            plan_version=papers.plan_version,
            wanted=Sheet.of(plan(case, norms)) if case else Sheet.read(papers.wanted or ""),
            paid=papers.paid,
            decisions=decisions,
            paid_before=paid_before,
            came_back=papers.came_back,
        )
        expected = dossier.wanted.income(max(period.first_due, dossier.begins_on), period.last_due)
        gone = no_longer_wanted(dossier, papers.waiting)
        return Proposal(dossier, candidates(dossier, period), expected, gone)
    except NoNorm as error:
        return _left_out(papers, PlanFault.NORM_MISSING, error)
    except _OF_THE_CASE as error:
        return _left_out(papers, PlanFault.NOT_COMPUTABLE, error)


def _decisions(contents: Sequence[Mapping[str, Any]]) -> Iterator[Decision]:
    for content in contents:
        if content["kind"] == "decision" and content["article"] in _GROUNDS:
            until = content.get("until")
            yield Decision(
                content["article"], date.fromisoformat(content["from"]), date.fromisoformat(until) if until else None
            )


def _paid_before(contents: Sequence[Mapping[str, Any]]) -> dict[str, date]:
    """By cost, `EVERYTHING` for all, the last day of which the bills were paid by somebody else."""
    return {
        content.get("cost") or EVERYTHING: date.fromisoformat(content["until"])
        for content in contents
        if content["kind"] == "paid_before_us"
    }


def _left_out(papers: Papers, fault: PlanFault, error: Exception) -> LeftOut:
    place = traceback.extract_tb(error.__traceback__)[-1]
    came_of = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    return LeftOut(papers.household_id, papers.municipality, papers.plan_version, fault, came_of)
