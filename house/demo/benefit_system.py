"""The suite that pays the benefit in one town: it withholds what a run instructs it to, and answers line by line.

One line in twenty it cannot withhold; that payment is free again, and waits with its reason.
"""

from collections import Counter
from uuid import UUID

from house.demo.world import CLERK, World
from sandbox.draw import Draw
from services.schedule.instructions import repository
from services.schedule.instructions.answering import take_in
from services.schedule.instructions.instruction import Outcome

_COLUMNS = "reference;outcome;withheldCents;reason"
_NOT = 5
"""Percent of the lines."""


async def answer_instructions(world: World, run_id: UUID, seed: int) -> Counter[Outcome]:
    """Take in the answer to every instruction file of a run; how many lines were answered so."""
    answered: Counter[Outcome] = Counter()
    async with world.database.transaction(world.organisation_id) as session:
        for file in await repository.files(session, run_id):
            lines = await repository.instructed(session, run_id, file.number)
            rows = [_row(reference, lines[reference].amount, seed) for reference in sorted(lines)]
            content = "\r\n".join([_COLUMNS, *rows, ""]).encode()
            taken = await take_in(session, world.hand(session, CLERK), run_id, file.number, content)
            answered.update(taken.news)
    return answered


def _row(reference: str, amount: int, seed: int) -> str:
    if Draw(seed, 0, f"withheld/{reference}").percent(_NOT):
        return f"{reference};{Outcome.REFUSED};0;no benefit is paid in this month"
    return f"{reference};{Outcome.WITHHELD};{amount};"
