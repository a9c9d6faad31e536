"""What every stated fact has, and the shapes that most of them share."""

from abc import abstractmethod
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from services.errors import Fault
from services.months import first_day
from services.schedule.households.fields import Cents, Day, MonthField
from services.wire import Wire

FromDay = Annotated[Day, Field(alias="from")]
FromMonth = Annotated[MonthField, Field(alias="from")]


def _kind_is_required(schema: dict[str, Any]) -> None:
    schema["required"] = ["kind", *schema.get("required", [])]


class Content(Wire):
    """One thing stated about a household."""

    model_config = ConfigDict(json_schema_extra=_kind_is_required)

    kind: str

    @property
    def about(self) -> str:
        """What within its kind it is about; empty where a household has only one of it."""
        return ""

    @property
    def needs_reason(self) -> Fault | None:
        """What of it nobody may state without a reason beside it."""
        return None

    @property
    @abstractmethod
    def holds_from(self) -> date:
        """The first day on which it is so."""


class FromDayContent(Content):
    since: FromDay

    @property
    def holds_from(self) -> date:
        return self.since


class OnDayContent(Content):
    on: Day

    @property
    def holds_from(self) -> date:
        return self.on


class FromMonthContent(Content):
    since: FromMonth

    @property
    def holds_from(self) -> date:
        return first_day(self.since)


class Amounted(Wire):
    amount: Cents
    currency: Literal["EUR"] = "EUR"
