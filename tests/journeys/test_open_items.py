"""A supplier without a system of its own sends its monthly list: each line is acted upon, or is somebody's."""

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, Told, Town, seen
from tests.schedule.households.builders import B12, PAPERS

FEBRUARY = parse_month("2026-02")
LIST = (
    "Klantnummer;Naam;Periode;Bedrag;Datum;Status\r\n"
    "kl 20391;T. Testpersoon;2025-12;110,00;2026-01-02;Aanmaning\r\n"
    "KL-20391;T. Testpersoon;2025-11;-12,50;2025-12-01;Tegoed\r\n"
    "KL-20391;T. Testpersoon;2026-02;110,00;2026-02-01;Open\r\n"
    "KL-99999;V. Verzonnen;2025-12;80,00;2026-01-02;Aanmaning\r\n"
)


async def test_a_list_becomes_an_alarm_a_task_nothing_and_a_word_that_is_somebodys(town: Town) -> None:
    supplier = await town.supplier("energy", "Energie van Morgen")
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
    await home.arrange("energy", supplier, FEBRUARY, "client_pays", customerNumber="KL-20391")
    await town.settle()
    path = f"/notify/v1/open-items-files?supplierId={supplier['id']}&month=2026-01"
    answer = await town.sem.hand_in(path, LIST.encode("cp1252"), "text/csv")
    assert answer.status_code == 201, answer.text
    file: Told = answer.json()
    await town.settle()
    lines = (await seen(town.sem, f"/notify/v1/open-items-files/{file['id']}/lines"))["items"]
    assert [(one["line"], one["type"], one["state"], one["obstacle"]) for one in lines] == [
        (2, "arrears.signalled", "acted", None),
        (3, "credit.due", "acted", None),
        (4, None, None, None),
        (5, "arrears.signalled", "unclear", "unknown_reference"),
    ]
    tasks = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&limit=200"))["items"]
    told = [(one["kind"], one["about"], one["amount"]) for one in tasks if one["kind"] in ("arrears", "supplier_told")]
    assert sorted(told) == [("arrears", "energy/2025-12", 110_00), ("supplier_told", "energy/credit_due", -12_50)]
    (mine,) = (await seen(town.sem, "/notify/v1/words?state=unclear&owner=sem"))["items"]
    assert mine["fileId"] == file["id"]
