"""The kinds of fixed cost that the registry knows, in the schedule service's own words: a cost is one on both sides."""

from enum import StrEnum


class Cost(StrEnum):
    """A kind of fixed cost; the first four are those of Participatiewet art. 56a."""

    RENT = "rent"
    ENERGY = "energy"
    WATER = "water"
    HEALTH_PREMIUM = "health_premium"
    OTHER = "other"
    PHONE = "phone"
    TV = "tv"
    INTERNET = "internet"
    INSURANCE = "insurance"

    @property
    def dutch(self) -> str:
        """How it is called on paper."""
        return _DUTCH[self]


_DUTCH = {
    Cost.RENT: "huur",
    Cost.ENERGY: "gas en stroom",
    Cost.WATER: "water",
    Cost.HEALTH_PREMIUM: "zorgverzekering",
    Cost.OTHER: "overige vaste lasten",
    Cost.PHONE: "telefoon",
    Cost.TV: "televisie",
    Cost.INTERNET: "internet",
    Cost.INSURANCE: "verzekering",
}
