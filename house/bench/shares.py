"""Where the time of months goes, by the stages at which their worker was seen."""

from collections import defaultdict
from collections.abc import Sequence

from house.bench.measure import Share
from house.bench.month import Lived
from house.bench.stages import REST


def shares_of(months: Sequence[Lived]) -> list[Share]:
    """Microseconds of a payment by stage, over all months together."""
    spent: defaultdict[str, float] = defaultdict(float)
    waited: defaultdict[str, float] = defaultdict(float)
    payments = sum(lived.payments for lived in months)
    for lived in months:
        for cost, work in ((lived.proposing, lived.proposed), (lived.paying, lived.paid)):
            a_look = cost.wall / work.looks.total() / payments * 1e6
            for stage, looks in work.looks.items():
                spent[stage] += looks * a_look
                waited[stage] += work.waits[stage] * a_look
    shares = [Share(stage, micros, waited[stage]) for stage, micros in spent.items()]
    return sorted(shares, key=lambda share: (share.stage == REST, -share.micros))
