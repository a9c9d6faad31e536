"""The part of the page that tells of the registry: one table, a row a policy, and what its words mean."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from house.demo.registry_outcome import RegistryOutcome
from services.money import euros

_NOTHING = "–"
HEADINGS = (
    "Policy", "Alarms raised", "Over in time", "By what", "Too late", "Reached a supervisor", "Still open",
    "Held by the registry", "Paid later", "Who pays, in cost-months",
)  # fmt: skip
MEANS = {
    "Alarms raised": "harm that a rule saw coming, each for one cost of one household, weeks before the day it hurts.",
    "Over in time": "closed before the day on which it would have hurt, and by what: nothing closes by hand.",
    "Reached a supervisor": "nobody had acted by the day to act, so the regisseur was shown it.",
    "Still open": "on the last day, with the payments that wait for just that.",
    "Held by the registry": "payments without its go-ahead, each once for each reason; paid later if that came.",
    "Who pays, in cost-months": "the payer of record of each month of a cost that fell due, as it stands at the end. "
    "Months in which there are two, or none, are those that an alarm was raised about; there is no other.",
}
_WORDS = {
    "we_push": "we pay",
    "benefit_system_withholds": "withheld from the benefit",
    "supplier_pulls": "the supplier draws from us",
    "client_pays": "the client",
    "client_pays_watched": "the client, watched",
    "account.approve": "account approved",
    "authorisation.decide_duty": "duty decided",
    "direct_debit.revoke": "direct debit revoked",
    "direct_debit.expire": "direct debit expired",
    "handshake.ask": "supplier asked",
    "handshake.confirm": "supplier confirmed",
    "handshake.refuse": "supplier refused",
    "handshake.remind": "supplier reminded",
    "payer_of_record.decision": "payer decided",
    "payer_of_record.initial": "cost arranged",
    "paper.deliver": "paper brought",
}
_NAMED = 4


def rows(outcomes: Sequence[RegistryOutcome]) -> Iterator[list[str]]:
    """The cells of each policy, ready for a table."""
    for one in outcomes:
        kinds = {str(kind): of.raised for kind, of in one.alarms.items()}
        number, amount = one.holds
        yield [
            f'<th scope="row">{escape(one.policy)}</th>',
            _cell(one.raised, _named(kinds, len(kinds))),
            _cell(one.in_time),
            f"<td><small>{escape(_named(one.by))}</small></td>",
            _cell(one.too_late),
            _cell(one.reached_supervisor),
            _cell(one.open, f"{number} payments of {euros(amount, 'en')} wait" if number else ""),
            _cell(one.held.total(), _named(one.held)),
            _cell(one.paid_later.total()),
            _cell(one.payers.total(), _named(one.payers, len(one.payers))),
        ]


def _cell(number: int, small: str = "") -> str:
    below = f"<small>{escape(small)}</small>" if small else ""
    return f"<td>{number or _NOTHING}{below}</td>"


def _named(counted: Mapping[str, int], most: int = _NAMED) -> str:
    """The most frequent first, and how many there are beside them."""
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{_WORDS.get(name, name.replace('_', ' '))} {count}" for name, count in ranked[:most]]
    others = sum(count for _, count in ranked[most:])
    return ", ".join([*named, f"other {others}"] if others else named)
