"""The stages of a month, and by which function at work each of them is recognised.

Where several functions are at work inside one another, the innermost that is named here counts; a whole module is
named without a function. What is not named (claiming, committing, the job engine) is the rest.
"""

from collections.abc import Iterable

REST = "claims, commits and the rest"
COPYING, INSERTING, EXPECTING = "COPY of the payments", "INSERT of the payments", "expected income"
ASKING = "asking the registry"
STORING = (COPYING, INSERTING, EXPECTING)
"""What of a proposal is booking: the rows that it leaves."""

_READING, _WANTED, _CANDIDATES = "reading facts and sheets", "sheets of what is wanted", "candidates"
_CASES, _PLANNING = "cases from JSON", "planning"
_SETTLING, _POSTING, _STATES = "deciding what is booked", "posting", "states of the payments"
_TAKING, _WRITING, _CHECKING, _KEEPING = (
    "payments of a file",
    "writing files",
    "checking files",
    "sealing and storing files",
)

_PAYMENTS, _BANK = "services.schedule.payments", "services.schedule.bank"
_OURS = ("services.schedule.", "services.mandates.")

STAGES: dict[tuple[str, str], str] = {
    (f"{_PAYMENTS}.papers", ""): _READING,
    ("services.schedule.wanted", ""): _WANTED,
    ("services.schedule.planning.case_document", ""): _CASES,
    ("services.schedule.planning", ""): _PLANNING,
    (f"{_PAYMENTS}.proposal", ""): _CANDIDATES,
    (f"{_PAYMENTS}.proposing", ""): _CANDIDATES,
    (f"{_PAYMENTS}.copying", ""): COPYING,
    (f"{_PAYMENTS}.proposing", "propose_batch"): INSERTING,
    (f"{_PAYMENTS}.expecting", ""): EXPECTING,
    (f"{_PAYMENTS}.releasing", ""): ASKING,
    (f"{_PAYMENTS}.releasing", "accounts_of"): _TAKING,
    ("services.mandates", ""): ASKING,
    (f"{_PAYMENTS}.looking_again", ""): "looking again",
    (f"{_PAYMENTS}.repository", "content_hash"): "content hash",
    (f"{_PAYMENTS}.booking", ""): _SETTLING,
    (f"{_PAYMENTS}.freezing", "_speak_for"): _SETTLING,
    (f"{_PAYMENTS}.freezing", "_to_pay"): _SETTLING,
    (f"{_PAYMENTS}.freezing", "_to_recognise"): _SETTLING,
    (f"{_PAYMENTS}.standing", ""): _SETTLING,
    ("services.schedule.ledger.posting", ""): _POSTING,
    (f"{_PAYMENTS}.freezing", ""): _STATES,
    (f"{_PAYMENTS}.freezing", "_tell_held"): "news of what is held",
    (f"{_PAYMENTS}.filing", ""): _TAKING,
    ("services.schedule.payees.repository", ""): _TAKING,
    (f"{_BANK}.credit_transfer", ""): _TAKING,
    (f"{_BANK}.pain001", ""): _WRITING,
    (f"{_BANK}.checking", ""): _CHECKING,
    (f"{_BANK}.file_contents", ""): _CHECKING,
    (f"{_BANK}.keeping", ""): _KEEPING,
}


def stage_of(at_work: Iterable[tuple[str, str]]) -> str:
    """The stage that these functions, given as (module, name) from the innermost on, are at work for."""
    for module, function in at_work:
        if not module.startswith(_OURS):
            continue
        stage = STAGES.get((module, function)) or _of_module(module)
        if stage is not None:
            return stage
    return REST


def _of_module(module: str) -> str | None:
    """The stage of a module, or of the nearest package around it."""
    while module:
        if stage := STAGES.get((module, "")):
            return stage
        module = module.rpartition(".")[0]
    return None
