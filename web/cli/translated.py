"""Click's commands and parameters with their texts in the reader's language.

A text is written once, in English, where click takes it: the docstring of a command, ``help=``, ``metavar=``. It is a
msgid, translated when it is shown. Click's own texts come from the same catalogue: click asks the standard library's
gettext, which `install_translations` points at it.
"""

import copy
import gettext as gettext_module
import os
import textwrap
from collections.abc import Callable
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from web.i18n import DOMAIN, LANGUAGES, TRANSLATIONS, compile_if_older

translated = _  # under another name: what it is given is extracted where it is written


def install_translations(locale: str) -> None:
    """Let gettext, and click with it, speak `locale` in this process."""
    compile_if_older(locale)
    os.environ["LANGUAGE"] = locale
    gettext_module.bindtextdomain(DOMAIN, str(TRANSLATIONS))
    gettext_module.textdomain(DOMAIN)


def chosen_locale() -> str:
    """The language that the environment asks for; Spanish for what is no language of ours, which is refused later."""
    locale = os.environ.get("CAUCE_LOCALE", "es")
    return locale if locale in LANGUAGES else "es"


def gettext(text: str, /, **values: object) -> str:
    """A text said without a `Context` at hand, its ``{named}`` places filled."""
    return translated(text).format_map(values)


class TranslatedCommand(click.Command):
    """A command whose docstring is translated paragraph by paragraph, each a msgid on one line."""

    def paragraphs(self) -> list[str]:
        """The msgids of the help."""
        return [" ".join(each.split()) for each in (self.help or "").split("\n\n") if each.strip()]

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first paragraph, for a list of commands."""
        return short_help(self.paragraphs()[0], limit)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """See click."""
        return [translated(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See click."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(map(translated, self.paragraphs())))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that click makes once, in the language of whoever asked first."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class TranslatedGroup(TranslatedCommand, click.Group):
    """A group of translated commands."""

    command_class = TranslatedCommand
    group_class = type


class ListingGroup(TranslatedGroup):
    """A group whose command `list` goes without saying where the first word names no command, or there is none."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        word = next((arg for arg in args if not arg.startswith("-")), None)
        asks_for_help = word is None and bool(set(args) & set(self.get_help_option_names(ctx)))
        if word not in self.commands and not asks_for_help:
            args = ["list", *args]
        return super().parse_args(ctx, args)


class TranslatedOption(click.Option):
    """An option with translated help and metavar."""

    def make_metavar(self, ctx: click.Context) -> str:
        """See click."""
        return translated(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """See click."""
        shown = copy.copy(self)
        shown.help = translated(self.help) if self.help else None
        return super(TranslatedOption, shown).get_help_record(ctx)


class TranslatedArgument(click.Argument):
    """An argument with a translated metavar."""

    def make_metavar(self, ctx: click.Context) -> str:
        """See click."""
        return translated(super().make_metavar(ctx))


class WholeNumber(click.IntRange):
    """A whole number within bounds."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """See click."""
        return "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error for what is none, or is out of bounds."""
        self.name = _("whole number")
        return super().convert(value, param, ctx)


class Day(click.DateTime):
    """A day, as 2026-03-31."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day, as its midnight; a usage error for what is none."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(gettext("«{value}» is no day: write it as YYYY-MM-DD.", value=value), param, ctx)


class FilePath(click.Path[Path]):
    """A path to a file, given as a `pathlib.Path`."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """See click."""
        return "FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; a usage error where `exists` asks for a file and there is none."""
        self.name = _("file")
        return super().convert(value, param, ctx)


command = partial(click.command, cls=TranslatedCommand)
option = partial(click.option, cls=TranslatedOption)
argument = partial(click.argument, cls=TranslatedArgument)


def group(
    cls: type[TranslatedGroup] = TranslatedGroup, **attrs: Any
) -> Callable[[Callable[..., Any]], TranslatedGroup]:
    """Make a group of a function; its subcommands are translated too."""
    return click.group(cls=cls, **attrs)


def short_help(msgid: str, limit: int) -> str:
    """A sentence for a list of commands: translated, without its full stop, cut to `limit` characters."""
    return textwrap.shorten(translated(msgid).removesuffix("."), limit, placeholder="…")
