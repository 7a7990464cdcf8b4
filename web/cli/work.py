"""Instances and their work from a terminal."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from engine import canonical_json
from engine.clock import system_clock
from engine.db import Connection
from engine.documents import store as documents
from engine.documents.admission import admit
from engine.incidents import commands as incidents
from engine.incidents.commands import StoppedByIncident
from engine.instances import commands, returning, samples
from engine.instances.projection import Projection, WorkItem, folio_of
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, gettext, option
from web.texts.statuses import INSTANCE_STATUSES

Answer = dict[str, Any]


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
            said = gettext(
                "this is not JSON: something is wrong in line {line}, column {column}",
                line=error.lineno,
                column=error.colno,
            )
            self.fail(said, param, ctx)
        except (ValueError, RecursionError):
            self.fail(gettext("this JSON cannot be stored"), param, ctx)
        if not isinstance(found, dict):
            self.fail(gettext("it must be a JSON object, such as {example}", example='{"cumple": true}'), param, ctx)
        return found


@command()
@argument("process_id", metavar="PROCESS")
@actor_option
@option("--data", type=JsonObject(), help='What is said before it begins: \'{"cliente": "Ácme"}\'.')
@key_option
@json_option
@with_context
def start(context: Context, process_id: str, actor: str, data: dict[str, Any] | None, as_json: bool) -> None:
    """Start an instance of the version of PROCESS in force."""

    def do(connection: Connection) -> Answer:
        return _state(*commands.start(connection, context.runtime, process_id, data, actor=actor, at=system_clock()))

    _print_state(context, context.once(do), as_json)


@command()
@argument("id")
@actor_option
@key_option
@json_option
@with_context
def claim(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Take the step ID: nobody else can complete it then."""

    def act(connection: Connection, at: datetime) -> WorkItem:
        return commands.claim(connection, context.runtime, id, actor=actor, at=at)

    _change(context, act, as_json)


@command()
@argument("id")
@actor_option
@key_option
@json_option
@with_context
def release(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Give the step ID back to those who may do it."""

    def act(connection: Connection, at: datetime) -> WorkItem:
        return commands.release(connection, context.runtime, id, actor=actor, at=at)

    _change(context, act, as_json)


@command()
@argument("id")
@argument("assignee", metavar="PERSON")
@option("--reason", default="", help="Why; it stays in the history. Heads who take it from somebody say it.")
@actor_option
@key_option
@json_option
@with_context
def assign(context: Context, id: str, assignee: str, reason: str, actor: str, as_json: bool) -> None:
    """Assign the step ID to PERSON."""

    def act(connection: Connection, at: datetime) -> WorkItem:
        return commands.assign(connection, context.runtime, id, assignee, reason, actor=actor, at=at)

    _change(context, act, as_json)


@command()
@argument("id")
@option("--reason", required=True, help="Why; it stays in the history.")
@actor_option
@key_option
@json_option
@with_context
def takeover(context: Context, id: str, reason: str, actor: str, as_json: bool) -> None:
    """Take the step ID from the colleague who has it, who is told."""

    def act(connection: Connection, at: datetime) -> WorkItem:
        return commands.take_over(connection, context.runtime, id, reason, actor=actor, at=at)

    _change(context, act, as_json)


@command()
@argument("id")
@option("--message", default="", help="What to tell them.")
@actor_option
@key_option
@json_option
@with_context
def ask(context: Context, id: str, message: str, actor: str, as_json: bool) -> None:
    """Ask the colleague who has the step ID for it; they are told, and keep it."""

    def act(connection: Connection, at: datetime) -> WorkItem:
        return commands.ask_for(connection, context.runtime, id, message, actor=actor, at=at)

    _change(context, act, as_json)


@command()
@argument("id")
@actor_option
@option("--data", type=JsonObject(), default=dict, help="The values of the form: '{\"cumple\": true}'.")
@option(
    "--file",
    "files",
    multiple=True,
    metavar="FIELD=PATH",
    help="A file for a field of files; can be repeated.",
)
@option("--fill", is_flag=True, help="Put sample values into the other required fields.")
@key_option
@json_option
@with_context
def complete(
    context: Context,
    id: str,
    actor: str,
    data: dict[str, Any],
    files: Sequence[str],
    fill: bool,
    as_json: bool,
) -> None:
    """Complete the step ID with the values of its form."""
    at = system_clock()
    attached = [_attachment(each) for each in files]
    stopped: list[StoppedByIncident] = []
    for _, path in attached:
        admit(path.name, path.read_bytes(), context.settings.clamd)

    def do(connection: Connection) -> Answer | None:
        values = {**data}
        for field, path in attached:
            reference = documents.store(connection, path.name, path.read_bytes(), actor=actor, at=at)
            values[field] = [*values.get(field, []), reference]
        if fill:
            values = samples.filled(connection, context.runtime, id, values, actor=actor, at=at)
        became = incidents.complete(connection, context.runtime, id, values, actor=actor, at=at)
        if isinstance(became, StoppedByIncident):
            stopped.append(became)
            return None
        return _state(id.rpartition(".")[0], became)

    answer = context.once(do)
    if answer is None:
        raise stopped[0]
    _print_state(context, answer, as_json)


@command()
@argument("folio")
@option("--reason", required=True, help="Why; it stays in the history.")
@option("--mistake", is_flag=True, help="It was begun by mistake.")
@actor_option
@key_option
@json_option
@with_context
def cancel(context: Context, folio: str, reason: str, mistake: bool, actor: str, as_json: bool) -> None:
    """Cancel the instance FOLIO."""

    def do(connection: Connection) -> Answer:
        by: dict[str, Any] = {"actor": actor, "at": system_clock(), "mistake": mistake}
        return _state(folio, commands.cancel(connection, context.runtime, folio, reason, **by))

    _print_state(context, context.once(do), as_json)


@command()
@argument("id")
@option("--reason", required=True, help="Why; it stays in the history.")
@actor_option
@key_option
@json_option
@with_context
def giveback(context: Context, id: str, reason: str, actor: str, as_json: bool) -> None:
    """Give the step ID back to the step before it, which was completed by mistake."""

    def do(connection: Connection) -> Answer:
        became = returning.give_back(connection, context.runtime, id, reason, actor=actor, at=system_clock())
        return {"folio": folio_of(id), "status": became.status, "end": became.end}

    _print_state(context, context.once(do), as_json)


def _state(folio: str, became: Projection) -> Answer:
    return {"folio": folio, "status": became.status, "end": became.end}


def _print_state(context: Context, state: Answer, as_json: bool) -> None:
    if as_json:
        print_json(state)
        return
    status = context.gettext.render(INSTANCE_STATUSES[state["status"]])
    click.echo(f"{state['folio']}  {status}  {state['end'] or ''}".rstrip())


def _item(item: WorkItem) -> Answer:
    return {"id": item.id, "element": item.visit.element, "assignee": item.assignee, "name": item.name}


def _change(context: Context, act: Callable[[Connection, datetime], WorkItem], as_json: bool) -> None:
    """Do what changes who has a step, once for its key, and say how the step stands then."""
    item = context.once(lambda connection: _item(act(connection, system_clock())))
    if as_json:
        print_json({name: item[name] for name in ("id", "element", "assignee")})
        return
    click.echo(f"{item['id']}  {item['name']}  {item['assignee'] or context.gettext('free')}")


def _attachment(text: str) -> tuple[str, Path]:
    field, equals, path = text.partition("=")
    if not equals or not Path(path).is_file():
        said = gettext("{text}: it must be FIELD=PATH with a file that exists", text=text)
        raise click.BadParameter(said, param_hint="--file")
    return field, Path(path)
