"""The measures that there are, in the order in which they are taken. A new one is a line here."""

from house.bench.graph_measure import take_graph
from house.bench.history_measure import take_history
from house.bench.measure import Measure
from house.bench.message_measure import take_messages
from house.bench.month_measures import take_month
from house.bench.plan_measures import take_leefgeld, take_plan
from house.bench.release_measure import take_release
from house.bench.replica_measure import take_replicas
from house.bench.statement_measure import take_statement
from house.bench.webhook_measure import take_webhooks

MEASURES = (
    Measure("plan", "One plan, and whether it stays as quick among many.", "half a minute", take_plan),
    Measure("leefgeld", "From a case to the leefgeld that it bears.", "seconds", take_leefgeld),
    Measure(
        "month",
        "A month, from the proposal to the bank files, by one worker and by two.",
        "a quarter of an hour, of which half to hand in the caseload",
        take_month,
    ),
    Measure(
        "release",
        "What asking the registry adds to a month, and whether a line stays as quick among many.",
        "a quarter of an hour, of which half to hand in the caseload",
        take_release,
    ),
    Measure(
        "statement",
        "A month's bank statement, from its bytes to the ledger.",
        "a quarter of an hour, of which half to hand in the caseload",
        take_statement,
    ),
    Measure(
        "webhooks",
        "Webhooks sent, signed and written down, and what an endpoint that hangs costs the others.",
        "a minute",
        take_webhooks,
    ),
    Measure(
        "messages",
        "What everybody is told of a month, asked for, written and kept.",
        "a quarter of an hour, of which most to hand in the caseload; with --households 500 a minute",
        take_messages,
    ),
    Measure(
        "graph",
        "A page of fifty households with five things of each, through the graph.",
        "a minute",
        take_graph,
    ),
    Measure(
        "replicas",
        "A page through two gateways and two schedule services, beside one of each.",
        "two minutes",
        take_replicas,
    ),
    Measure("history", "Whether a month costs the same after two years.", "three minutes", take_history),
)
