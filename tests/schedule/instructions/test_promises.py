"""Each promise about instructions is kept by a month that was answered, and broken by who touches its rows."""

from collections.abc import AsyncIterator, Iterator

import pytest

from house.postgres import Cluster
from services.clock import MovableClock
from services.database import Database, as_service
from services.mandates.schemas import Payer
from tests.conftest import an_organisation
from tests.schedule.conftest import found_municipalities
from tests.schedule.instructions.desk import Desk, an_answer, broken, reference_of
from tests.schedule.matching.filed import OURS, THEIRS
from tests.schedule.payments.caseload import a_copy
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.test_promises import rewriting
from tests.superuser import as_superuser, copy_database, drop_database

_ANSWERED_MONTH = "ontzorg_instructions_answered"
_OPEN = "purpose = 'energy'"
FAULTS: dict[str, tuple[str, dict[str, int]]] = {
    "a payment that nobody was instructed of": (
        "update payment set route = 'benefit_system_withholds' where purpose = 'leefgeld' and occasion = 'advance'",
        # what stands in its bank file is one less, too
        {"I6": 1, "I14": 1},
    ),
    "a file of another sum": (
        rewriting("instruction_file", "update instruction_file set amount = amount + 1"),
        {"I14": 1},
    ),
    "an answer of more lines than were taken in": (
        rewriting("instruction_answer_file", "update instruction_answer_file set items = items + 1"),
        {"I14": 1},
    ),
    "a line that was refused and is paid all the same": (
        "update payment set live = true, reason = null where purpose = 'water'",
        # and the ledger has no reserve for it
        {"I14": 2},
    ),
    "a line of another payment": (
        "update payment set end_to_end_id = 'ELSE' where purpose = 'energy'",
        {"I14": 1},
    ),
    "a part that was withheld and is paid as a whole": (
        "update payment set amount = amount + 1 where purpose = 'health_premium' and occasion = '2026-03'",
        {"I14": 2},
    ),
    "what was withheld and left no benefit": (
        "alter table ledger_entry disable trigger user; set constraints all immediate;"
        " delete from ledger_entry where subject = 'rent/2026-03/withheld';"
        " update ledger_account set debits_posted = debits_posted - 62000 where kind = 'clearing';"
        " update ledger_account set credits_posted = credits_posted - 62000 where kind = 'benefit';"
        " alter table ledger_entry enable trigger user",
        {"I14": 1},
    ),
    "a difference that is nobody's task": (
        "insert into instruction_difference select organisation_id, run_id, number, end_to_end_id, 'iban', 'NL02',"
        " 'NL91', '2026-03-01T08:00Z', 'wim' from instruction_line where purpose = 'rent'",
        {"I6": 1},
    ),
    "a reserve that was released and is said to be withheld": (
        "alter table instruction_answer disable trigger user;"
        " update instruction_answer set outcome = 'withheld', withheld = 1500 where outcome = 'refused';"
        " alter table instruction_answer enable trigger user",
        # the payment is held, no money left the benefit, and nothing was executed
        {"I14": 3},
    ),
}


@pytest.fixture(scope="module")
async def answered(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """The name of a database with a month of which the rent was withheld, the premium in part, the water refused, and
    the energy not answered."""
    url = copy_database(cluster, template, _ANSWERED_MONTH)
    an_organisation(url, OURS, "Gemeente Voorbeeldstad")
    an_organisation(url, THEIRS, "Gemeente Elders")
    found_municipalities(url, OURS, THEIRS)
    database = Database(as_service(url, "schedule"), "schedule")
    desk = Desk(database, OURS, MovableClock(FEBRUARY))
    withheld = ("rent", "water", "energy", "health_premium")
    desk.registry.routes |= dict.fromkeys(withheld, Payer.BENEFIT_SYSTEM_WITHHOLDS)
    run = await desk.filed()
    premium = "health_premium' and occasion = '2026-03"
    await desk.answer(
        run,
        an_answer(
            (reference_of(url, "rent"), "withheld", "", ""),
            (reference_of(url, premium), "withheld_partly", "5000", ""),
            (reference_of(url, "water"), "refused", "", "ended"),
        ),
    )
    await database.close()
    yield _ANSWERED_MONTH
    drop_database(cluster, _ANSWERED_MONTH)


@pytest.fixture
def admin_url(cluster: Cluster, answered: str) -> Iterator[str]:
    """A copy of it for each who breaks something."""
    with a_copy(cluster, answered) as copy:
        yield copy.admin_url


async def test_a_month_that_was_answered_keeps_every_promise(admin_url: str) -> None:
    assert broken(admin_url) == {}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_somebody_breaks_is_found_and_nothing_else(fault: str, admin_url: str) -> None:
    statement, wanted = FAULTS[fault]
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute(statement.encode())
    assert broken(admin_url) == wanted
