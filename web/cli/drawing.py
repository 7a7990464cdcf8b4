"""Procedures on paper and as pictures, from a terminal: document, draw."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock
from engine.definitions.sources import from_file
from web.cli.context import Context, with_context
from web.cli.output import write_file
from web.cli.translated import FilePath, WholeNumber, argument, command, option

OUT = FilePath(dir_okay=False, path_type=Path)


@command()
@argument("process_id", metavar="PROCESS")
@option("--version", "number", type=WholeNumber(1), help="Which version; the one in force if not given.")
@option("--pdf", "out", required=True, metavar="FILE", type=OUT, help="The file into which it is written.")
@with_context
def document(context: Context, process_id: str, number: int | None, out: Path) -> None:
    """Write the controlled document of PROCESS as PDF: who signed it, sections 1 to 8, and its diagram."""
    from web.paper.controlled import Controlled, Issue
    from web.paper.edition import names_as_signed, version_edition
    from web.texts.formatting import Presenter

    settings = context.settings
    with context.database.reading() as connection:
        edition = version_edition(connection, process_id, number)
        names = names_as_signed(connection, context.runtime.people)
        presenter = Presenter(context.gettext, ZoneInfo(settings.timezone))
        issue = Issue(system_clock(), settings.base_url)
        content = Controlled(edition, issue, settings.company, presenter, names).pdf()
    write_file(out, content)
    click.echo(str(out))


@command()
@argument("file", metavar="FILE", type=FilePath(exists=True, dir_okay=False, path_type=Path))
@option("--svg", "out", required=True, metavar="OUT", type=OUT, help="The file into which it is written.")
@with_context
def draw(context: Context, file: Path, out: Path) -> None:
    """Draw the diagram in FILE as SVG, as editors show it, whatever tool drew it."""
    from web.paper.pictures import svg_of

    write_file(out, svg_of(from_file(file), file.stem))
    click.echo(str(out))
