"""How quick one plan is, whether it stays so however many there are, and what the sustainable leefgeld adds."""

from collections.abc import Sequence
from itertools import islice
from statistics import median

from house.bench.bare_plan import balances, streams
from house.bench.cases import cases
from house.bench.cost import Cost, memory, micros, timed
from house.bench.measure import Figure, Report, Setting, known, ratios
from services.schedule.households.rulebook import shipped_rules
from services.schedule.planning.case import Case
from services.schedule.planning.plan import Plan, plan
from services.schedule.planning.solvers import sustainable_leefgeld
from services.schedule.wanted.sheet import Sheet

BLOCK = 1_000
_LEAST_BLOCK = 20
_ONE_PLAN, _FLAT, _LEEFGELD = 10, 1.1, 4
_GROWTH = 10
"""Megabytes: what caches of calendars take, and nothing that a household leaves behind."""


def take_plan(setting: Setting) -> Report:
    """One plan beside a bare generator, and the last plans of a long stream beside its first."""
    setting.tell(f"planning {_block(setting):,} households")
    some = list(islice(cases(setting.households), _block(setting)))
    planned, bare = _beside_bare(some, setting.repeat)
    one = Figure(
        name="one plan",
        floor="a bare generator of the same flows, sorted and folded",
        goal=_ONE_PLAN,
        unit="×",
        samples=ratios([cost.wall for cost in planned], [cost.wall for cost in bare]),
        cpu=ratios(known([cost.cpu for cost in planned]), known([cost.cpu for cost in bare])),
        absolute={"µs a plan": micros(planned, len(some)), "µs its floor": micros(bare, len(some))},
    )
    plans = [plan(case, shipped_rules().norms) for case in some]
    entries = sum(len(one.entries) for one in plans) / len(some)
    notes = [
        f"{entries:.0f} entries a plan on average",
        _said_of_sheets(plans, micros(planned, len(some)), setting.repeat),
    ]
    return Report([one, *_stream(setting)], notes=notes)


def take_leefgeld(setting: Setting) -> Report:
    """From a case to its sustainable leefgeld, beside its plan alone."""
    setting.tell(f"asking {_block(setting):,} households what leefgeld they can bear")
    norms = shipped_rules().norms
    some = [case for case in islice(cases(setting.households), _block(setting)) if _bears(case)]
    solved, planned = [], []
    for _ in range(setting.repeat):
        with timed() as whole:
            for case in some:
                sustainable_leefgeld(plan(case, norms))
        planned.append(_plans(some))
        solved.append(whole.cost)
    figure = Figure(
        name="sustainable leefgeld",
        floor="one plan",
        goal=_LEEFGELD,
        unit="×",
        samples=ratios([cost.wall for cost in solved], [cost.wall for cost in planned]),
        cpu=ratios(known([cost.cpu for cost in solved]), known([cost.cpu for cost in planned])),
        absolute={"µs, its plan included": micros(solved, len(some)), "µs a plan": micros(planned, len(some))},
    )
    return Report([figure], notes=[f"{len(some):,} households under budgetbeheer that bear some leefgeld"])


def _said_of_sheets(plans: Sequence[Plan], a_plan: float, repeat: int) -> str:
    """What it takes to write down what a plan wants, once with the plan, and what to read that in every run."""
    made, read = [], []
    for _ in range(repeat):
        with timed() as making:
            sheets = [Sheet.of(one).written() for one in plans]
        with timed() as reading:
            for sheet in sheets:
                Sheet.read(sheet)
        made.append(making.cost)
        read.append(reading.cost)
    making_one, reading_one = micros(made, len(plans)), micros(read, len(plans))
    return (
        f"a plan's sheet, made once with it: {making_one / a_plan:.2f} of a plan ({making_one:.0f} µs);"
        f" a run reads it in {reading_one / a_plan:.2f} ({reading_one:.0f} µs)"
    )


def _block(setting: Setting) -> int:
    """So many households that a stream has ten blocks of them or more."""
    return max(min(BLOCK, setting.households // 10), _LEAST_BLOCK)


def _beside_bare(some: Sequence[Case], repeat: int) -> tuple[list[Cost], list[Cost]]:
    norms = shipped_rules().norms
    given = [streams(plan(case, norms)) for case in some]
    planned, bare = [], []
    for _ in range(repeat):
        planned.append(_plans(some))
        with timed() as generated:
            for one in given:
                balances(one)
        bare.append(generated.cost)
    return planned, bare


def _plans(some: Sequence[Case]) -> Cost:
    norms = shipped_rules().norms
    with timed() as timing:
        for case in some:
            plan(case, norms)
    return timing.cost


def _stream(setting: Setting) -> list[Figure]:
    """All households as a stream, of which nothing is kept: its last blocks beside its first."""
    setting.tell(f"planning {setting.households:,} households as a stream; inventing them takes most of the time")
    coming, walls, cpus, held = cases(setting.households), [], [], []
    while block := list(islice(coming, _block(setting))):
        cost = _plans(block)
        walls.append(cost.wall / len(block))
        cpus.append((cost.cpu or 0.0) / len(block))
        held.append(memory("VmRSS"))
    first, last = walls[: setting.repeat], walls[-setting.repeat :]
    flat = Figure(
        name=f"a plan among {setting.households:,}",
        floor=f"a plan among the first {_block(setting) * setting.repeat:,}",
        goal=_FLAT,
        unit="×",
        samples=ratios(last, first),
        cpu=ratios(cpus[-setting.repeat :], cpus[: setting.repeat]),
        absolute={"µs a plan, last": median(last) * 1e6, "µs a plan, first": median(first) * 1e6},
    )
    return [flat, *_growth(known(held), setting)]


def _growth(held: Sequence[float], setting: Setting) -> list[Figure]:
    if not held:
        return []
    grown = max(held) - held[0]
    floor = f"what it took after the first {_block(setting):,}"
    return [Figure("memory of the stream", floor, _GROWTH, "MB", (grown,), absolute={"MB in all": max(held)})]


def _bears(case: Case) -> bool:
    return sustainable_leefgeld(plan(case, shipped_rules().norms)) is not None
