"""Texts for people, kept apart from the language they are shown in.

The packages below `web` never translate: they hand up an English template (the gettext msgid) with its values,
and `web.i18n` renders it in the reader's language. So one text has one home, the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Message:
    """A msgid with ``{named}`` places and the values that fill them.

    `plural` is the msgid for any number but one (gettext's ``msgid_plural``); the value ``n`` decides between the two.
    ``str(message)`` is the English text, for logs and tests; people read the translation.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        template = self.template if self.plural is None or self.values["n"] == 1 else self.plural
        return template.format_map(self.values)

    def with_values(self, values: Mapping[str, object]) -> Self:
        """The same text with other values."""
        return replace(self, values=values)


def lazy_gettext(template: str, /, **values: object) -> Message:
    """Make a `Message`; the name is the keyword under which texts are extracted for the catalogue."""
    return Message(template, values)


def lazy_ngettext(singular: str, plural: str, n: int, /, **values: object) -> Message:
    """Make a `Message` that counts: `singular` for one, `plural` for any other number; ``{n}`` is filled with `n`."""
    return Message(singular, {**values, "n": n}, plural)
