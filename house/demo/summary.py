"""The summary as data: what was paid and held, and what happened to people under each policy. Amounts are cents."""

from collections.abc import Mapping
from typing import Any

from house.demo.outcome import PolicyOutcome
from house.demo.registry_outcome import RegistryOutcome
from house.demo.running import PaidRun
from house.demo.story import Told
from services.months import month_text


def summary(told: Told, households: int, seed: int) -> dict[str, Any]:
    """All of it, ready for JSON; the same seed gives the same text."""
    return {
        "households": households,
        "seed": seed,
        "from": told.calendar.begins_on.isoformat(),
        "to": told.calendar.ends_on.isoformat(),
        "policies": [_policy(one) for one in told.outcomes],
        "registry": [_registry(one) for one in told.registry],
        "runs": [_run(one) for one in told.runs],
        "payments": told.payments,
        "instructedToWithhold": _sorted({str(outcome): lines for outcome, lines in told.instructed.items()}),
        "bankFiles": [
            {"name": file.path.name, "municipality": file.municipality, "items": file.record.items,
             "amount": file.record.amount, "sha256": file.record.sha256}
            for file in told.files
        ],
        "messages": [
            {"channel": way.channel, "language": way.language, "sent": count}
            for way, count in sorted(told.messages.items())
        ],
        "factsRecorded": told.facts_recorded,
        "promisesKept": told.promises,
    }  # fmt: skip


def _policy(one: PolicyOutcome) -> dict[str, Any]:
    gap = one.deepest_gap
    return {
        "policy": one.policy.name,
        "title": one.policy.title,
        "municipality": one.town,
        "households": one.households,
        "lowestRest": one.lowest_rest,
        "medianRest": one.median_rest,
        "couldNotLiveOnIt": one.could_not_live,
        "percentThatCouldNot": one.share_that_could_not_live,
        "daysWithoutMoney": {"median": one.median_days_without_money, "most": one.most_days_without_money},
        "lateBills": {"count": one.late_costs, "amount": one.late_sum},
        "lateLeefgeld": one.late_leefgeld,
        "deepestGap": gap
        and {
            "deepest": gap.deepest,
            "deepestOn": gap.deepest_on.isoformat(),
            "endsOn": gap.ends_on.isoformat() if gap.ends_on else None,
        },
        "held": _sorted(one.held),
        "stillWaiting": _sorted(one.waiting),
        "coaDebt": one.coa_debt,
        "paidTwice": {"days": one.days_paid_twice, "amount": one.paid_twice},
        "tasksOverdue": _sorted(one.overdue),
    }


def _registry(one: RegistryOutcome) -> dict[str, Any]:
    payments, amount = one.holds
    return {
        "policy": one.policy,
        "alarms": {
            str(kind): {
                "raised": of.raised,
                "overInTime": of.in_time,
                "overTooLate": of.too_late,
                "stillOpen": of.open,
                "reachedSupervisor": of.reached_supervisor,
                "overInTimeBy": _sorted(of.by),
            }
            for kind, of in one.alarms.items()
        },
        "openAlarmsHold": {"payments": payments, "amount": amount},
        "held": _sorted(one.held),
        "paidLater": _sorted(one.paid_later),
        "costMonthsByPayer": _sorted(one.payers),
        "costMonthsWithTwoPayersOrNone": {"seen": one.at_odds, "unseen": 0},
    }


def _run(run: PaidRun) -> dict[str, Any]:
    return {
        "month": month_text(run.key.month),
        "kind": str(run.key.kind),
        "number": run.key.number,
        "payments": run.payments,
        "amount": run.amount,
        "held": _sorted(run.held),
        "difference": [part._asdict() for part in run.difference],
    }


def _sorted(counted: Mapping[str, int]) -> dict[str, int]:
    return {str(name): counted[name] for name in sorted(counted)}
