"""What was said to have come back did not, after all: its payment holds its key again, and waits no more."""

from collections.abc import Sequence

from sqlalchemy import text

from services.database import ReadSession, Session
from services.schedule.hand import Hand
from services.schedule.households.waiting_for_registry import look_at_those_who_wait
from services.schedule.matching.coming_back import end_asking_why
from services.schedule.matching.return_reason import cure_of
from services.schedule.matching.submitted import Submitted
from services.schedule.payments.booking import subject_of
from services.schedule.payments.waiting import wait_no_more
from services.storing import connection_of

_KEY = "household_id = :household_id and month = :month and purpose = :purpose and occasion = :occasion"
_PAID_ANEW = text(
    f"""
    select exists (
        select from payment where {_KEY} and live union all select from payment_settled where {_KEY}
    )
    """
)
_HOLD = text(
    f"update payment set live = true, came_back = null where {_KEY} and run_id = :run_id and came_back = 'returned'"
)
_BEFORE = text(
    f"""
    select payment.run_id, payee_id, reason_code, told_on, count(*) over () as times
    from payment join payment_told as told
    on told.run_id = payment.run_id and told.end_to_end_id = payment.end_to_end_id
    where {_KEY} and came_back is not null and told.outcome <> 'executed' order by told.at desc limit 1
    """
)
_FORGET = text(f"delete from payment_came_back where {_KEY}")
_KEEP_BEFORE = text(
    f"""
    update payment_came_back set times = :times, run_id = :run_id, account_id = :account_id,
        reason_code = :reason_code, cure = :cure, since = :since, decided_by = null, decided_at = null,
        why_sealed = null
    where {_KEY}
    """
)


async def is_paid_anew(session: ReadSession, payment: Submitted) -> bool:
    """Whether what came back was paid again since, stands in a run that pays it, or was settled otherwise."""
    return bool((await session.execute(_PAID_ANEW, _key(payment))).scalar_one())


async def let_wait_no_more(session: Session, hand: Hand, payments: Sequence[Submitted]) -> None:
    """Undo what `let_wait` did of payments that nobody paid anew; the caller holds their households and has taken back
    what the bank was taken to tell."""
    for payment in payments:
        await session.execute(_HOLD, {**_key(payment), "run_id": payment.run_id})
        await _came_back_before(session, payment)
        await end_asking_why(session, hand, payment.household_id, subject_of(payment.key))
    gone = [(one.household_id, one.key) for one in payments]
    await wait_no_more(await connection_of(session), gone)
    await look_at_those_who_wait(session, sorted({one.household_id for one in payments}))


async def _came_back_before(session: Session, payment: Submitted) -> None:
    """What came back earlier under the same key did so; without that nothing ever did."""
    key = _key(payment)
    before = (await session.execute(_BEFORE, key)).one_or_none()
    if before is None:
        await session.execute(_FORGET, key)
        return
    was = {"times": before.times, "run_id": before.run_id, "account_id": before.payee_id, "since": before.told_on}
    code = before.reason_code
    await session.execute(_KEEP_BEFORE, {**key, **was, "reason_code": code, "cure": cure_of(code).value})


def _key(payment: Submitted) -> dict[str, object]:
    return {"household_id": payment.household_id, **payment.key._asdict()}
