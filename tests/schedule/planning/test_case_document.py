"""What is written of a case is read back to the same case, by the careful reader and by the quick one."""

import json

from hypothesis import given

from services.schedule.norms import norm_book
from services.schedule.planning.case_document import case_document, written_case
from services.schedule.planning.case_reading import read_case
from tests.schedule.planning.strategies import FAST, Raw, cases


@FAST
@given(raw=cases())
def test_a_case_survives_being_written_down(raw: Raw) -> None:
    case = read_case(raw, norm_book())
    document = json.loads(json.dumps(case_document(case)))
    assert read_case(document, norm_book()) == case


@FAST
@given(raw=cases())
def test_the_quick_reader_reads_what_the_careful_one_does(raw: Raw) -> None:
    document = case_document(read_case(raw, norm_book()))
    assert written_case(document) == read_case(document, norm_book())


def test_what_nobody_filled_in_is_written_as_it_was_understood() -> None:
    raw = {
        "method": "inhouding",
        "leavesReceptionCentreOn": "2026-02-03",
        "benefit": {"norms": [{"from": "2026-02", "kind": "single"}], "payout": {"day": "last", "monthOffset": 0}},
        "coa": {"dailyAmount": 1000, "treatment": "income"},
        "costOrder": ["rent"],
        "leefgeld": {"floor": 40000},
    }
    document = case_document(read_case(raw, norm_book()))
    assert document["benefit"]["startsOn"] == "2026-02-08"
    assert document["benefit"]["decidedOn"] == "2026-02-08"
    assert document["benefit"]["payout"] == {"day": 31, "monthOffset": 0}
    assert document["reliefEndsOn"] == "2026-08-07"
    assert document["coa"]["b12ReceivedOn"] is None
