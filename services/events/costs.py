"""A kind of fixed cost, as events name it."""

from enum import StrEnum


class PaidCost(StrEnum):
    """A kind of fixed cost, as both services call it (`services.mandates.costs.Cost`)."""

    RENT = "rent"
    ENERGY = "energy"
    WATER = "water"
    HEALTH_PREMIUM = "health_premium"
    OTHER = "other"
    PHONE = "phone"
    TV = "tv"
    INTERNET = "internet"
    INSURANCE = "insurance"
