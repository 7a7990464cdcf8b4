"""The records of an instance, written to files from a terminal."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.identity.queries import person
from engine.instances import queries
from engine.instances.readings import visible_to
from engine.instances.visible import EVERYTHING, Visible
from web.cli.context import Context, json_option, reader_option, with_context
from web.cli.output import print_json, write_file
from web.cli.translated import argument, command, option
from web.paper.filling import Paper
from web.paper.making import Made, Maker
from web.paper.who import names_on_paper
from web.texts.formatting import Presenter


@command()
@argument("folio")
@option(
    "--out",
    "folder",
    required=True,
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder into which they are written; it is made where there is none.",
)
@reader_option
@json_option
@with_context
def records(context: Context, folio: str, folder: Path, actor: str | None, as_json: bool) -> None:
    """Write every record that the instance FOLIO has left, as PDF and DOCX.

    What the person named by --as may not read stands on them as confidential. A file that is there is written anew.
    """
    files: list[_File] = []
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        seen = _seen(context, connection, folio, reader.person) if reader.person else EVERYTHING
        presenter = Presenter(context.gettext, ZoneInfo(context.settings.timezone))
        names = names_on_paper(connection, context.runtime.people, seen, context.gettext)
        maker = Maker(context.runtime, context.settings.company, presenter, names)
        instance, history = queries.instance(connection, reader, folio), queries.history(connection, reader, folio)
        for record, papers in maker.records(connection, instance, history):
            made = maker.made(connection, reader, seen, folio, record.kind.key)
            files += [_File(made, paper, maker.paper(connection, made, paper)[0]) for paper in papers]
    context.note_opened(folio, reader)
    for file in files:
        write_file(folder / file.name, file.content)
    if as_json:
        print_json({"folio": folio, "files": [file.as_json(folder) for file in files]})
        return
    for file in files:
        click.echo(str(folder / file.name))
    if not files:
        click.echo(context.gettext("{folio} has left no record yet.", folio=folio))


@dataclass(frozen=True)
class _File:
    """A record on paper."""

    made: Made
    paper: Paper
    content: bytes

    @property
    def name(self) -> str:
        return self.made.file_name(self.paper)

    def as_json(self, folder: Path) -> dict[str, Any]:
        kind, version = self.made.record.kind, self.made.version
        return {
            "record": kind.key,
            "code": kind.code or None,
            "name": kind.name,
            "version": version.number,
            "event": version.last.seq,
            "digest": version.last.hash,
            "format": str(self.paper),
            "file": str(folder / self.name),
            "bytes": len(self.content),
        }


def _seen(context: Context, connection: Connection, folio: str, reader: str) -> Visible:
    who = person(connection, reader)
    versions = queries.instance(connection, context.reader(connection, reader), folio).versions
    return visible_to(connection, context.runtime, folio, versions, who, at=system_clock())
