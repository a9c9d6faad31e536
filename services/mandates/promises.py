"""Everything that the mandates service promises about its database: who pays, what was decided, and its furniture's."""

from services.processing_chain import CHAINED, LOGGED_FOR_GOOD
from services.promises import FURNITURE, Each, Promise, never_rewritten

_MACHINES = ("account", "authorisation", "direct_debit", "handshake", "paper", "watched_month", "alarm")
"""Tables and machines have the same names."""

_HISTORY = Promise(
    "I12",
    "steps, payers of record, suppliers' versions, documents and decisions can be added to and never rewritten",
    never_rewritten(
        "transition",
        "payer_of_record",
        "supplier_version",
        "authorisation_document",
        "expected_use",
        "bill_decision",
        "ramp_down_decision",
    ),
)


def _other_than_told(machine: str) -> str:
    return f"""
        select thing.organisation_id, '{machine}' as machine, thing.id as thing_id, case
            when last.sequence is null then 'no step ever led here'
            when thing.changes <> last.sequence then 'the count of its steps is another'
            else 'its last step led elsewhere' end as what
        from {machine} thing left join lateral (
            select sequence, state from transition
            where transition.organisation_id = thing.organisation_id and subject_id = thing.id
            and machine = '{machine}' order by sequence desc limit 1
        ) last on true
        where (last.state, last.sequence) is distinct from (thing.state, thing.changes)
    """


_AS_ITS_STEPS_TELL = f"""
    {" union all ".join(map(_other_than_told, _MACHINES))}
    union all
    select organisation_id, machine, subject_id, 'a step does not begin where the one before it ended'
    from (
        select *, lag(state) over steps as led_to, lag(sequence) over steps as number
        from transition window steps as (partition by organisation_id, subject_id order by sequence)
    ) step
    where before is distinct from led_to or sequence <> coalesce(number, 0) + 1
"""
_THING = Each.of_tables({"transition": "subject_id"} | dict.fromkeys(_MACHINES, "id"))
_DECIDED_BY_ANOTHER = """
    select organisation_id, id as account_id, 'is decided by who proposed it' as what from account
    where decided_by = proposed_by
    union all
    select organisation_id, id, 'is approved and nobody decided it' from account
    where state in ('approved', 'rejected') and decided_by is null
"""
_ONE_PAYER = """
    select cost_month.organisation_id, cost_month.household_id, cost_month.cost, cost_month.month,
        'is arranged with a supplier and has no payer' as what
    from cost_month
    where exists (
        select from arrangement where (arrangement.organisation_id, arrangement.household_id, arrangement.cost)
            = (cost_month.organisation_id, cost_month.household_id, cost_month.cost)
        and arrangement.from_month <= cost_month.month
    ) and not exists (
        select from payer_of_record payer where (payer.organisation_id, payer.household_id, payer.cost)
            = (cost_month.organisation_id, cost_month.household_id, cost_month.cost)
        and payer.from_month <= cost_month.month
    )
    union all
    select organisation_id, household_id, cost, null, 'its payers are not numbered from one on'
    from payer_of_record group by organisation_id, household_id, cost
    having (count(*), min(sequence)) <> (max(sequence), 1)
    union all
    select payer.organisation_id, payer.household_id, payer.cost, payer.from_month,
        'its payer is arranged with somebody else''s household or for another cost'
    from payer_of_record payer join arrangement
    on arrangement.organisation_id = payer.organisation_id and arrangement.id = payer.arrangement_id
    where (arrangement.household_id, arrangement.cost) <> (payer.household_id, payer.cost)
    union all
    select organisation_id, household_id, cost, from_month, 'its handshake came about and changed no payer'
    from handshake agreed
    where state in ('confirmed', 'decided') and not exists (
        select from payer_of_record payer
        where payer.organisation_id = agreed.organisation_id and payer.handshake_id = agreed.id
    ) and not exists (
        select from arrangement mine join arrangement another using (organisation_id, household_id, cost)
        where (mine.organisation_id, mine.id) = (agreed.organisation_id, agreed.arrangement_id)
        and another.from_month <= greatest(agreed.from_month, agreed.answered_month)
        and (another.from_month, another.id) > (mine.from_month, mine.id)
    )
"""
"""A supplier's word about months in which another supplier holds changes nobody's payer."""

_HOUSEHOLD = Each.of_tables(
    dict.fromkeys(("cost_month", "arrangement", "payer_of_record", "handshake"), "household_id")
)._replace(may_go=frozenset({"cost_month"}))
_ONE_ALARM = """
    select organisation_id, household_id, kind, about, month, count(*) || ' of them stand' as what
    from alarm where state <> 'closed' group by organisation_id, household_id, kind, about, month having count(*) > 1
    union all
    select organisation_id, household_id, kind, about, month, 'they are not numbered from one on'
    from alarm group by organisation_id, household_id, kind, about, month
    having (count(*), min(number)) <> (max(number), 1)
"""

PROMISES = tuple(
    sorted(
        [
            *FURNITURE,
            CHAINED,
            LOGGED_FOR_GOOD,
            _HISTORY,
            Promise("I12", "whatever has a life of its own is where its last step led", _AS_ITS_STEPS_TELL, _THING),
            Promise("I13", "no payee account is approved by who proposed it", _DECIDED_BY_ANOTHER),
            Promise("I23", "each cost-month that is arranged has exactly one payer of record", _ONE_PAYER, _HOUSEHOLD),
            Promise("I25", "of one harm that somebody is warned of one alarm stands", _ONE_ALARM),
        ],
        key=lambda promise: int(promise.number.removeprefix("I")),
    )
)
