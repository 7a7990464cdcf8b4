"""``checkbox``: yes or no."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.forms.kinds.base import Field, Option, Refused, Sampling
from bpmn.messages import lazy_gettext
from bpmn.value_kinds import BOOLEAN, ValueKind

TICKED = "on"
"""The text of an input that is ticked; one that is not sends nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkbox(Field):
    """Yes or no. Required means: yes."""

    @property
    def empty(self) -> object:
        return False

    @property
    def value_kind(self) -> ValueKind:
        return ValueKind("boolean", (True,)) if self.required is True else BOOLEAN

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        if raw is None or raw == "":
            return False
        if not isinstance(raw, bool):
            raise Refused("type", lazy_gettext("{label}: it must be yes or no.", label=label))
        return raw

    def samples(self, sampling: Sampling) -> Iterator[bool]:
        yield True

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        return texts[-1] == TICKED

    def to_texts(self, value: object, now: datetime) -> list[str]:
        return [TICKED] if value is True else []
