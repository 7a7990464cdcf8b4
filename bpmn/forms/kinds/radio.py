"""``radio``: one choice, all shown."""

from dataclasses import dataclass

from bpmn.forms.kinds.choices import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Radio(Choice):
    """One choice, all shown."""
