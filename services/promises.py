"""Promises: what is true of every database at any moment, as SQL that names whoever breaks it.

Each service has a `promises.py` with its own; here is what a promise is, and those about the furniture that every
service has. A query gives one row for each offender, ids and figures and nobody's personal data, and none while the
promise is kept. It is asked with the service's schema as search path, by somebody who sees all organisations.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Each(NamedTuple):
    """Of what a promise speaks one by one, as households or subjects: who was in order stays so until a row changes.

    `shown` are the tables and views of which only the rows of those who changed have to be shown to the query, each
    with the column that says whose a row is. `changed` are queries for those who changed: `{lately}` in them is true of
    the rows of their table that were written since. A row that is deleted breaks nothing only in tables of `may_go`.
    """

    shown: Mapping[str, str]
    changed: tuple[str, ...]
    may_go: frozenset[str] = frozenset()

    @classmethod
    def of_tables(cls, shown: Mapping[str, str], *further: str) -> "Each":
        """Those who changed by a row of theirs in a table that is shown, or by what `further` queries say."""
        own = (f"select {column} from {table} where {{lately}}" for table, column in shown.items())
        return cls(shown, (*own, *further))


class Promise(NamedTuple):
    """A promise by its number in docs/promises.md, what it says, and the query that gives its offenders.

    With `each` it can be asked of those alone who changed since all were found in order.
    """

    number: str
    says: str
    offenders: str
    each: Each | None = None


def never_rewritten(*tables: str) -> str:
    """SQL: the tables of these that somebody could rewrite, and how."""
    names = ", ".join(f"'{table}'" for table in tables)
    return f"""
    select history, what from unnest(array[{names}]) as history,
    lateral (
        select 'its trigger is gone or off' as what where not exists (
            select from pg_trigger where tgrelid = history::regclass and tgname = 'is_append_only' and tgenabled = 'O'
        )
        union all
        select right_to || ' is granted to ' || grantee::regrole
        from pg_class, aclexplode(relacl) as granted (grantor, grantee, right_to, grantable)
        where pg_class.oid = history::regclass and grantee <> relowner
            and right_to in ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
    ) found
"""


_TOLD_TO_EACH_DOOR = """
    select organisation_id, event.id as event_id, door.name as door, 'has no delivery' as what
    from outbox event join door on door.hears is null or event.type = any(door.hears)
    where exists (
        select from outbox_delivery earlier where (earlier.organisation_id, earlier.subject, earlier.door)
            = (event.organisation_id, event.subject, door.name) and earlier.sequence < event.sequence
    ) and not exists (
        select from outbox_delivery own
        where (own.organisation_id, own.event_id, own.door) = (event.organisation_id, event.id, door.name)
    )
    union all
    select organisation_id, event_id, door, 'was delivered before what happened earlier'
    from outbox_delivery late where delivered_at is not null and exists (
        select from outbox_delivery earlier where (earlier.organisation_id, earlier.subject, earlier.door)
            = (late.organisation_id, late.subject, late.door)
        and earlier.sequence < late.sequence and earlier.delivered_at is null
    )
    union all
    select organisation_id, event_id, door, 'is the delivery of something else'
    from outbox_delivery delivery where not exists (
        select from outbox event where (event.organisation_id, event.id, event.subject, event.sequence)
            = (delivery.organisation_id, delivery.event_id, delivery.subject, delivery.sequence)
    )
    union all
    select coalesce(numbered.organisation_id, event.organisation_id), null, coalesce(numbered.subject, event.subject),
        'its events are not numbered from one on'
    from outbox_subject numbered full join (
        select organisation_id, subject, count(*) as events, max(sequence) as last from outbox
        group by organisation_id, subject
    ) event using (organisation_id, subject)
    where (numbered.sequence, numbered.sequence) is distinct from (event.events, event.last)
"""
_SUBJECT = Each.of_tables(
    {"outbox": "subject", "outbox_delivery": "subject", "outbox_subject": "subject"},
    "select subject from outbox where exists (select from door where {lately})",
)
_BEHIND_ROW_LEVEL_SECURITY = r"""
    select relname::text as table_name, 'row-level security is off, or does not bind the owner' as what
    from pg_class c where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and exists (
        select from pg_attribute where attrelid = c.oid and attname = 'organisation_id' and not attisdropped
    ) and not (relrowsecurity and relforcerowsecurity)
    union all
    select relname::text, 'its policy is not the one that every table has'
    from pg_class c where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and exists (
        select from pg_attribute where attrelid = c.oid and attname = 'organisation_id' and not attisdropped
    ) and (
        select count(*) = 1 and bool_and(
            polcmd = '*' and polpermissive and polroles = '{0}' and polwithcheck is null
            and pg_get_expr(polqual, polrelid)
                ~ '^\(organisation_id = \( SELECT .*current_setting\(''app.organisation''::text, true\).*\)\)$'
        ) from pg_policy where polrelid = c.oid and (polname <> 'of_households' or polpermissive)
    ) is not true
    union all
    select relname::text, 'who is narrowed to some households sees others in it'
    from pg_class c where relnamespace = current_schema()::regnamespace and current_schema() = 'schedule'
    and relkind in ('r', 'p') and relname <> 'processing_household' and (relname = 'household' or exists (
        select from pg_attribute where attrelid = c.oid and attname = 'household_id' and not attisdropped
    )) and not exists (
        select from pg_policy where polrelid = c.oid and polname = 'of_households' and polcmd = '*'
        and polroles = '{0}' and polwithcheck is null
        and pg_get_expr(polqual, polrelid) ~ 'IS NULL\) OR \((household_)?id = ANY .*app.households'
    )
    union all
    select rolname::text, 'this role sees every organisation, or owns what it reads' from pg_roles r
    where rolname = 'ontzorg_' || current_schema() and (rolsuper or rolbypassrls or exists (
        select from pg_class where relnamespace = current_schema()::regnamespace and relowner = r.oid
    ))
"""

FURNITURE = (
    Promise(
        "I12",
        "what was announced, received or answered can be added to and never rewritten",
        never_rewritten("outbox", "inbox", "idempotency_key"),
    ),
    Promise(
        "I17",
        "each event goes to each door that hears of such, in the order of its subject",
        _TOLD_TO_EACH_DOOR,
        _SUBJECT,
    ),
    Promise("I19", "no organisation sees another: row-level security is forced everywhere", _BEHIND_ROW_LEVEL_SECURITY),
)
