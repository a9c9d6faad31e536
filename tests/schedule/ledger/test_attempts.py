"""Each attempt at a payment has a subject of its own."""

import pytest

from services.schedule.ledger.attempts import LAST, attempt, next_attempt


@pytest.mark.parametrize(("number", "subject"), [(1, "rent/2026-03"), (2, "rent/2026-03#2"), (11, "rent/2026-03#11")])
def test_the_first_attempt_has_no_number_and_each_next_one_has(number: int, subject: str) -> None:
    assert attempt("rent/2026-03", number) == subject
    assert next_attempt(subject) == attempt("rent/2026-03", number + 1)


def test_all_attempts_lie_between_a_subject_and_its_last_and_nothing_else_does() -> None:
    def lies_between(subject: str) -> bool:
        return "rent/2026-03" <= subject <= f"rent/2026-03{LAST}"

    assert all(lies_between(one) for one in ("rent/2026-03", "rent/2026-03#2", "rent/2026-03#99"))
    assert not any(lies_between(one) for one in ("rent/2026-03/corrected", "rent/2026-04", "rent/2026-02#2"))
