"""One field's value ↔ the texts of its inputs on a page, at one moment in the office's time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.forms.kinds import Field


@dataclass(frozen=True, slots=True)
class Inputs:
    """Reads and writes inputs. `now` is the local time of the office: a time without a date has its offset."""

    now: datetime

    def read(self, field: Field, texts: Sequence[str]) -> object:
        """The value that `texts`, of the inputs of one field, stand for; there is at least one."""
        return field.from_texts(texts, self.now)

    def write(self, field: Field, value: object) -> list[str]:
        """The texts of the inputs that stand for `value`: none, one, or one for each choice."""
        return field.to_texts(value, self.now)
