"""``textfield``: one line of text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.forms.kinds.base import Option
from bpmn.forms.kinds.texts import Text

_BREAKS = re.compile(r"[\r\n\t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Textfield(Text):
    """One line of text: line breaks and tabs become spaces."""

    sample_text = "{name} de ejemplo "

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        return _BREAKS.sub(" ", str(Text.convert(self, raw, options, label)))
