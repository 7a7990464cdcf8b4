"""Instances and their work from a terminal."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bpmn.messages import lazy_gettext
from engine import canonical_json
from engine.clock import system_clock, to_text
from engine.documents import store as documents
from engine.instances import commands, queries, samples
from engine.instances.projection import Projection, WorkItem
from engine.instances.queries import OpenTask
from web.cli.context import Context, actor_option, json_option, print_json, with_context


class JsonObject(click.ParamType[dict[str, Any]]):
    """A JSON object given on the command line."""

    name = "JSON"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        """The object; a usage error for anything else."""
        if isinstance(value, dict):
            return value
        try:
            found = canonical_json.loads(value)
        except json.JSONDecodeError as error:
            self.fail(f"no es JSON: algo falla en la línea {error.lineno}, columna {error.colno}", param, ctx)
        except (ValueError, RecursionError):
            self.fail("no es JSON que se pueda guardar", param, ctx)
        if not isinstance(found, dict):
            self.fail('debe ser un objeto JSON, por ejemplo {"cumple": true}', param, ctx)
        return found


@click.command()
@click.argument("process_id", metavar="PROCESO")
@actor_option
@json_option
@with_context
def start(context: Context, process_id: str, actor: str, as_json: bool) -> None:
    """Inicia una instancia de la versión vigente de PROCESO."""
    with context.database.transaction() as connection:
        folio, became = commands.start(connection, context.runtime, process_id, actor=actor, at=system_clock())
    _became(context, folio, became, as_json)


@click.command()
@click.option("--folio", help="Solo las de este folio.")
@click.option("--as", "actor", metavar="PERSONA", help="Solo las que esta persona puede completar.")
@json_option
@with_context
def tasks(context: Context, folio: str | None, actor: str | None, as_json: bool) -> None:
    """Lista las tareas abiertas."""
    with context.database.reading() as connection:
        found = queries.tasks(connection, folio=folio, person=actor)
    if as_json:
        print_json([_task(task) for task in found])
        return
    for task in found:
        click.echo(_task_line(context, task))
    if not found:
        click.echo(context.gettext("There is no open task here."))


@click.command()
@click.argument("id")
@actor_option
@json_option
@with_context
def claim(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Toma la tarea ID: nadie más podrá completarla."""
    with context.database.transaction() as connection:
        item = commands.claim(connection, context.runtime, id, actor=actor, at=system_clock())
    _taken(context, item, as_json)


@click.command()
@click.argument("id")
@actor_option
@json_option
@with_context
def release(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Devuelve la tarea ID a quienes pueden hacerla."""
    with context.database.transaction() as connection:
        item = commands.release(connection, context.runtime, id, actor=actor, at=system_clock())
    _taken(context, item, as_json)


@click.command()
@click.argument("id")
@click.argument("assignee", metavar="PERSONA")
@actor_option
@json_option
@with_context
def assign(context: Context, id: str, assignee: str, actor: str, as_json: bool) -> None:
    """Asigna la tarea ID a PERSONA."""
    with context.database.transaction() as connection:
        item = commands.assign(connection, context.runtime, id, assignee, actor=actor, at=system_clock())
    _taken(context, item, as_json)


@click.command()
@click.argument("id")
@actor_option
@click.option("--data", type=JsonObject(), default=dict, help="Los valores del formulario: '{\"cumple\": true}'.")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="CAMPO=RUTA",
    help="Un archivo para un campo de archivos; puede repetirse.",
)
@click.option("--fill", is_flag=True, help="Pone valores de muestra en los demás campos obligatorios.")
@json_option
@with_context
def complete(
    context: Context, id: str, actor: str, data: dict[str, Any], files: Sequence[str], fill: bool, as_json: bool
) -> None:
    """Completa la tarea ID con los valores de su formulario."""
    at = system_clock()
    attached = [_attachment(each) for each in files]
    with context.database.transaction() as connection:
        for field, path in attached:
            reference = documents.store(connection, path.name, path.read_bytes(), actor=actor, at=at)
            data.setdefault(field, []).append(reference)
        if fill:
            data = samples.filled(connection, context.runtime, id, data, actor=actor, at=at)
        became = commands.complete(connection, context.runtime, id, data, actor=actor, at=at)
    _became(context, id.rpartition(".")[0], became, as_json)


@click.command()
@click.argument("folio")
@click.option("--reason", required=True, help="Por qué; queda en la historia.")
@actor_option
@json_option
@with_context
def cancel(context: Context, folio: str, reason: str, actor: str, as_json: bool) -> None:
    """Cancela la instancia FOLIO."""
    with context.database.transaction() as connection:
        became = commands.cancel(connection, context.runtime, folio, reason, actor=actor, at=system_clock())
    _became(context, folio, became, as_json)


@click.command()
@click.argument("folio")
@json_option
@with_context
def show(context: Context, folio: str, as_json: bool) -> None:
    """Muestra cómo está la instancia FOLIO: estado, tareas abiertas, datos."""
    with context.database.reading() as connection:
        instance = queries.instance(connection, folio)
        open_tasks = queries.tasks(connection, folio=folio)
        data = queries.data(connection, context.runtime, folio)
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
                "tasks": [_task(task) for task in open_tasks],
                "data": data,
            }
        )
        return
    version, status = instance.versions[instance.process_id], context.gettext.render(STATUSES[instance.status])
    click.echo(f"{folio}  {instance.process_id} v{version}  {status}  {instance.end or ''}".rstrip())
    when = _local(context, instance.started_at)
    click.echo(context.gettext("Started by {person}, {when}", person=instance.started_by, when=when))
    for task in open_tasks:
        click.echo(f"  {_task_line(context, task)}")
    for name in sorted(data):
        click.echo(f"  {name}: {canonical_json.dumps(data[name])}")


@click.command()
@click.argument("folio")
@json_option
@with_context
def history(context: Context, folio: str, as_json: bool) -> None:
    """Escribe la historia de la instancia FOLIO, encadenada."""
    with context.database.reading() as connection:
        events = queries.history(connection, folio)
    if as_json:
        print_json([event.as_dict() for event in events])
        return
    for event in events:
        where = f"{event.scope}/{event.element or ''}".strip("/")
        turn = f" ({event.pass_})" if event.pass_ and event.pass_ > 1 else ""
        who, hash_ = event.actor or "", event.hash[:12]
        click.echo(f"{event.seq:>4}  {event.at[:19]}Z  {hash_}  {event.type:<24} {where}{turn}  {who}".rstrip())


STATUSES = {
    "running": lazy_gettext("running"),
    "completed": lazy_gettext("completed"),
    "cancelled": lazy_gettext("cancelled"),
}


def _became(context: Context, folio: str, became: Projection, as_json: bool) -> None:
    if as_json:
        print_json({"folio": folio, "status": became.status, "end": became.end})
        return
    click.echo(f"{folio}  {context.gettext.render(STATUSES[became.status])}  {became.end or ''}".rstrip())


def _taken(context: Context, item: WorkItem, as_json: bool) -> None:
    if as_json:
        print_json({"id": item.id, "element": item.place.element, "assignee": item.assignee})
        return
    click.echo(f"{item.id}  {item.name}  {item.assignee or context.gettext('free')}")


def _task(task: OpenTask) -> dict[str, object]:
    item = task.item
    return {
        "id": item.id,
        "folio": task.folio,
        "process": item.process_id,
        "element": item.place.element,
        "name": item.name,
        "lane": item.lane,
        "candidates": list(task.candidates),
        "assignee": item.assignee,
        "area": item.area,
        "pass": item.place.pass_,
        "due_at": None if item.due_at is None else to_text(item.due_at),
    }


def _task_line(context: Context, task: OpenTask) -> str:
    item = task.item
    turn = context.gettext("round {number}", number=item.place.pass_) if item.place.pass_ > 1 else ""
    due = "" if item.due_at is None else context.gettext("due {when}", when=_local(context, item.due_at))
    who = item.assignee or ", ".join(task.candidates)
    return "  ".join(part for part in (item.id, item.name, item.area or "", turn, due, f"[{who}]") if part)


def _local(context: Context, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(context.settings.timezone)).strftime("%d/%m/%Y %H:%M")


def _attachment(text: str) -> tuple[str, Path]:
    field, equals, path = text.partition("=")
    if not equals or not Path(path).is_file():
        raise click.BadParameter(f"{text}: se espera CAMPO=RUTA con un archivo que exista", param_hint="--file")
    return field, Path(path)


COMMANDS = (start, tasks, claim, release, assign, complete, cancel, show, history)
