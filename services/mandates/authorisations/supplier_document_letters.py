"""The letters that a supplier's document can show.

The standard fonts of PDF know the letters of Western Europe (Windows-1252); other Latin letters are written in their
plain form, and a name in another script is refused: the supplier would not find it in its books either.
"""

import unicodedata
from collections.abc import Iterator

from services.epc_text import epc_text
from services.errors import Fault, InvalidInput
from services.mandates.authorisations.supplier_document import Addressed

LETTERS = "windows-1252"
_LONGEST_PLAIN_FORM = 4


def faults_of_text(addressed: Addressed) -> Iterator[Fault]:
    """What of it cannot be printed, by field."""
    for where, lines in (
        ("clientName", [addressed.client_name]),
        ("supplyAddress", addressed.supply_address),
        ("customerNumber", [addressed.customer_number]),
        ("writeTo", addressed.write_to),
    ):
        for line in lines:
            try:
                printable(line)
            except InvalidInput as refusal:
                yield from refusal.under(where)


def printable(text: str) -> str:
    """The text in letters that the document can show."""
    return "".join(letter if _is_known(letter) else epc_text(letter, _LONGEST_PLAIN_FORM) for letter in _composed(text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _is_known(letter: str) -> bool:
    try:
        letter.encode(LETTERS)
    except UnicodeEncodeError:
        return False
    return letter.isprintable()
