"""The summary as one page for people: HTML that needs no script, no network and no explanation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from house.demo import registry_page
from house.demo.outcome import PolicyOutcome
from house.demo.registry_outcome import RegistryOutcome
from house.demo.running import PaidRun
from house.demo.story import Told
from services.money import euros
from services.months import first_day
from services.schedule.instructions.instruction import Outcome

_NOTHING = "–"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.2rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: #555; padding-bottom: .5rem; }
th, td { text-align: right; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ddd; }
th:first-child { text-align: left; }
thead th { border-bottom: 2px solid #1b1b1b; }
small { display: block; color: #555; font-weight: 400; }
dt { font-weight: 600; }
.bad { color: #a4161a; font-weight: 600; }
.scroll { overflow-x: auto; }
"""
_POLICY_HEADINGS = (
    "Policy", "House&shy;holds", "Lowest left to live on", "Median", "Could not live on it", "Days without money",
    "Late bills", "Late leefgeld", "Deepest gap", "Held", "Still waiting", "COA debt", "Paid twice", "Tasks overdue",
)  # fmt: skip
_RUN_HEADINGS = ("Run", "Payments", "Sum", "Held", "Why")
_MEANS = {
    "Lowest left to live on": "as planned: the least of any household in a whole month, after the bills of its own.",
    "Median": "as planned: of all households, the one in the middle, in its worst month.",
    "Could not live on it": "as planned: households with a month below the floor; held leefgeld makes it worse.",
    "Days without money": "as planned: from leaving the azc to the first money; in the middle, and at most.",
    "Late bills": "due since the start, and paid after their day or not yet.",
    "Late leefgeld": "what people live from, sent after its day or not yet.",
    "Deepest gap": "as planned: how far below zero an account would go if all were paid on its day, and until when; "
    "what the approved minstand does not carry is held instead.",
    "Held": "payments that a run did not send, each counted once for each reason; nothing is dropped in silence.",
    "COA debt": "what COA wants back because it went on paying until the B12 was processed.",
    "Paid twice": "days for which the benefit was cut for COA's money and not made whole since.",
}


def page(told: Told, organisation: str, households: int, seed: int) -> str:
    """The whole page; the same seed gives the same page."""
    begins, ends = _day(told.calendar.begins_on), _day(told.calendar.ends_on)
    paid = euros(sum(file.record.amount for file in told.files), "en")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(organisation)}: what happened to people</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(organisation)}</h1>
<p>{households} invented households (seed {seed}), {begins} to {ends}: {told.payments:,} payments, {paid},
in {len(told.files)} bank files. To every municipality came the same people, so what differs is its policy and the day
on which it pays the benefit. Each payment went out once, each file fits its schema, and its sum is what the ledger
holds in reserve for it. {_withheld(told)}</p>
<h2>What happened to people, and what their plans say</h2>
{_policies(told.outcomes)}
<dl>{"".join(f"<dt>{word}</dt><dd>{escape(means)}</dd>" for word, means in _MEANS.items())}</dl>
<h2>What the registry saw, and what became of it</h2>
{_registry(told.registry)}
<dl>{"".join(f"<dt>{word}</dt><dd>{escape(means)}</dd>" for word, means in registry_page.MEANS.items())}</dl>
<h2>Which tasks are overdue</h2>
{_overdue(told.outcomes)}
<h2>What was paid</h2>
{_runs(told.runs)}
<h2>What holds</h2>
<ul>{"".join(f"<li>{escape(promise)}</li>" for promise in told.promises)}</ul>
</body>
</html>
"""


def _withheld(told: Told) -> str:
    asked, done = told.instructed.total(), told.instructed[Outcome.WITHHELD]
    return f"Beside that the benefit system was instructed {asked} times to withhold a rent, and did so {done} times."


def _policies(outcomes: Sequence[PolicyOutcome]) -> str:
    return _table("Amounts are those of the policy's own municipality.", _POLICY_HEADINGS, map(_policy, outcomes))


def _policy(one: PolicyOutcome) -> list[str]:
    gap = one.deepest_gap
    until = "" if gap is None else f"until {_day(gap.ends_on)}" if gap.ends_on else "and it stays"
    return [
        f'<th scope="row">{escape(one.policy.name)}<small>{escape(one.policy.title)}</small>'
        f"<small>{escape(one.town)}</small></th>",
        _cell(one.households),
        _cell(_amount(one.lowest_rest), bad=(one.lowest_rest or 0) < 0),
        _cell(_amount(one.median_rest)),
        _cell(f"{one.share_that_could_not_live}%", str(one.could_not_live), bad=one.share_that_could_not_live > 50),
        _cell(one.median_days_without_money, f"at most {one.most_days_without_money}"),
        _cell(one.late_costs or _NOTHING, _amount(one.late_sum) if one.late_costs else ""),
        _cell(one.late_leefgeld or _NOTHING),
        _cell(_NOTHING if gap is None else _amount(gap.deepest), until),
        _cell(one.held.total() or _NOTHING, _named(one.held)),
        _cell(one.waiting.total() or _NOTHING, _named(one.waiting)),
        _cell(_amount(one.coa_debt)),
        _cell(f"{one.days_paid_twice} days", _amount(one.paid_twice)),
        _cell(one.overdue.total() or _NOTHING),
    ]


def _registry(outcomes: Sequence[RegistryOutcome]) -> str:
    caption = "Who pays which cost, and what was missing. Alarms count for the months of this story."
    return _table(caption, registry_page.HEADINGS, registry_page.rows(outcomes))


def _overdue(outcomes: Sequence[PolicyOutcome]) -> str:
    kinds = sorted({kind for one in outcomes for kind in one.overdue})
    headings = ("Policy", *(kind.replace("_", " ") for kind in kinds))
    rows = ([_row_name(one.policy.name), *(_cell(one.overdue[kind] or _NOTHING) for kind in kinds)] for one in outcomes)
    return _table("Open, and their day has passed.", headings, rows)


def _runs(runs: Sequence[PaidRun]) -> str:
    rows = (
        [
            _row_name(f"{first_day(run.key.month):%B %Y}, {run.key.kind} {run.key.number}"),
            _cell(run.payments),
            _cell(_amount(run.amount)),
            _cell(sum(run.held.values()) or _NOTHING),
            _cell(_named(run.held)),
        ]
        for run in runs
    )
    return _table("A payment that is held is looked at again in the next run.", _RUN_HEADINGS, rows)


def _table(caption: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _row_name(text: str) -> str:
    return f'<th scope="row">{escape(text)}</th>'


def _cell(value: object, small: str = "", *, bad: bool = False) -> str:
    style = ' class="bad"' if bad else ""
    below = f"<small>{escape(small)}</small>" if small else ""
    return f"<td{style}>{escape(str(value))}{below}</td>"


def _amount(cents: int | None) -> str:
    return _NOTHING if cents is None else euros(cents, "en")


def _named(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{counted[name]} {name.replace('_', ' ')}" for name in sorted(counted))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
