"""Instances and their open steps, read from a terminal."""

from datetime import datetime

import click

from engine import canonical_json
from engine.clock import to_text
from engine.instances import queries
from engine.instances.queries import OpenTask
from web.cli.context import Context, json_option, with_context
from web.cli.output import local_time, print_json
from web.cli.translated import argument, command, option
from web.texts.sentences import SentenceWriter
from web.texts.statuses import INSTANCE_STATUSES


@command()
@option("--folio", help="Only those of this folio.")
@option("--as", "actor", metavar="PERSON", help="Only those that this person can complete.")
@json_option
@with_context
def tasks(context: Context, folio: str | None, actor: str | None, as_json: bool) -> None:
    """List the open steps."""
    with context.database.reading() as connection:
        found = queries.tasks(connection, folio=folio, person=actor)
    if as_json:
        print_json([_as_json(task) for task in found])
        return
    for task in found:
        click.echo(_task_line(context, task))
    if not found:
        click.echo(context.gettext("There is no open step here."))


@command()
@argument("folio")
@json_option
@with_context
def show(context: Context, folio: str, as_json: bool) -> None:
    """Show how the instance FOLIO is: its state, its open steps, its data."""
    with context.database.reading() as connection:
        instance = queries.instance(connection, folio)
        open_tasks = queries.tasks(connection, folio=folio)
        data = queries.data(connection, folio)
        if data is None:
            from engine.instances import execution_queries  # what only reads rows imports no execution

            data = execution_queries.data(connection, context.runtime, folio)
    if as_json:
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
                "data": data,
            }
        )
        return
    version, status = instance.versions[instance.process_id], context.gettext.render(INSTANCE_STATUSES[instance.status])
    click.echo(f"{folio}  {instance.process_id} v{version}  {status}  {instance.end or ''}".rstrip())
    when = _local(context, instance.started_at)
    click.echo(context.gettext("Started by {person}, {when}", person=instance.started_by, when=when))
    for task in open_tasks:
        click.echo(f"  {_task_line(context, task)}")
    for name in sorted(data):
        click.echo(f"  {name}: {canonical_json.dumps(data[name])}")


@command()
@argument("folio")
@json_option
@with_context
def history(context: Context, folio: str, as_json: bool) -> None:
    """Print the history of the instance FOLIO, event by event."""
    with context.database.reading() as connection:
        events = queries.history(connection, folio)
    if as_json:
        print_json([event.as_dict() for event in events])
        return
    # Elements, people and roles by their ids, as all commands take them: no diagram need be read for this.
    writer = SentenceWriter(context.gettext, str, str, str, lambda moment: _local(context, moment))
    for event in events:
        way = "; ".join(filter(None, (writer.way(event), writer.clock(event))))
        click.echo(f"{event.seq:>4}  {event.at[:19]}Z  {event.hash[:12]}  {writer.sentence(event)} ({way})")


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
    due = "" if item.due_at is None else context.gettext("due {when}", when=_local(context, item.due_at))
    who = item.assignee or ", ".join(task.candidates)
    return "  ".join(part for part in (item.id, item.name, item.area or "", turn, due, f"[{who}]") if part)


def _local(context: Context, moment: datetime) -> str:
    return local_time(context, moment).strftime("%d/%m/%Y %H:%M")
