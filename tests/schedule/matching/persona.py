"""What the July of one persona of a municipality's test bank implies: who pays and collects what, once a month.

Its statements of July and August lie beside the checkout where they are; here stands what their bookings come to, and
as whose money a person would remember each payer.
"""

from typing import NamedTuple

ACCOUNT = "NL36ABNA5632579034"
NAMED = ("ZOEKTERMPERSONA1",)
"""The word by which this bank tells its persona, where a payer pays others too."""


class Arranged(NamedTuple):
    """Money that comes (or goes: below zero) once a month: of which account, by which words, for what; cents."""

    iban: str
    kind: str
    cents: int
    july: int
    august: int | None
    text: str
    words: tuple[str, ...] = NAMED


_TOESLAGEN = "NL86INGB0002445588"

ARRANGED = (
    Arranged("NL71ABNA0411065785", "benefit", 147_84, 7, 22, "Aanvullende uitkering ZOEKTERMPERSONA1"),
    Arranged(
        _TOESLAGEN,
        "huurtoeslag",
        322_00,
        20,
        22,
        "TERUGGAAF NR. 999999990T900252 VOORSCHOT HUURTOESLAG",
        ("999999990T900252",),
    ),
    Arranged(
        _TOESLAGEN,
        "kindgebonden_budget",
        391_00,
        20,
        22,
        "MAAND NR. 999999990T000014 VOORSCHOT KIT/Kgb",
        ("999999990T000014",),
    ),
    Arranged(
        _TOESLAGEN, "zorgtoeslag", 107_00, 20, 20, "MAAND NR. 999999990T000013 VOORSCHOT ZORG", ("999999990T000013",)
    ),
    Arranged("NL09INGB4826953240", "other", 765_32, 25, 25, "Loon ZOEKTERMPERSONA1"),
    Arranged("NL15BNGH0285162624", "rent", -647_35, 4, 4, "Betaalde huur ZOEKTERMPERSONA1"),
    Arranged("NL54INGB0661901246", "energy", -350_00, 1, 1, "Elektriciteit ZOEKTERMPERSONA1"),
    Arranged("NL84INGB2266765221", "leefgeld", -25_00, 1, 1, "Leefgeld ZOEKTERMPERSONA1"),
    Arranged("NL94INGB0000869000", "water", -41_61, 1, None, "Water ZOEKTERMPERSONA1"),
)
"""July's nine bookings. In August the water was not collected."""
