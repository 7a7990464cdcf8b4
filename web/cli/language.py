"""The terminal's own language: what click says by itself, and what commands are called with.

Click says its texts through gettext, whose catalogues are compiled files that the environment chooses. Ours are read as
they are edited, so the two functions that click's modules call are replaced by ours. `click.es.po` holds the texts; it
is not one of `web/translations`, since its msgids are click's.
"""

import importlib
import os
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import click
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parent / "click.es.po"
METAVARS: dict[type[click.ParamType[object]], str] = {
    click.IntRange: "NÚMERO",
    click.Path: "ARCHIVO",
    type(click.STRING): "TEXTO",
}


class Whole(click.IntRange):
    """A whole number within bounds."""

    name = "número entero"


def in_spanish(command: click.Command) -> None:
    """Call what a command takes by Spanish names, in it and in all below it."""
    command.options_metavar = "[OPCIONES]"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.metavar is None and not parameter.is_flag:
            parameter.metavar = next(
                (name for kind, name in METAVARS.items() if isinstance(parameter.type, kind)), None
            )
    if isinstance(command, click.Group):
        command.subcommand_metavar = "COMANDO [ARGUMENTOS]…"
        for each in command.commands.values():
            in_spanish(each)


def teach_click() -> None:
    """Let click say its texts as the settings ask, Spanish unless they say otherwise."""
    for module in pkgutil.iter_modules(click.__path__, "click."):
        if module.name == "click._winconsole":
            continue  # imports only there
        loaded = importlib.import_module(module.name)
        for name, ours in (("_", _one), ("ngettext", _some)):
            if hasattr(loaded, name):
                setattr(loaded, name, ours)


def _one(text: str) -> str:
    return _said().get(text, text)


def _some(one: str, several: str, count: int) -> str:
    text = one if count == 1 else several
    return _said().get(text, text)


def _said() -> Mapping[str, str]:
    # Click speaks before there are settings, and of settings that are wrong.
    return {} if os.environ.get("CAUCE_LOCALE") == "en" else _catalogue()


@cache
def _catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    with CATALOGUE.open("rb") as file:
        for entry in read_po(file, locale="es"):
            ids, texts = (each if isinstance(each, (list, tuple)) else (each,) for each in (entry.id, entry.string))
            found |= {str(id_): str(text) for id_, text in zip(ids, texts, strict=False) if id_ and text}
    return found
