"""A text of a diagram or a form that may name variables: what it is for, and how another is written in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bpmn.renaming.languages import Language

Put = Callable[[str], None]


class Kind(StrEnum):
    """What a variable stands there for."""

    CONDITION = "condition"
    """Which way is taken."""
    SCRIPT = "script"
    """Something is worked out, or set."""
    REPETITION = "repetition"
    """How often, or for which list, a step is done."""
    TIMER = "timer"
    TERM = "term"
    PERFORMER = "performer"
    """Whose a step is."""
    RECIPIENT = "recipient"
    """Whom a notice goes to."""
    NOTICE = "notice"
    """The text of a notice."""
    INVITATION = "invitation"
    """Who outside is invited, until when, in which words."""
    CHECK = "check"
    """A check of a policy asks for it."""
    DECLARED = "declared"
    """The file names it among its data."""
    FIELD = "field"
    """A form asks for it, or shows it."""
    RULE = "rule"
    """An expression of a form: what is hidden, locked, required, limited, computed, checked."""
    CHOICES = "choices"
    """The choices of a field stand in it."""
    TEMPLATE = "template"
    """A template of a record shows it."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `element` is the id of the BPMN element, or what a finding calls the component of a form; `put` writes
    another text in its place. `exclusive`: what is named here is an id of the file as well, of which there is one.
    """

    element: str
    kind: Kind
    language: Language
    text: str
    put: Put
    exclusive: bool = False
