"""Texts in the reader's language. English msgids are the source; `translations/<locale>/*.po` hold what people read.

The catalogues are read as they are edited (.po, by Babel): nothing to compile, nothing to forget to compile.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from bpmn.messages import Message

TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = {"es": "Español", "en": "English"}


class Translator:
    """Renders texts in one locale; English needs no catalogue."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._catalogue = _catalogue(locale)

    def __call__(self, template: str, **values: object) -> str:
        """The text for an English msgid, its ``{named}`` places filled."""
        return self.render(Message(template, values))

    def render(self, message: Message) -> str:
        """The text of a `Message`; messages among its values are rendered too."""
        values = {
            name: self.render(value) if isinstance(value, Message) else value for name, value in message.values.items()
        }
        return self._catalogue.get(message.template, message.template).format_map(values)


@cache
def _catalogue(locale: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((TRANSLATIONS / locale).glob("**/*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale):
                if entry.id and entry.string:
                    texts[str(entry.id)] = str(entry.string)
    return texts
