"""A telephone number as somebody dials it here: `+31612345678` is `06 12 34 56 78`, and abroad it stays as it is.

The numbers of a region have an area code of three digits in the big towns, of four elsewhere (Nummerplan telefoon- en
ISDN-diensten).
"""

import re

_DUTCH = re.compile(r"(?:\+31|0031|0)([1-9]\d{8})", re.ASCII)
_BETWEEN = re.compile(r"[ -]")
_SHORT_AREA = re.compile(r"1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7\d|8[58]|91", re.ASCII)


def as_dialled(number: str) -> str:
    """The number in groups, as it stands on letters here."""
    found = _DUTCH.fullmatch(_BETWEEN.sub("", number))
    if found is None:
        return number
    digits = found[1]
    if digits.startswith("6"):
        return f"06 {digits[1:3]} {digits[3:5]} {digits[5:7]} {digits[7:]}"
    if _SHORT_AREA.match(digits):
        return f"0{digits[:2]} {digits[2:5]} {digits[5:7]} {digits[7:]}"
    return f"0{digits[:3]} {digits[3:5]} {digits[5:7]} {digits[7:]}"
