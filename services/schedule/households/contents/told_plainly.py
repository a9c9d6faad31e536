"""A choice between many models, whose faults stand where the sender wrote them and say what would mend them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import core_schema

from services.errors import Fault, InvalidInput
from services.reading import cure_for
from services.schedule.validation import told

_UNKNOWN_WORD = {"union_tag_invalid", "union_tag_not_found", "model_attributes_type"}


@dataclass(frozen=True, slots=True)
class ToldPlainly:
    """Goes around a union of models that the field `discriminator` tells apart by one of `words`.

    The validator behind it names the chosen model in the place of a fault (`facts[0].cost_amount.amount`), which is no
    place that the sender knows; and it lists forty kinds where one was misspelt.
    """

    discriminator: str
    words: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._read, handler(source))

    def _read(self, given: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        try:
            return validate(given)
        except ValidationError as refusal:
            raise InvalidInput(self._faults(refusal, given)) from None

    def _faults(self, refusal: ValidationError, given: Any) -> Iterator[Fault]:
        for error in refusal.errors(include_url=False):
            if error["type"] in _UNKNOWN_WORD:
                yield self._unknown(given)
            else:
                yield from told(error, error["loc"][1:])

    def _unknown(self, given: Any) -> Fault:
        if not isinstance(given, Mapping):
            return Fault("", "an object with named fields belongs here")
        all_words = f"one of: {', '.join(self.words)}"
        if self.discriminator not in given:
            return Fault(self.discriminator, "this field is missing", all_words)
        word = str(given[self.discriminator])[:40]
        return Fault(self.discriminator, f"{word!r} is not known", cure_for(word, self.words))
