"""Caseloads as people hand them in, from a row that has everything."""

from collections.abc import Mapping, Sequence
from zlib import crc32

from sandbox.accounts import example_iban

FULL_ROW: dict[str, str] = {
    "reference": "Z-1",
    "municipality": "GM0518",
    "householdType": "single",
    "leavesReceptionCentreOn": "2026-02-03",
    "coaDailyAmount": "10,00",
    "norm": "single",
    "decisionArticle": "56a",
    "rent.amount": "620,00",
    "rent.dueDay": "1",
    "rent.firstMonth": "2026-03",
    "rent.payee": "Woonstede Verhuur",
    "rent.iban": "NL91 ABNA 0417 1643 00",
    "rent.referenceKind": "free_text",
    "rent.reference": "Klant 12",
    "huurtoeslag.amount": "374,00",
    "huurtoeslag.from": "2026-03",
    "huurtoeslag.appliedOn": "2026-02-03",
    "leefgeld.name": "Y. Proefpersoon",
    "leefgeld.iban": "NL02ABNA0123456789",
}


def a_row(**changed: str) -> dict[str, str]:
    """The full row with other cells; a double underscore stands for the dot in a column's name.

    Under another reference it is another client, whose account is another one too.
    """
    given = {name.replace("__", "."): value for name, value in changed.items()}
    return FULL_ROW | {"leefgeld.iban": an_account_of(given.get("reference", FULL_ROW["reference"]))} | given


def an_account_of(reference: str) -> str:
    """The own account of the client of that household."""
    return FULL_ROW["leefgeld.iban"] if reference == FULL_ROW["reference"] else example_iban(crc32(reference.encode()))


def a_csv(*rows: Mapping[str, str], separator: str = ";", columns: Sequence[str] = ()) -> bytes:
    """These rows as a file in UTF-8, with the columns that any of them has."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    lines = [separator.join(names)]
    lines += [separator.join(_quoted(row.get(name, ""), separator) for name in names) for row in rows]
    return "\r\n".join([*lines, ""]).encode()


def _quoted(cell: str, separator: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if separator in cell or '"' in cell or "\n" in cell else cell
