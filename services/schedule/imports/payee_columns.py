"""Whom a row says is paid: an account and its holder for each cost, and for suppliers what they book the payment by and
know the client by, and who pays it now; and which papers it says are missing.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError

from services.errors import Fault
from services.mandate_events import Payer
from services.payment_reference import ReferenceKind
from services.reading import cure_for
from services.schedule.households.tasks import TO_CLIENT
from services.schedule.imports.cells import Cells
from services.schedule.imports.columns import Heading
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.payees.schemas import CustomerNumber, PayeeAccount, PayerNow, Reference
from services.schedule.registry.telling import Paper
from services.schedule.validation import faults_of

_ACCOUNT: TypeAdapter[PayeeAccount] = TypeAdapter(PayeeAccount)
_REFERENCE: TypeAdapter[Reference] = TypeAdapter(Reference)
_NUMBER: TypeAdapter[str] = TypeAdapter(CustomerNumber)
_PAYERS = [str(payer) for payer in get_args(get_args(PayerNow)[0])]
_SOME_NAME, _SOME_IBAN = "Nobody", "NL91ABNA0417164300"
"""In the place of a cell that is empty, so that the other one beside it is judged all the same."""
_CURES = {
    "name": "fill in the account's holder as the bank knows it",
    "iban": "fill in the account number",
    "kind": "say which it is: betalingskenmerk, creditor_reference or free_text",
    "text": "copy it from a bill: without it the supplier cannot book the payment",
}


class _Columns(NamedTuple):
    """Where a row says who is paid; a client's own account has no reference."""

    name: str
    iban: str
    kind: str = ""
    text: str = ""
    number: str = ""
    payer: str = ""

    @classmethod
    def of_cost(cls, name: str) -> "_Columns":
        reference = f"{name}.referenceKind", f"{name}.reference"
        return cls(f"{name}.payee", f"{name}.iban", *reference, f"{name}.customerNumber", f"{name}.payer")


_PAPERS = "papersMissing"
_OF_CLIENT = _Columns("leefgeld.name", "leefgeld.iban")


def payees_in(cells: Cells, heading: Heading, faults: list[Fault]) -> Iterator[WantedCostPayee]:
    """Those that a row names whole; what is wrong with the others is added to the faults."""
    groups = [(TO_CLIENT, _OF_CLIENT)]
    groups += [(str(kind), _Columns.of_cost(name)) for kind, name in heading.costs.items()]
    for cost, columns in groups:
        said = {field: cell.value for field, column in columns._asdict().items() if (cell := cells.text(column))}
        if said:
            found = list(_faults_of_cells(columns, said))
            faults += found
            if not found:
                yield _payee(cost, columns, said)


def papers_missing_in(cells: Cells, faults: list[Fault]) -> frozenset[Paper] | None:
    """The papers that a row names, parted by commas or spaces; None where it says nothing of them."""
    cell = cells.text(_PAPERS)
    if cell is None:
        return None
    names = cell.value.replace(",", " ").split()
    unknown = [name for name in names if name not in set(Paper)]
    faults += [Fault(_PAPERS, f"{name[:40]!r} is no paper", cure_for(name, list(Paper))) for name in unknown[:1]]
    return frozenset(Paper(name) for name in names if name not in unknown)


def _faults_of_cells(columns: _Columns, said: dict[str, str]) -> Iterator[Fault]:
    """A supplier needs all columns but its number for the client and who pays; what is filled must be right anyhow."""
    beside = ", ".join(getattr(columns, field) for field in said)
    for field, column in columns._asdict().items():
        if column and field in _CURES and field not in said:
            cure = f"{_CURES[field]}, or leave {beside} empty as well until it is known"
            yield Fault(column, f"is empty, and {beside} is filled", cure)
    try:
        _account(said.get("name", _SOME_NAME), said.get("iban", _SOME_IBAN))
    except ValidationError as refusal:
        yield from (Fault(getattr(columns, one.where), one.what, one.cure) for one in faults_of(refusal))
    yield from _faults_of_reference(columns, said.get("kind"), said.get("text"))
    if "number" in said:
        yield from _faults_of_number(columns.number, said["number"])
    if (payer := said.get("payer")) is not None and payer not in _PAYERS:
        yield Fault(columns.payer, f"{payer[:40]!r} is nobody who pays", cure_for(payer, _PAYERS))


def _faults_of_reference(columns: _Columns, kind: str | None, text: str | None) -> Iterator[Fault]:
    if kind is not None and kind not in set(ReferenceKind):
        yield Fault(columns.kind, f"{kind[:40]!r} is not known", cure_for(kind, list(ReferenceKind)))
    elif kind is not None and text is not None:
        try:
            _REFERENCE.validate_python({"kind": kind, "text": text})
        except ValidationError as refusal:
            yield from (Fault(columns.text, one.what, one.cure) for one in faults_of(refusal))


def _faults_of_number(column: str, number: str) -> Iterator[Fault]:
    try:
        _NUMBER.validate_python(number)
    except ValidationError:
        what = f"{number[:40]!r} is no customer number"
        yield Fault(column, what, "write two to thirty-five letters and digits, parted by spaces, dots, - or /")


def _payee(cost: str, columns: _Columns, said: dict[str, str]) -> WantedCostPayee:
    account = _account(said["name"], said["iban"])
    reference = _REFERENCE.validate_python({"kind": said["kind"], "text": said["text"]}).read if columns.kind else None
    payer = Payer(said["payer"]) if "payer" in said else None
    to, number = PayeeDetails(account.name, account.iban), said.get("number")
    return WantedCostPayee(cost, to, reference, where=columns.iban, customer_number=number, payer=payer)


@lru_cache(maxsize=4096)
def _account(name: str, iban: str) -> PayeeAccount:
    """An account that can be paid; cached, for a caseload names the same few suppliers over and over."""
    return _ACCOUNT.validate_python({"name": name, "iban": iban})
