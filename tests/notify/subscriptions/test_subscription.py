"""The life of a subscription."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.notify.secrets import Secret
from services.notify.subscriptions.leaving import EventType
from services.notify.subscriptions.subscription import SUBSCRIPTIONS, Subscription, Wish
from services.notify_events import SubscriptionEvent as Event
from services.notify_events import SubscriptionState as State

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST, SECOND = Secret(1, NOW, NOW + 24 * HOUR), Secret(2, NOW, None)


def test_what_was_removed_is_over_and_what_is_disabled_can_still_be_mended() -> None:
    assert {state: SUBSCRIPTIONS.can(state) for state in State} == {
        State.ACTIVE: [Event.CHANGE, Event.ROTATE, Event.REPLAY, Event.PING, Event.WARN, Event.DISABLE, Event.REMOVE],
        State.DISABLED: [Event.CHANGE, Event.ROTATE, Event.ENABLE, Event.REMOVE],
        State.REMOVED: [],
    }


def test_both_secrets_sign_until_the_overlap_is_over_and_the_newer_stands_first() -> None:
    wish = Wish("https://woonstede.example/", (EventType.HANDSHAKE,))
    one = Subscription(UUID(int=1), UUID(int=2), wish, State.ACTIVE, 2, NOW, (FIRST, SECOND))
    assert [secret.number for secret in one.signing(NOW + 24 * HOUR - timedelta(microseconds=1))] == [2, 1]
    assert [secret.number for secret in one.signing(NOW + 24 * HOUR)] == [2]
