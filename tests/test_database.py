from uuid import UUID

from sqlalchemy import text

from tests.conftest import SessionOf


async def test_smoke(session: SessionOf, organisation: UUID, another_organisation: UUID) -> None:
    async with session(organisation) as work:
        await work.execute(
            text("insert into municipality values (:o, '0001', 'x', 'statutory', 'NL91ABNA0417164300')"),
            {"o": organisation},
        )
    async with session(another_organisation) as work:
        assert (await work.execute(text("select count(*) from municipality"))).scalar_one() == 0
    async with session(organisation) as work:
        assert (await work.execute(text("select count(*) from municipality"))).scalar_one() == 1
