"""Texts in the reader's language, by the standard library's gettext.

English msgids are the source. People edit `translations/<locale>/**/*.po`; gettext reads one compiled catalogue of each
locale, `translations/<locale>/LC_MESSAGES/cauce.mo`. In a checkout that file is written anew whenever a .po is newer,
so nobody compiles by hand; an installed wheel holds the compiled file alone.
"""

import logging
import os
from datetime import UTC, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from bpmn.messages import Message

DOMAIN = "cauce"
TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = {"es": "Español", "en": "English"}
_EPOCH = datetime.fromtimestamp(0, UTC)


class Translator:
    """Renders texts in one locale; English needs no catalogue. It knows nobody it speaks to: one serves all."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._catalogue = _catalogue(locale)
        # Most texts of a page have no places. They come from programs, so there are only so many of them.
        self._whole = lru_cache(maxsize=8_192)(lambda template: self._catalogue.gettext(template).format())

    def __call__(self, template: str, /, **values: object) -> str:
        """The text for an English msgid, its ``{named}`` places filled."""
        return self.render(Message(template, values)) if values else self._whole(template)

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The text that counts: `singular` for one, `plural` for any other number; ``{n}`` is filled with `n`."""
        return self.render(Message(singular, {**values, "n": n}, plural))

    def render(self, message: Message) -> str:
        """The text of a `Message`; messages among its values are rendered too."""
        if not message.values:
            return self._whole(message.template)
        values = {
            name: self.render(value) if isinstance(value, Message) else value for name, value in message.values.items()
        }
        if message.plural is None:
            text = self._catalogue.gettext(message.template)
        else:
            text = self._catalogue.ngettext(message.template, message.plural, int(str(values["n"])))
        return text.format_map(values)


@cache
def translator(locale: str) -> Translator:
    """The translator of a locale: the same for everybody who reads it."""
    return Translator(locale)


@cache
def _catalogue(locale: str) -> NullTranslations:
    compile_if_older(locale)
    compiled = catalogue_path(locale)
    if not compiled.exists():
        return NullTranslations()
    with compiled.open("rb") as file:
        return GNUTranslations(file)


def catalogue_path(locale: str) -> Path:
    """Where the compiled catalogue of a locale is."""
    return TRANSLATIONS / locale / "LC_MESSAGES" / f"{DOMAIN}.mo"


def compile_if_older(locale: str) -> None:
    """Write the compiled catalogue of a locale anew if one of its texts is newer than it."""
    sources = sorted((TRANSLATIONS / locale).glob("**/*.po"))
    compiled = catalogue_path(locale)
    # The folders too: a file that was moved in, or put in another's place, keeps the time of its writing.
    newest = max((path.stat().st_mtime_ns for path in {*sources, *(each.parent for each in sources)}), default=0)
    if not sources or (compiled.exists() and compiled.stat().st_mtime_ns > newest):
        return
    try:
        write_catalogue(sources, compiled, locale)
    except OSError as error:  # a checkout that belongs to somebody else: the texts there are, and a word about it
        logging.getLogger(__name__).warning("%s is older than its texts and cannot be written: %s", compiled, error)


def write_catalogue(sources: list[Path], target: Path, locale: str) -> None:
    """Compile the texts of .po files into one .mo file, whole or not at all."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # No moment of writing: the same texts give the same bytes.
    catalogue = Catalog(locale=locale, creation_date=_EPOCH, revision_date=_EPOCH)
    for path in sources:
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale):
                if entry.id:
                    catalogue[entry.id] = entry
    target.parent.mkdir(exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")
    try:
        with partial.open("wb") as file:
            write_mo(file, catalogue)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
