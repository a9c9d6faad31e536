"""The desk: what no fact does is done by a person, who then closes the task and says how it went."""

from datetime import date

from house.demo.world import CLERK, World
from services.schedule.households.task_queries import TaskWish, tasks
from services.schedule.households.task_service import close_task
from services.schedule.households.tasks import TaskKind, TaskState

_DONE_BY_HAND = {
    TaskKind.REVIEW: "looked at together with the client",
    TaskKind.COA_DEBT: "COA was called; it sends its own letter",
    TaskKind.PAID_TWICE: "the benefit system had corrected it",
    TaskKind.EXTENSION_DECISION: "looked at together with the client; six months are enough",
    TaskKind.CLOSING_SETTLEMENT: "everything is in; the client knows how it ends",
    TaskKind.AFTERCARE: "called; all is well",
    TaskKind.TOESLAG_APPLICATION: "there is no right to it without a door of one's own",
}
_MOST = 100_000


async def close_what_was_done(world: World, today: date) -> int:
    """Close what should have been done before today; how many tasks those were. The others wait for facts."""
    closed = 0
    async with world.database.transaction(world.organisation_id) as session:
        hand = world.hand(session, CLERK)
        for kind, how in _DONE_BY_HAND.items():
            wish = TaskWish(kind=kind, state=TaskState.OVERDUE)
            for task in await tasks(session, None, wish, today, None, _MOST):
                await close_task(session, hand, task.household_id, task.id, how)
                closed += 1
    return closed
