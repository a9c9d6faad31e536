"""Reading what the registry answers about payments: either all of it is what was asked for, or nothing is believed.

Money goes by these answers, so nothing is made to fit: a text is no boolean and no number, and an answer that speaks of
somebody else, names one household twice or leaves one out is none. Whoever asked waits, and asks again.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from services.asking import AnswerNotUnderstood
from services.mandate_events import Payer
from services.mandates.arrangements.payer import OURS
from services.mandates.release.deciding import TO_CLIENT, Payable, Reason, Reference, Released, Waits
from services.mandates.schemas import LineToRelease, ReleaseAnswer
from services.payment_reference import ReferenceKind

_HIGHEST_VERSION: Final = 2**31 - 1
_ROUTES: Final = frozenset(str(one) for one in OURS)
_PULLS: Final = str(Payer.SUPPLIER_PULLS)
_PUSHES: Final = str(Payer.WE_PUSH)
_REASONS: Final = {str(one): one for one in Reason}
_KINDS: Final = frozenset(str(one) for one in ReferenceKind)


class NotAnAnswer(AnswerNotUnderstood):
    """What the registry told does not answer what it was asked."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{NotAnAnswer.title} It fails at {where}.")
        self.where = where
        """The place, and never what stands there."""


def read_answer(told: object, asked: Sequence[LineToRelease]) -> ReleaseAnswer:
    """The answer about these lines, in their order; `NotAnAnswer`.

    Every household has a version, for without one nobody would notice that its go-ahead no longer stands; only of those
    that the registry says it does not know there is none.
    """
    versions = _versions(_listed(told, "households"), {line.household_id for line in asked})
    lines = _listed(told, "lines")
    _must(len(lines) == len(asked), "lines")
    accounts: dict[str, Payable] = {}
    read = [_line(one, line, accounts) for one, line in zip(lines, asked, strict=True)]
    for line, one in zip(asked, read, strict=True):
        _must((line.household_id in versions) is not _is_unknown(one), "households")
    return ReleaseAnswer(versions, read)


def read_changed(told: object, asked: Collection[UUID]) -> set[UUID]:
    """Those of the households that were asked about whose go-aheads no longer stand; `NotAnAnswer`."""
    listed = [_id(one, "changed") for one in _listed(told, "changed")]
    found = set(listed)
    _must(len(found) == len(listed) and found <= set(asked), "changed")
    return found


def _must(holds: bool, where: str) -> None:
    if not holds:
        raise NotAnAnswer(where)


def _listed(told: object, name: str) -> list[Any]:
    found = told.get(name) if isinstance(told, dict) else None
    if not isinstance(found, list):
        raise NotAnAnswer(name)
    return found


def _field(one: object, name: str, where: str) -> Any:
    if not isinstance(one, dict) or name not in one:
        raise NotAnAnswer(f"{where}.{name}")
    return one[name]


def _id(given: object, where: str) -> UUID:
    try:
        found = UUID(given) if isinstance(given, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != given:
        raise NotAnAnswer(where)
    return found


def _versions(told: Iterable[object], asked: Collection[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for one in told:
        household = _id(_field(one, "id", "households"), "households.id")
        _must(household in asked and household not in found, "households.id")
        version = _field(one, "version", "households")
        _must(type(version) is int and 0 <= version <= _HIGHEST_VERSION, "households.version")
        found[household] = version
    return found


def _is_unknown(one: Released | Waits) -> bool:
    return isinstance(one, Waits) and one == (Reason.UNKNOWN_TO_REGISTRY, "household")


def _line(told: Any, asked: LineToRelease, accounts: dict[str, Payable]) -> Released | Waits:
    """A month has tens of thousands of lines, so what a line lacks is found by reading it, and not looked for first."""
    try:
        is_released = told["released"]
        if is_released is True:
            return _released(told, asked, accounts)
        _must(is_released is False, "lines.released")
        reason, detail = told["reason"], told["detail"]
    except KeyError as lacking:
        raise NotAnAnswer(f"lines.{lacking.args[0]}") from None
    except TypeError:
        raise NotAnAnswer("lines") from None
    if not isinstance(reason, str) or reason not in _REASONS:
        raise NotAnAnswer("lines.reason")
    return Waits(_REASONS[reason], _text_or_none(detail, "lines.detail"))


def _released(told: dict[str, Any], asked: LineToRelease, accounts: dict[str, Payable]) -> Released:
    route = told["route"]
    if not isinstance(route, str) or route not in _ROUTES or (asked.cost == TO_CLIENT and route != _PUSHES):
        raise NotAnAnswer("lines.route")
    account = _account(told["accountId"], told["name"], told["iban"], accounts)
    _must(account is not None or route == _PULLS, "lines.accountId")
    return Released(route, account, _reference(told["reference"]), _text_or_none(told["umr"], "lines.umr"))


def _account(id_: object, name: object, iban: object, known: dict[str, Payable]) -> Payable | None:
    """All of an account or nothing of it; one that is named again is the same."""
    if id_ is name is iban is None:
        return None
    if not (isinstance(id_, str) and isinstance(name, str) and isinstance(iban, str)):
        raise NotAnAnswer("lines.accountId")
    account = known.get(id_)
    if account is None:
        _id(id_, "lines.accountId")
        account = known[id_] = Payable(id_, name, iban)
    _must(account.name == name and account.iban == iban, "lines.accountId")
    return account


def _reference(given: Any) -> Reference | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise NotAnAnswer("lines.reference")
    kind, text = given.get("kind"), given.get("text")
    if not (isinstance(kind, str) and kind in _KINDS and isinstance(text, str)):
        raise NotAnAnswer("lines.reference")
    return Reference(kind, text)


def _text_or_none(given: object, where: str) -> str | None:
    if given is not None and not isinstance(given, str):
        raise NotAnAnswer(where)
    return given
