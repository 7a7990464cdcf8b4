"""``checklist``: many choices, all shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.forms.data import same
from bpmn.forms.kinds.base import Option
from bpmn.forms.kinds.choices import MultipleChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(MultipleChoice):
    """Many choices, all shown; its value is in the order of the choices."""

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        taken = MultipleChoice.convert(self, raw, options, label)
        assert isinstance(taken, list)
        return [option.value for option in options if any(same(option.value, value) for value in taken)]
