"""Every command of the terminal, and the texts it explains itself with."""

from collections.abc import Iterator

import click

from web.cli import main
from web.cli.translated import TranslatedCommand, install_translations

Path = tuple[str, ...]


def commands() -> Iterator[tuple[Path, TranslatedCommand]]:
    """Each command by the words that call it, `cauce` itself by none."""
    yield from below((), main)


def below(path: Path, command: click.Command) -> Iterator[tuple[Path, TranslatedCommand]]:
    assert isinstance(command, TranslatedCommand), path
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None, name
            yield from below((*path, name), inner)


def msgids(command: TranslatedCommand) -> Iterator[str]:
    """The English texts that a command hands to click: help and metavars."""
    install_translations("en")
    context = click.Context(command)
    yield from command.paragraphs()
    yield from command.collect_usage_pieces(context)
    for parameter in command.params:
        if isinstance(parameter, click.Argument) or not parameter.is_flag:
            yield parameter.make_metavar(context)
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{command.name} {parameter.name}: explains nothing"
            yield parameter.help
