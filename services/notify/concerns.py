"""What of the notify service waits for a person."""

from services.concerns import Concern

_DISABLED = """
    select organisation_id, supplier_id, id as subscription_id from subscription where state = 'disabled'
"""

CONCERNS = (
    Concern(
        "suppliers' webhooks that are disabled, so that these suppliers are not told",
        "enable the subscription once the supplier answers there, or remove it",
        _DISABLED,
    ),
)
