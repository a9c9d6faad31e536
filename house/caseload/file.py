"""A caseload as the file that an organisation hands in: JSON with the words of the API, one household a line."""

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO

from pydantic_core import to_json

from house.caseload.household import Household
from house.caseload.life import KnownPayee


def write_caseload(file: BinaryIO, households: Iterable[Household], on: date) -> int:
    """Write what the papers of these households say on a day; how many households those are.

    One at a time, so that the file may be of any size; the same households make the same bytes.
    """
    count = 0
    file.write(b'{"households": [\n')
    for household in households:
        file.write(b",\n" if count else b"")
        file.write(to_json(document(household, on)))
        count += 1
    file.write(b"\n]}\n")
    return count


def document(household: Household, on: date) -> dict[str, Any]:
    """A household as the API takes one, with all that is known on a day."""
    found: dict[str, Any] = {
        "reference": household.reference,
        "municipality": household.life.town.code,
        "facts": [one.model_dump(mode="json", exclude_none=True) for one in household.papers(on)],
        "costPayees": [_cost_payee(one) for one in household.payees_on(on)],
    }
    if missing := sorted({one.kind for one in household.missing if one.on > on}):
        found["papersMissing"] = missing
    return found


def _cost_payee(payee: KnownPayee) -> dict[str, Any]:
    found: dict[str, Any] = {"cost": payee.cost, "account": {"name": payee.name, "iban": payee.iban}}
    if payee.reference is not None:
        found["reference"] = {"kind": str(payee.reference.kind), "text": payee.reference.text}
    return found
