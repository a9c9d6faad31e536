"""Text that every bank in SEPA passes on unharmed: the Latin character set of the EPC implementation guidelines.

Letters of other Latin alphabets are written in their plain form (é→e, ğ→g, ß→ss, ø→o). Other scripts are refused rather
than guessed at: a name has one spelling on the bank account and on the permit, and the person's papers tell which.
"""

import re
import unicodedata

from services.errors import Fault, InvalidInput

_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
_WRITTEN = re.compile(r"[A-Za-z0-9/\-?:().,'+]+(?: [A-Za-z0-9/\-?:().,'+]+)*", re.ASCII)
"""Text that needs nothing done to it, as nearly all of a bank file: it went through here when it was registered."""

_PLAIN = str.maketrans(
    {
        **{
            "ß": "ss",
            "ẞ": "SS",
            "æ": "ae",
            "Æ": "AE",
            "œ": "oe",
            "Œ": "OE",
            "þ": "th",
            "Þ": "TH",
            "ĳ": "ij",
            "Ĳ": "IJ",
        },
        **dict(zip("øØłŁđĐðÐħĦŧŦıŋŊ", "oOlLdDdDhHtTinN", strict=True)),
        **dict.fromkeys('‘’‚‛“”„«»´`"', "'"),
        **dict.fromkeys("‐‑‒–—_", "-"),
        "…": "...",
        "&": "+",
        "€": "EUR",
    }
)


def epc_text(text: str, longest: int) -> str:
    """`text` in the EPC character set with single spaces; `InvalidInput` if that takes more than `longest` characters
    or cannot be done.

    Nothing is cut off and nothing is dropped but invisible marks: half a reference is another reference.
    """
    if len(text) <= longest and _WRITTEN.fullmatch(text):
        return text
    plain = _plain(text)
    faults = list(_strange(plain))
    if not plain:
        faults.append(Fault("", "there is no text", "write at least one letter or digit"))
    if len(plain) > longest:
        faults.append(Fault("", f"{len(plain)} characters are too many", f"shorten it to at most {longest}"))
    if faults:
        raise InvalidInput(faults)
    return plain


def _plain(text: str) -> str:
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", visible).translate(_PLAIN))
    return " ".join("".join(letter for letter in apart if unicodedata.category(letter) != "Mn").split())


def _strange(plain: str) -> list[Fault]:
    strange = sorted(set(plain) - _ALLOWED)
    if not strange:
        return []
    named = ", ".join(f"{letter} ({unicodedata.name(letter, f'U+{ord(letter):04X}').lower()})" for letter in strange)
    return [Fault("", f"no bank passes on {named}", "write it in Latin letters, as on the account or the permit")]
