from uuid import UUID

import pytest

from services.processing import MOST_SCANNED, Register, UnregisteredPathError, household_in, households_in, ids_in
from services.processing_activities import CASE_FILE, PAYMENTS

ONE, TWO = UUID("019ca6b1-0000-7000-8000-000000000001"), UUID("019CA6B1-0000-7000-8000-000000000002")


def test_a_path_without_an_activity_or_a_reason_is_an_error() -> None:
    register = Register({CASE_FILE: ("/households",)}, {"/policies": "ways of working"})
    assert register.of("/households") == CASE_FILE
    assert register.activities == [CASE_FILE]
    with pytest.raises(UnregisteredPathError, match="/payments stands in no register"):
        register.of("/payments")


def test_a_path_has_one_activity() -> None:
    with pytest.raises(ValueError, match="/households stands in the register twice"):
        Register({CASE_FILE: ("/households",), PAYMENTS: ("/households",)}, {})


def test_households_are_found_by_name_in_what_was_sent_and_shown() -> None:
    sent = f'{{"householdIds": ["{ONE}","{TWO}"], "id":"{UUID(int=1)}"}}'.encode()
    shown = f'{{"items":[{{"householdId":"{TWO}"}},{{"householdId":null}}]}}'.encode()
    assert set(households_in(sent, shown)) == {ONE, TWO}
    assert list(households_in(b"", b"%PDF-1.7", b'{"householdId":"Jan Jansen"}')) == []
    assert list(households_in(b" " * MOST_SCANNED + sent)) == []


def test_of_a_path_only_what_says_nothing_by_itself_is_kept() -> None:
    parts = {"run_id": str(ONE), "number": 12, "code": "GM0518", "policy_name": "Jan Jansen", "place": "123456782"}
    assert ids_in(parts) == {"run_id": str(ONE), "number": "12", "code": "GM0518"}
    assert list(household_in("Jan Jansen")) == list(household_in(None)) == []
    assert list(household_in(str(ONE))) == [ONE]
