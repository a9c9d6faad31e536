"""What the routes of the registry are called with: words and numbers that belong to nobody."""

from tests.schedule.instances import instance
from tests.schedule.routes import BY_SIGNATURE, Operation, operations

__all__ = ["BY_SIGNATURE", "BY_TOKEN", "NO_ID", "Operation", "instance", "operations"]

NO_ID = {"number": "1", "cost": "rent"}
"""Parameters that mean something only below another one."""

BY_TOKEN = "/answers/{token}"
"""Where suppliers answer without an account: the token in the path is all that lets them in."""
