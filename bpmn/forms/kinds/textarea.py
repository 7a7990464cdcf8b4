"""``textarea``: text of many lines."""

from dataclasses import dataclass

from bpmn.forms.kinds.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Textarea(Text):
    """Text of many lines."""

    sample_text = "{name}: Información de ejemplo para mostrar el procedimiento. "
