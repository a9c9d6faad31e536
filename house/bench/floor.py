"""The floor of a month: its rows copied, its files written from a template and sent through the schema."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from house.bench import bare_file
from house.bench.bare_file import Lines
from house.bench.bare_rows import BareTables
from house.bench.cost import Cost, timed
from house.bench.month import Lived
from house.bench.office import Office
from services.schedule.bank.keeping import stream
from services.schedule.payments import repository


@dataclass(frozen=True)
class Floor:
    """What a month takes at the least."""

    copying: Cost
    writing: Cost
    checking: Cost

    @property
    def whole(self) -> Cost:
        """All three."""
        return self.copying + self.writing + self.checking


async def floor_of(office: Office, lived: Lived, bare: BareTables, elsewhere: Callable[[], float | None]) -> Floor:
    """Do the least for a month that was lived; `AnotherFile` if that is not the same."""
    rows = bare.rows(lived.run_id, lived.approved_on)
    with timed(elsewhere) as copying:
        bare.copy(rows)
    del rows
    writing = checking = Cost(0.0, 0.0)
    async for given in _files(office, lived):
        with timed() as written:
            pieces = list(bare_file.write(given))
        with timed() as checked:
            bare_file.check(pieces)
        writing += written.cost
        checking += checked.cost
    return Floor(copying.cost, writing, checking)


async def _files(office: Office, lived: Lived) -> AsyncIterator[Lines]:
    async with office.database.reading(office.organisation_id) as session:
        for file in await repository.files(session, lived.run_id):
            kept = [piece async for piece in stream(session, office.settings.keyring(), file.message_id)]
            yield bare_file.lines(b"".join(kept))
