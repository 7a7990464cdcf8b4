"""``select``: one choice, from a list that drops down."""

from dataclasses import dataclass

from bpmn.forms.kinds.choices import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Choice):
    """One choice, from a list that drops down."""
