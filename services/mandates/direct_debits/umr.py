"""The unique mandate reference (UMR): what a creditor calls a mandate, on paper and in every collection. Pure."""

import re

from services.errors import Fault, InvalidInput

LONGEST = 35
_STRANGE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


def read_umr(text: str) -> str:
    """The reference as the creditor wrote it; `InvalidInput` with every fault of it.

    Up to 35 characters of the SEPA set, as the pain.008 schema has them (`RestrictedIdentificationSEPA2`), and as every
    SEPA reference neither beginning nor ending with a slash, nor with two in a row.
    """
    faults = []
    if not text:
        faults.append(Fault("", "there is no reference", "copy it from the mandate or from a bank statement"))
    if len(text) > LONGEST:
        faults.append(Fault("", f"{len(text)} characters are too many for a UMR", f"it has at most {LONGEST}"))
    if text != text.strip():
        faults.append(Fault("", "a UMR does not begin or end with a space", "leave the space out"))
    if strange := sorted(set(_STRANGE.findall(text))):
        named = ", ".join(f"U+{ord(letter):04X}" for letter in strange)
        faults.append(Fault("", f"no bank passes on {named}", "copy it anew: letters, digits and /-?:().,'+ only"))
    if text.startswith("/") or text.endswith("/") or "//" in text:
        faults.append(Fault("", "a slash stands where none may be", "not first, not last, and never two in a row"))
    if faults:
        raise InvalidInput(faults)
    return text


def identity(creditor_id: str, umr: str) -> tuple[str, str]:
    """What tells a mandate from every other in SEPA (EPC016-06, AT-01 and AT-02): reference and creditor.

    Capitals do not count, nor does the business code, by which a creditor tells its own departments apart.
    """
    return creditor_id[:4] + creditor_id[7:], umr.upper()
