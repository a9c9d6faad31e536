"""Concerns: what breaks no promise, and yet goes on only when a person does something, as SQL that finds it.

A query gives one row for each, ids and figures and nobody's personal data. It is asked as that of a promise is.
"""

from typing import NamedTuple


class Concern(NamedTuple):
    """What waits for a person, what that person can do, and the query that finds each."""

    says: str
    cure: str
    found: str
