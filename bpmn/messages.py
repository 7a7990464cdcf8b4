"""Texts for people, kept apart from the language they are shown in.

The packages below `web` never translate: they hand up an English template (the gettext msgid) with its values,
and `web.i18n` renders it in the reader's language. So one text has one home, the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A msgid with ``{named}`` places and the values that fill them.

    ``str(message)`` is the English text, for logs and tests; people read the translation.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(self.values)


def lazy_gettext(template: str, **values: object) -> Message:
    """Make a `Message`; the name is the keyword under which texts are extracted for the catalogue."""
    return Message(template, values)
