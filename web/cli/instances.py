"""Instances and their open steps, read from a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from engine import canonical_json
from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.history.chain import Event
from engine.instances import queries
from engine.instances.queries import OpenTask
from engine.notifications.notices import Notice
from web.cli.context import Context, json_option, reader_option, with_context
from web.cli.names import disposed, names_then
from web.cli.output import exact, moment, print_json
from web.cli.translated import argument, command, option
from web.texts.notices import notice_text
from web.texts.sentences import SentenceWriter, moment_of
from web.texts.statuses import INSTANCE_STATUSES

if TYPE_CHECKING:
    from engine.instances.reading import Reader
    from engine.instances.visible import Visible


@command()
@option("--folio", help="Only those of this folio.")
@option("--as", "actor", metavar="PERSON", help="Only those that this person can complete.")
@json_option
@with_context
def tasks(context: Context, folio: str | None, actor: str | None, as_json: bool) -> None:
    """List the open steps."""
    with context.database.reading() as connection:
        found = queries.tasks(
            connection, context.reader(connection, actor), folio=folio, person=actor, at=system_clock()
        )
    if as_json:
        print_json([_as_json(task) for task in found])
        return
    for task in found:
        click.echo(_task_line(context, task))
    if not found:
        click.echo(context.gettext("There is no open step here."))


@command()
@argument("folio")
@reader_option
@json_option
@with_context
def show(context: Context, folio: str, actor: str | None, as_json: bool) -> None:
    """Show how the instance FOLIO is: its state, its open steps, its data."""
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        instance = queries.instance(connection, reader, folio)
        open_tasks = queries.tasks(connection, reader, folio=folio)
        data = queries.data(connection, reader, folio)
        if data is None:
            from engine.instances import execution_queries  # what only reads rows imports no execution

            data = execution_queries.data(connection, context.runtime, reader, folio)
        data = _visible(connection, reader, instance.versions).data(data)
        disposal = queries.disposal(connection, reader, folio)
        name_then = names_then(context, connection)
    context.note_opened(folio, reader)
    if as_json:
        from engine.instances.visible import plain

        told, withheld = plain(data)
        print_json(
            {
                "folio": folio,
                "process": instance.process_id,
                "versions": dict(instance.versions),
                "status": instance.status,
                "end": instance.end,
                "started_by": instance.started_by,
                "started_at": to_text(instance.started_at),
                "ended_at": None if instance.ended_at is None else to_text(instance.ended_at),
                "tasks": [_as_json(task) for task in open_tasks],
                "data": told,
                "withheld": withheld,
                "disposal": None if disposal is None else disposal.as_dict(),
            }
        )
        return
    version, status = instance.versions[instance.process_id], context.gettext.render(INSTANCE_STATUSES[instance.status])
    click.echo(f"{folio}  {instance.process_id} v{version}  {status}  {instance.end or ''}".rstrip())
    by, when = name_then(instance.started_by, to_text(instance.started_at)), moment(context, instance.started_at)
    click.echo(context.gettext("Started by {person}, {when}", person=by, when=when))
    if disposal is not None:
        click.echo(context.gettext.render(disposed(context, disposal, name_then)))
    for task in open_tasks:
        click.echo(f"  {_task_line(context, task)}")
    for name in sorted(data):
        click.echo(f"  {name}: {_told(context, data[name])}")


@command()
@argument("folio")
@reader_option
@json_option
@with_context
def history(context: Context, folio: str, actor: str | None, as_json: bool) -> None:
    """Print the history of the instance FOLIO, event by event."""
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        versions = queries.instance(connection, reader, folio).versions
        seen = _visible(connection, reader, versions)
        events = seen.history(queries.history(connection, reader, folio))
        found = queries.notices(connection, reader, folio, events, at=system_clock())
        notices = {seq: [*map(seen.notice, mine)] for seq, mine in found.items()}
        name_then = names_then(context, connection)
    context.note_opened(folio, reader)
    if as_json:
        print_json([_with_notices(event, notices.get(event.seq, ())) for event in events])
        return
    # Elements and roles by their ids, as all commands take them: no diagram need be read for this. So people too, after
    # what they were called then.
    writer = SentenceWriter(context.gettext, str, name_then, str, lambda at: moment(context, at))
    for event in events:
        way = "; ".join(filter(None, (writer.way(event), writer.clock(event))))
        at = moment_of(event)
        when = event.at if at is None else exact(context, at)
        click.echo(f"{event.seq:>4}  {when}  {event.hash[:12]}  {writer.sentence(event)} ({way})")
        for notice in notices.get(event.seq, ()):
            text = notice_text(notice, lambda at: moment(context, at), str)
            click.echo(f"{'':<41}{context.gettext.render(text)}")


def _with_notices(event: Event, notices: Sequence[Notice]) -> dict[str, object]:
    """An event with what may be read of its values, the names of the others, and what became of the notices that it
    asked for, which is no part of it."""
    from engine.instances.visible import plain

    said = event.as_dict()
    data, withheld = plain(said["data"])
    told = {**said, "data": data, "notices": [notice.as_dict() for notice in notices]}
    return told | ({"withheld": withheld} if withheld else {})


def _told(context: Context, value: object) -> str:
    from bpmn.hidden import is_withheld

    return context.gettext("Confidential") if is_withheld(value) else canonical_json.dumps(value)


def _visible(connection: Connection, reader: "Reader", versions: Mapping[str, int]) -> "Visible":
    """What may be read of values at this terminal: who owns the installation reads what is confidential as somebody."""
    from engine.definitions.marks import KnownMarks  # forms say it, and what lists open steps reads none
    from engine.instances.visible import seen_by

    return seen_by(KnownMarks().of(connection, versions), reader)


def _as_json(task: OpenTask) -> dict[str, object]:
    item = task.item
    return {
        "id": item.id,
        "folio": task.folio,
        "process": item.process_id,
        "element": item.visit.element,
        "name": item.name,
        "lane": item.lane,
        "candidates": list(task.candidates),
        "assignee": item.assignee,
        "area": item.area,
        "pass": item.visit.round,
        "due_at": None if item.due_at is None else to_text(item.due_at),
    }


def _task_line(context: Context, task: OpenTask) -> str:
    item = task.item
    turn = context.gettext("round {number}", number=item.visit.round) if item.visit.round > 1 else ""
    due = "" if item.due_at is None else context.gettext("due {when}", when=moment(context, item.due_at))
    who = item.assignee or ", ".join(task.candidates)
    return "  ".join(part for part in (item.id, item.name, item.area or "", turn, due, f"[{who}]") if part)
