"""What a deployment decides for the gateway."""

from services.settings import Settings


class GatewaySettings(Settings):
    """The settings of the gateway beside those that every service has."""

    schedule_url: str | None = None
    """Where the schedule service answers, without a path; in the same process if left out."""
