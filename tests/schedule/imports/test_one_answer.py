"""What cannot be read and what cannot be true come back in one answer, wherever they stand in the file."""

from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import PAPERS, RENT
from tests.schedule.imports.builders import FULL_ROW, a_csv, a_row
from tests.schedule.imports.test_endpoints import faults, hand_in, in_json
from tests.schedule.rows import everything

BEFORE_THE_DEPARTURE = ("rightStartsOn", "the right starts on 2026-01-31, before the departure on 2026-02-03")


async def told(caller: Caller, content: bytes, media_type: str = "text/csv") -> list[tuple[str, str]]:
    return faults(await hand_in(caller, content, media_type))


async def test_a_row_that_cannot_be_read_whole_is_judged_by_what_can(anna: Caller, admin_url: str) -> None:
    before = everything(admin_url)
    assert await told(anna, a_csv(a_row(rent__dueDay="40", rightStartsOn="2026-01-31"))) == [
        ("rows[2].rent.dueDay", "Input should be less than or equal to 31"),
        (f"rows[2].{BEFORE_THE_DEPARTURE[0]}", BEFORE_THE_DEPARTURE[1]),
    ]
    assert everything(admin_url) == before


async def test_nothing_is_made_up_of_a_row_whose_days_cannot_be_read(anna: Caller) -> None:
    assert await told(anna, a_csv(a_row(normFrom="2026-05", rightStartsOn="10-05-2026"))) == [
        ("rows[2].rightStartsOn", "'10-05-2026' is not a day written as YYYY-MM-DD"),
    ]


async def test_a_municipality_that_is_none_of_ours_hides_no_other_fault(anna: Caller) -> None:
    rows = a_csv(a_row(municipality="GM0637", policy="utrecht", rightStartsOn="2026-01-31"))
    assert await told(anna, rows) == [
        ("rows[2].municipality", "'GM0637' is no municipality that you work for"),
        ("rows[2].policy", "there is no policy 'utrecht'"),
        (f"rows[2].{BEFORE_THE_DEPARTURE[0]}", BEFORE_THE_DEPARTURE[1]),
    ]


async def test_columns_rows_and_what_they_mean_are_told_together(anna: Caller) -> None:
    rows = a_csv({**FULL_ROW, "housholdType": "single"}, a_row(reference="Z-2", rightStartsOn="2026-01-31"),
                 a_row(reference="Z-2", norm="sinlge"))  # fmt: skip
    assert await told(anna, rows) == [
        ("columns.housholdType", "this column is not known"),
        (f"rows[3].{BEFORE_THE_DEPARTURE[0]}", BEFORE_THE_DEPARTURE[1]),
        ("rows[4].norm", "'sinlge' is no norm"),
        ("rows[4].reference", "this household stands in rows[3] too"),
    ]


async def test_so_are_those_of_json(anna: Caller) -> None:
    right = {"kind": "right_to_bijstand", "from": "2026-02-01"}
    household = {
        "reference": "Z-1",
        "municipality": DEN_HAAG,
        "facts": [*PAPERS[:4], RENT | {"dueDay": 40}, right],
        "costPayees": [{"cost": "rent", "account": {"name": "Woonstede", "iban": "NL91ABNA0417164300"}}],
    }
    assert await told(anna, in_json(household), "application/json") == [
        ("households[0].facts[4].dueDay", "Input should be less than or equal to 31"),
        ("households[0].costPayees[0].reference", "a supplier needs one to book the payment"),
        ("households[0].startsOn", "the right starts on 2026-02-01, before the departure on 2026-02-03"),
    ]


async def test_a_file_with_nothing_but_the_names_of_columns_is_told_so(anna: Caller) -> None:
    assert await told(anna, b"reference;municipality\r\n") == [
        ("", "there is no household in it: nothing stands under the names of the columns, or the list is empty"),
    ]
