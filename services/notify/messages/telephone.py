"""A telephone number as somebody dials it here: `+31612345678` is `06 12 34 56 78`, and abroad it stays as it is.

The numbers of a region have an area code of three digits in the big towns, of four elsewhere (Nummerplan telefoon- en
ISDN-diensten).
"""

import re

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_DUTCH = re.compile(r"(?:\+31|0031|0)([1-9]\d{8})", re.ASCII)
_BETWEEN = re.compile(r"[ \N{NO-BREAK SPACE}-]")
_SHORT_AREA = re.compile(r"1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7\d|8[58]|91", re.ASCII)


def as_dialled(number: str) -> str:
    """The number in groups, as it stands on letters here; the spaces between them keep it on one line."""
    found = _DUTCH.fullmatch(_BETWEEN.sub("", number))
    if found is None:
        return number.replace(" ", _NO_BREAK_SPACE)
    digits = found[1]
    area = 1 if digits.startswith("6") else 2 if _SHORT_AREA.match(digits) else 3
    pairs = re.findall(r"\d\d(?:\d$)?", digits[area:-4])  # three that are left over are one group
    groups = (f"0{digits[:area]}", *pairs, digits[-4:-2], digits[-2:])
    return _NO_BREAK_SPACE.join(groups)


def one_piece(number: str) -> str:
    """The same without anything between its digits, as a telephone takes it up."""
    return _BETWEEN.sub("", as_dialled(number))
