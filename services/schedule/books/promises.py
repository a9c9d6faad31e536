"""What the books promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_OTHER_POSTINGS = """
    select export.organisation_id, export.number, 'its postings are not those of its days' as what
    from journal_export export cross join lateral (
        select count(*) as entries, coalesce(sum(amount), 0) as amount from ledger_entry entry
        where entry.organisation_id = export.organisation_id and entry.stage in ('posted', 'executed')
        and entry.booked_on between export.from_day and export.through_day
    ) as booked where (export.entries, export.amount) <> (booked.entries, booked.amount)
    union all
    select export.organisation_id, export.number, 'it does not follow on the one before it' from (
        select organisation_id, number, from_day, row_number() over of_organisation as place,
            lag(through_day) over of_organisation as before
        from journal_export window of_organisation as (partition by organisation_id order by number)
    ) export where number <> place or from_day <> before + 1
    union all
    select export.organisation_id, export.number, 'something was booked before its first day'
    from journal_export export where number = 1 and exists (
        select from ledger_entry entry
        where entry.organisation_id = export.organisation_id and entry.booked_on < export.from_day
    )
    union all
    select export.organisation_id, export.number, 'its days are not closed'
    from journal_export export left join ledger_closing closing using (organisation_id)
    where export.through_day > coalesce(closing.verified_through, '-infinity')
"""
_OTHER_BYTES = """
    select organisation_id, number, 'its bytes are not those that were exported' as what
    from journal_export export left join (
        select organisation_id, number, sum(length(content)) as size,
            case when sum(length(content)) < 200000000
                then encode(sha256(string_agg(content, ''::bytea order by place)), 'hex') end as sha256
        from journal_export_chunk group by organisation_id, number
    ) kept using (organisation_id, number)
    where kept.size is distinct from export.size or kept.sha256 <> export.sha256
"""
"""What is too large for one value is looked at when it is downloaded."""

PROMISES = (
    Promise(
        "I12",
        "a journal that was exported, and the codes it was exported by, are never rewritten",
        never_rewritten("journal_export", "journal_export_chunk", "journal_account"),
    ),
    Promise("I14", "a journal has the bytes that were exported", _OTHER_BYTES),
    Promise("I27", "the journals have each posting of their days once, and no day is left out", _OTHER_POSTINGS),
)
