"""Instances and their work from a terminal."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from engine import canonical_json
from engine.clock import system_clock
from engine.documents import store as documents
from engine.incidents import commands as incidents
from engine.incidents.commands import StoppedByIncident
from engine.instances import commands, samples
from engine.instances.projection import Projection, WorkItem
from web.cli.context import Context, actor_option, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, gettext, option
from web.texts.statuses import INSTANCE_STATUSES


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
@json_option
@with_context
def start(context: Context, process_id: str, actor: str, as_json: bool) -> None:
    """Start an instance of the version of PROCESS in force."""
    with context.database.transaction() as connection:
        folio, became = commands.start(connection, context.runtime, process_id, actor=actor, at=system_clock())
    _print_state(context, folio, became, as_json)


@command()
@argument("id")
@actor_option
@json_option
@with_context
def claim(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Take the step ID: nobody else can complete it then."""
    with context.database.transaction() as connection:
        item = commands.claim(connection, context.runtime, id, actor=actor, at=system_clock())
    _print_item(context, item, as_json)


@command()
@argument("id")
@actor_option
@json_option
@with_context
def release(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Give the step ID back to those who may do it."""
    with context.database.transaction() as connection:
        item = commands.release(connection, context.runtime, id, actor=actor, at=system_clock())
    _print_item(context, item, as_json)


@command()
@argument("id")
@argument("assignee", metavar="PERSON")
@actor_option
@json_option
@with_context
def assign(context: Context, id: str, assignee: str, actor: str, as_json: bool) -> None:
    """Assign the step ID to PERSON."""
    with context.database.transaction() as connection:
        item = commands.assign(connection, context.runtime, id, assignee, actor=actor, at=system_clock())
    _print_item(context, item, as_json)


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
@json_option
@with_context
def complete(
    context: Context, id: str, actor: str, data: dict[str, Any], files: Sequence[str], fill: bool, as_json: bool
) -> None:
    """Complete the step ID with the values of its form."""
    at = system_clock()
    attached = [_attachment(each) for each in files]
    with context.database.transaction() as connection:
        for field, path in attached:
            reference = documents.store(connection, path.name, path.read_bytes(), actor=actor, at=at)
            data.setdefault(field, []).append(reference)
        if fill:
            data = samples.filled(connection, context.runtime, id, data, actor=actor, at=at)
        became = incidents.complete(connection, context.runtime, id, data, actor=actor, at=at)
    if isinstance(became, StoppedByIncident):
        raise became
    _print_state(context, id.rpartition(".")[0], became, as_json)


@command()
@argument("folio")
@option("--reason", required=True, help="Why; it stays in the history.")
@actor_option
@json_option
@with_context
def cancel(context: Context, folio: str, reason: str, actor: str, as_json: bool) -> None:
    """Cancel the instance FOLIO."""
    with context.database.transaction() as connection:
        became = commands.cancel(connection, context.runtime, folio, reason, actor=actor, at=system_clock())
    _print_state(context, folio, became, as_json)


def _print_state(context: Context, folio: str, became: Projection, as_json: bool) -> None:
    if as_json:
        print_json({"folio": folio, "status": became.status, "end": became.end})
        return
    click.echo(f"{folio}  {context.gettext.render(INSTANCE_STATUSES[became.status])}  {became.end or ''}".rstrip())


def _print_item(context: Context, item: WorkItem, as_json: bool) -> None:
    if as_json:
        print_json({"id": item.id, "element": item.visit.element, "assignee": item.assignee})
        return
    click.echo(f"{item.id}  {item.name}  {item.assignee or context.gettext('free')}")


def _attachment(text: str) -> tuple[str, Path]:
    field, equals, path = text.partition("=")
    if not equals or not Path(path).is_file():
        said = gettext("{text}: it must be FIELD=PATH with a file that exists", text=text)
        raise click.BadParameter(said, param_hint="--file")
    return field, Path(path)
