"""``taglist``: many choices, as tags."""

from dataclasses import dataclass

from bpmn.forms.kinds.choices import MultipleChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Taglist(MultipleChoice):
    """Many choices, as tags; its value is in the order in which they were chosen."""
