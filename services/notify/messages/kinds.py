"""The kinds of message, and the closed lists of words that their facts are made of."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is about; of each there is one wording."""

    RELIEF_BEGINS = "relief_begins"
    MONTH_OVERVIEW = "month_overview"
    MONTH_CHANGED = "month_changed"
    LEEFGELD_COMING = "leefgeld_coming"
    LEEFGELD_PAID = "leefgeld_paid"
    B12_MISSING = "b12_missing"
    B12_OVERDUE = "b12_overdue"
    TOESLAGEN_ARRIVED = "toeslagen_arrived"
    COST_HANDED_BACK = "cost_handed_back"
    BILL_WAS_PAID = "bill_was_paid"
    WENT_WRONG = "went_wrong"
    REVIEW = "review"
    RELIEF_ENDS = "relief_ends"
    AFTERCARE = "aftercare"


class Cost(StrEnum):
    """A kind of fixed cost, in the words of the other services."""

    RENT = "rent"
    ENERGY = "energy"
    WATER = "water"
    HEALTH_PREMIUM = "health_premium"
    OTHER = "other"
    PHONE = "phone"
    TV = "tv"
    INTERNET = "internet"
    INSURANCE = "insurance"


class Toeslag(StrEnum):
    """A toeslag, or the kinderbijslag, in the words of the schedule service."""

    HUURTOESLAG = "huurtoeslag"
    ZORGTOESLAG = "zorgtoeslag"
    KINDGEBONDEN_BUDGET = "kindgebonden_budget"
    KINDEROPVANGTOESLAG = "kinderopvangtoeslag"
    KINDERBIJSLAG = "kinderbijslag"


class Rhythm(StrEnum):
    """How often leefgeld comes."""

    MONTHLY = "monthly"
    WEEKLY = "weekly"


class Whereabouts(StrEnum):
    """Where toeslagen came to, and so what becomes of them."""

    WITH_US = "with_us"
    WITH_CLIENT = "with_client"
    WITH_CLIENT_BY_MISTAKE = "with_client_by_mistake"


class Mishap(StrEnum):
    """What went wrong and is mended by us."""

    PAYMENT_LATE = "payment_late"
    PAYMENT_CAME_BACK = "payment_came_back"
    LEEFGELD_LATE = "leefgeld_late"
