"""Why and until when a payment is asked back, what can become of it, and what the bank is told."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from lxml import etree

from services.events import RecallState
from services.machine import CannotHappen
from services.schedule.recalls.camt055 import NAMESPACE, write
from services.schedule.recalls.recall import (
    RECALL,
    Filed,
    RecallEvent,
    RecallReason,
    TooLateToRecall,
    answer_due_on,
    check_in_time,
    last_day_to_ask,
)

FRIDAY = date(2026, 2, 27)
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
RECALL_ID = UUID("019ca6b1-0000-7000-8000-000000000001")
FILED = Filed("202603abc", "MSG-1", "MSG-1-2", 620_05, FRIDAY, "Gemeente A & B")


@pytest.mark.parametrize(
    ("reason", "last"),
    [
        (RecallReason.DUPLICATE, date(2026, 3, 13)),
        (RecallReason.TECHNICAL, date(2026, 3, 13)),
        (RecallReason.FRAUD, date(2027, 3, 27)),
        (RecallReason.OUR_WISH, date(2027, 3, 27)),
    ],
)
def test_what_went_wrong_is_asked_back_for_ten_bank_days_and_what_was_stolen_for_thirteen_months(
    reason: RecallReason, last: date
) -> None:
    assert last_day_to_ask(reason, FRIDAY) == last
    check_in_time(reason, FRIDAY, last)
    with pytest.raises(TooLateToRecall, match=str(last)):
        check_in_time(reason, FRIDAY, date(last.year, last.month, last.day + 1))


def test_the_payees_bank_answers_within_fifteen_bank_days() -> None:
    assert answer_due_on(date(2026, 3, 3)) == date(2026, 3, 24)


def test_nothing_happens_to_a_recall_but_this() -> None:
    state, event = RecallState, RecallEvent
    can = {one: set(RECALL.can(one)) for one in state}
    assert can == {
        state.ASKED: {event.APPROVE, event.REFUSE, event.WITHDRAW, event.MEET},
        state.SENT: {event.PROMISE, event.DECLINE, event.MEET},
        state.PROMISED: {event.DECLINE, event.MEET},
        state.DECLINED: {event.MEET},
        state.REFUSED: set(),
        state.WITHDRAWN: set(),
        state.MET: set(),
    }
    with pytest.raises(CannotHappen):
        RECALL.after(state.SENT, event.WITHDRAW)


def test_the_bank_is_told_which_payment_of_which_file_by_the_names_that_we_gave() -> None:
    content = write(RECALL_ID, FILED, RecallReason.DUPLICATE, AT)
    root = etree.fromstring(content)
    names = {"c": NAMESPACE}

    def said(path: str) -> list[str]:
        return [str(one.text) for one in root.findall(f".//c:{path.replace('/', '/c:')}", names)]

    assert said("Assgnmt/Id") == said("TxInf/CxlId") == [RECALL_ID.hex]
    assert said("Assgnr/Pty/Nm") == ["Gemeente A & B"]
    assert said("OrgnlGrpInfAndCxl/OrgnlMsgId") == ["MSG-1"]
    assert said("OrgnlGrpInfAndCxl/OrgnlMsgNmId") == ["pain.001.001.09"]
    assert said("OrgnlPmtInfAndCxl/OrgnlPmtInfId") == ["MSG-1-2"]
    assert said("TxInf/OrgnlEndToEndId") == ["202603abc"]
    assert said("TxInf/OrgnlInstdAmt") == said("CtrlData/CtrlSum") == ["620.05"]
    assert said("TxInf/CxlRsnInf/Rsn/Cd") == ["DUPL"]
    assert said("Assgnmt/CreDtTm") == ["2026-03-03T10:00:00"]
    assert write(RECALL_ID, FILED, RecallReason.DUPLICATE, AT) == content
