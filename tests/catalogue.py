"""What must be true of every schema, asked of PostgreSQL's own catalogue: each rule is a query that names offenders.

And for each rule a fault that somebody could make one day, which the rule must find.
"""

from dataclasses import dataclass

from services.migration import POLICY

OUTSIDE = ("alembic_version", "door", "organisation", "shard", "supplier_card")
"""Tables that belong to no organisation; they hold nothing about anybody. The job engine's own begin with its name."""

_MACHINE = (
    r"\m(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random\w*|gen_random_uuid|uuid\w*|nextval)"
    r"\M\s*\(|\mcurrent_(date|time|timestamp)\M|\mlocaltime"
)


@dataclass(frozen=True)
class Rule:
    """`offenders` selects one text for each; `fault` plants some, of which the rule must say exactly `found`."""

    name: str
    offenders: str
    fault: str
    found: tuple[str, ...]


_POLICIES = "array_agg((polcmd::text, polpermissive, polroles, pg_get_expr(polqual, polrelid), polwithcheck)::text)"
_TABLES = """
    select c.oid, n.nspname || '.' || c.relname as name, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner,
        n.nspname as schema, exists (
            select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
        ) as of_organisation
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any(%(services)s) and c.relkind in ('r', 'p') and c.relname not like 'procrastinate%%'
"""
_HOUSEHOLD = (
    "create table schedule.pet (organisation_id uuid not null, id uuid not null, primary key (organisation_id, id))"
)
_SECURED = f"""
    {_HOUSEHOLD};
    alter table schedule.pet owner to ontzorg_schedule_owner;
    alter table schedule.pet enable row level security;
    alter table schedule.pet force row level security;
    create policy of_organisation on schedule.pet using ({POLICY})
"""

RULES = (
    Rule(
        "a table belongs to an organisation or is known to stand outside",
        f"select name from ({_TABLES}) t where not of_organisation and relname <> all(%(outside)s)",
        "create table schedule.gossip (about text primary key)",
        ("schedule.gossip",),
    ),
    Rule(
        "row-level security is on, and binds the owner too",
        f"select name from ({_TABLES}) t where of_organisation and not (relrowsecurity and relforcerowsecurity)",
        f"{_SECURED}; alter table schedule.pet no force row level security",
        ("schedule.pet",),
    ),
    Rule(
        "the policy is that of the house, for every command and everyone, and there is no other",
        f"""select name from ({_TABLES}) t where of_organisation and (
            select {_POLICIES} from pg_policy where polrelid = t.oid and (polname <> 'of_households' or polpermissive)
        ) is distinct from (
            select {_POLICIES} from pg_policy where polrelid = 'schedule.outbox'::regclass
        )""",
        f"{_SECURED}; create policy for_support on schedule.pet for select using (true)",
        ("schedule.pet",),
    ),
    Rule(
        "organisation_id leads every index, the primary key first of all",
        f"""select t.name || ' ' || i.indexrelid::regclass from ({_TABLES}) t join pg_index i on i.indrelid = t.oid
            where of_organisation and coalesce((
                select attname from pg_attribute where attrelid = t.oid and attnum = i.indkey[0]
            ), '') <> 'organisation_id'
        union select name || ' has no primary key' from ({_TABLES}) t
            where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)""",
        f"{_SECURED}; create index pet_by_id on schedule.pet (id); alter table schedule.pet drop constraint pet_pkey",
        ("schedule.pet has no primary key", "schedule.pet schedule.pet_by_id"),
    ),
    Rule(
        "a foreign key between tables of an organisation stays within the organisation",
        f"""select t.name || ' ' || f.conname from ({_TABLES}) t join pg_constraint f on f.conrelid = t.oid
            join ({_TABLES}) far on far.oid = f.confrelid
            where f.contype = 'f' and t.of_organisation and far.of_organisation and not exists (
                select from unnest(f.conkey, f.confkey) as pair(here, there)
                join pg_attribute a on a.attrelid = t.oid and a.attnum = here and a.attname = 'organisation_id'
                join pg_attribute b on b.attrelid = far.oid and b.attnum = there and b.attname = 'organisation_id'
            )""",
        f"""{_SECURED}; create unique index on schedule.pet (id);
        alter table schedule.pet add column mother uuid references schedule.pet (id)""",
        ("schedule.pet pet_mother_fkey",),
    ),
    Rule(
        "the owner owns every table and function",
        f"""select t.name from ({_TABLES}) t where pg_get_userbyid(relowner) <> 'ontzorg_' || schema || '_owner'
        union select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = any(%(services)s) and pg_get_userbyid(proowner) <> 'ontzorg_' || nspname || '_owner'
        union select nspname::text from pg_namespace
            where nspname = any(%(services)s) and pg_get_userbyid(nspowner) <> 'ontzorg_' || nspname || '_owner'""",
        f"""{_SECURED}; alter table schedule.pet owner to ontzorg_schedule;
        create function schedule.mine() returns int language sql as 'select 1'""",
        ("schedule.mine()", "schedule.pet"),
    ),
    Rule(
        "the service's role logs in and can do nothing more than read and write rows",
        """select rolname::text from pg_roles r where rolname = any(%(roles)s) and (
            rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication or not rolcanlogin
            or exists (select from pg_auth_members m where m.member = r.oid)
            or has_database_privilege(rolname, current_database(), 'CREATE')
            or exists (
                select from pg_namespace n where nspname !~ '^pg_temp' and has_schema_privilege(r.oid, n.oid, 'CREATE')
            )
            or exists (
                select from pg_shdepend d
                where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o'
            )
        )""",
        "alter role ontzorg_schedule bypassrls",
        ("ontzorg_schedule",),
    ),
    Rule(
        "the owner cannot log in, nor do more than own",
        """select rolname::text from pg_roles where rolname = any(%(owners)s)
            and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication or rolcanlogin)""",
        "alter role ontzorg_schedule_owner login",
        ("ontzorg_schedule_owner",),
    ),
    Rule(
        "nobody but the service reads a table, and it may not empty one or hang triggers on it",
        f"""select t.name || ' ' || grantee::regrole || ' ' || privilege_type from ({_TABLES}) t
            join pg_class c on c.oid = t.oid, aclexplode(c.relacl) where grantee <> c.relowner and (
                grantee::regrole::text <> 'ontzorg_' || schema
                or privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') or is_grantable
            )""",
        f"{_SECURED}; grant truncate on schedule.pet to ontzorg_schedule",
        ("schedule.pet ontzorg_schedule TRUNCATE",),
    ),
    Rule(
        "what is append-only is so by trigger and by grant",
        f"""select t.name from ({_TABLES}) t join pg_trigger g on g.tgrelid = t.oid and g.tgname = 'is_append_only'
            where g.tgenabled <> 'O' or has_table_privilege('ontzorg_' || schema, t.oid, 'UPDATE')
            or has_table_privilege('ontzorg_' || schema, t.oid, 'DELETE')""",
        "grant delete on schedule.outbox to ontzorg_schedule",
        ("schedule.outbox",),
    ),
    Rule(
        "no default takes time or chance from the machine",
        f"""select t.name || '.' || a.attname from ({_TABLES}) t join pg_attribute a on a.attrelid = t.oid
            left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
            where attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) ~* '{_MACHINE}'""",
        """alter table schedule.shard add column made_at timestamptz default now();
        alter table schedule.shard add column id uuid default gen_random_uuid();
        alter table schedule.shard add column number int generated always as identity""",
        ("schedule.shard.id", "schedule.shard.made_at", "schedule.shard.number"),
    ),
    Rule(
        "no function of ours asks the machine either, or acts with its owner's rights",
        f"""select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = any(%(services)s) and proname not like 'procrastinate%%'
            and (prosecdef or prosrc ~* '{_MACHINE}')""",
        """create function schedule.stamp() returns timestamptz language sql as 'select clock_timestamp()';
        create function schedule.peek() returns bigint language sql security definer as 'select 1::bigint'""",
        ("schedule.peek()", "schedule.stamp()"),
    ),
    Rule(
        "a moment has a time zone and an amount no fraction",
        f"""select t.name || '.' || a.attname from ({_TABLES}) t join pg_attribute a on a.attrelid = t.oid
            where attnum > 0 and not attisdropped
            and format_type(atttypid, null) in ('timestamp without time zone', 'real', 'double precision', 'money')""",
        "alter table schedule.shard add column at timestamp; alter table schedule.shard add column amount float",
        ("schedule.shard.amount", "schedule.shard.at"),
    ),
)
