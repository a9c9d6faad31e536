"""Why a person did something, in a sentence: kept sealed, for it may hold what is personal."""

from typing import Annotated

from pydantic import StringConstraints

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1_000)]
"""A reason, in a sentence of 10 to 1,000 characters."""
