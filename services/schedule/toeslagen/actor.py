"""Who takes the next step with a toeslag."""

from enum import StrEnum


class Actor(StrEnum):
    """Who takes the next step."""

    CASE_MANAGER = "case_manager"
    DIENST_TOESLAGEN = "dienst_toeslagen"
    CLIENT = "client"
