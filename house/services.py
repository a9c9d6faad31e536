"""The services of a house, by name: whatever is to be done for each of them begins with this list.

A service is a package of `services` with a schema of its own; its settings begin with its name.
"""

SERVICES = ("schedule", "mandates", "notify")


def url_setting(service: str) -> str:
    """The setting with the URL of a service's database, entered as that service."""
    return f"{service}_database_url"


def door_setting(service: str) -> str:
    """The setting with the secrets that open a service's door."""
    return f"{service}_door_secrets"


def address_setting(service: str) -> str:
    """The setting that says where a service answers that runs elsewhere."""
    return f"{service}_url"
