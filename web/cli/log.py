"""Event logs for process mining, from a terminal."""

from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock
from engine.mining import logs
from engine.mining.diagrams import Ways
from engine.mining.logs import Log
from engine.mining.reading import Asked, logged
from web.cli.context import Context, json_option, reader_option, with_context
from web.cli.output import print_json, whole_file, write_file
from web.cli.translated import Day, FilePath, command, gettext, option
from web.texts.events import TEXTS

FILE = FilePath(dir_okay=False, path_type=Path)


@command()
@option("--process", default="", metavar="PROCESS", help="Only of this procedure.")
@option("--since", type=Day(), metavar="DAY", help="Only what was started on this day or after it.")
@option("--until", type=Day(), metavar="DAY", help="Only what was started on this day or before it.")
@option("--finished", is_flag=True, help="Only what came to an end of its procedure; not what was cancelled.")
@option(
    "--xes", type=FILE, metavar="FILE", help="A log of the steps as XES; beside it, as FILE-full, the whole history."
)
@option("--ocel", type=FILE, metavar="FILE", help="A log of steps, people, records and e-mails as OCEL 2.0 (JSON).")
@option(
    "--diagram",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The diagram for mining of each version.",
)
@reader_option
@json_option
@with_context
def log(
    context: Context,
    process: str,
    since: datetime | None,
    until: datetime | None,
    finished: bool,
    xes: Path | None,
    ocel: Path | None,
    diagram: Path | None,
    actor: str | None,
    as_json: bool,
) -> None:
    """Write what happened as event logs that tools for process mining read, and the diagrams to replay them on."""
    if xes is None and ocel is None and diagram is None:
        raise click.UsageError(gettext("Say what to write: --xes, --ocel or --diagram."))
    zone = ZoneInfo(context.settings.timezone)
    after = None if until is None else (until + timedelta(days=1)).replace(tzinfo=zone)
    asked = Asked(process, None if since is None else since.replace(tzinfo=zone), after, finished)
    names = {name: context.gettext.render(text.name) for name, text in TEXTS.items()}
    ways, count, events = Ways(), 0, 0
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        files: dict[Path, Log] = {}
        if xes is not None:
            files[xes] = logs.xes(connection)
            files[beside(xes)] = logs.xes(connection, full=True)
        if ocel is not None:
            files[ocel] = logs.ocel(connection, context.runtime, at=system_clock())
        with ExitStack() as stack:
            writing = [(stack.enter_context(whole_file(path)), each) for path, each in files.items()]
            for file, each in writing:
                file.write(each.head())
            for instance in logged(connection, context.runtime, reader, asked, names):
                for file, each in writing:
                    file.writelines(each.of(instance))
                ways.take(instance)
                count, events = count + 1, events + len(instance.history)
            for file, each in writing:
                file.writelines(each.tail())
        drawn = [] if diagram is None else [*logs.diagrams(connection, context.runtime, asked, ways)]
    for name, content in drawn:
        assert diagram is not None
        write_file(diagram / name, content)
    paths = [*map(str, files), *(str(diagram / name) for name, _ in drawn if diagram is not None)]
    if as_json:
        print_json({"instances": count, "events": events, "files": paths})
        return
    click.echo(context.gettext("{count} instances, {events} events.", count=count, events=events))
    for path in paths:
        click.echo(path)


def beside(file: Path) -> Path:
    """Where the full log of a log for mining is."""
    return file.with_name(f"{file.stem}-full{file.suffix}")
