"""Names that nobody bears, and that look it; some with marks above their letters, for a bank does not take those."""

from sandbox.draw import Draw

_FIRST = ("Za", "Béla", "Ori", "Tumo", "Qua", "Ñela", "Vim", "Jaffu", "Kérou", "Lumi", "Ödra", "Pello", "Wixa", "Yba")
_SECOND = ("ro", "bina", "dolf", "mië", "lante", "nouk", "tesh", "vero", "zim", "xandr")
_FAMILY = (
    "Voorbeeld", "van Nergens", "Proefveld", "de Verzonnene", "Testerink", "Fictienga", "ter Denkbeeld", "Nepmans",
    "van Elders", "Papierstra", "Niemandsverdriet", "El Tëst",
)  # fmt: skip


def person_name(draw: Draw) -> str:
    """A person's name as it would stand on an account."""
    return f"{draw.choice(_FIRST)}{draw.choice(_SECOND)} {draw.choice(_FAMILY)}"
