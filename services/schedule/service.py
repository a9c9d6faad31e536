"""What may be asked about the organisation itself: its municipalities, and the policies that it can work by."""

from services.errors import NotFound
from services.schedule.households.rulebook import Rulebook
from services.schedule.planning.policy import Policy
from services.schedule.repository import MunicipalityLine, municipalities, municipality

__all__ = ["MunicipalityLine", "NoSuchPolicy", "municipalities", "municipality", "policies", "policy"]


class NoSuchPolicy(NotFound):
    """There is no policy with this name."""


def policies(rules: Rulebook, after: str | None, limit: int) -> list[Policy]:
    """So many policies after the one with that name, in alphabetical order."""
    names = sorted(name for name in rules.policies if after is None or name > after)
    return [rules.policies[name] for name in names[:limit]]


def policy(rules: Rulebook, name: str) -> Policy:
    """The policy with this name; `NoSuchPolicy`."""
    found = rules.policies.get(name)
    if found is None:
        raise NoSuchPolicy
    return found
