"""What a terminal says when the engine refuses: people and roles by their names, with the ids that commands take."""

from collections.abc import Mapping
from typing import cast

import click

from bpmn.messages import Message
from engine.db import Database
from engine.errors import DiagramRejected, EngineError, FormRejected
from engine.identity.queries import all_people, all_roles
from engine.settings import Settings
from web import errors
from web.cli.context import Context
from web.cli.output import finding_as_json, finding_line, print_json
from web.cli.translated import chosen_locale
from web.texts.statuses import ENDED_STATUSES

PEOPLE = ("actor", "assignee", "author", "by", "person")


def print_refusal(error: EngineError, ctx: click.Context) -> None:
    """Write to standard error why a command was refused, and to standard output with ``--json``."""
    # Settings that are wrong are refused before there is a context.
    context = ctx.obj if isinstance(ctx.obj, Context) else Context(Settings(locale=chosen_locale()))
    message = context.gettext.render(refusal_text(error, context.opened))
    details = _details(error, context)
    click.echo(message, err=True)
    for field in cast("list[dict[str, object]]", details.get("fields", [])):
        click.echo(f"  {field['field']}: {field['message']}", err=True)
    for finding in cast("list[dict[str, object]]", details.get("findings", [])):
        click.echo(f"  {finding_line(context, finding)}", err=True)
    if context.as_json:
        print_json({"error": error.code, "message": message, **details})


def _details(error: EngineError, context: Context) -> Mapping[str, object]:
    match error:
        case FormRejected(errors=refused):
            return {
                "fields": [
                    {"field": each.field, "code": each.code, "message": context.gettext.render(each.message)}
                    for each in refused
                ]
            }
        case DiagramRejected(findings=findings):
            return {"findings": [finding_as_json(context, finding) for finding in findings]}
    return {}


def refusal_text(error: EngineError, database: Database | None) -> Message:
    """What `error` says. Names are looked up in `database` where there is one that answers."""
    message = errors.text(error)
    values = dict(message.values)
    people = [name for name in PEOPLE if isinstance(values.get(name), str)]
    roles = error.details.get("roles")
    if people or isinstance(roles, list):
        names, role_names = _names(database)
        values |= {name: _with_name(str(values[name]), names) for name in people}
        if isinstance(roles, list):
            values["roles"] = ", ".join(_with_name(str(role), role_names) for role in roles)
    if isinstance(values.get("status"), str):
        values["status"] = ENDED_STATUSES.get(str(values["status"]), values["status"])
    return message.with_values(values)


def _with_name(id_: str, names: Mapping[str, str]) -> str:
    return f"{names[id_]} ({id_})" if id_ in names else id_


def _names(database: Database | None) -> tuple[dict[str, str], dict[str, str]]:
    """The names of people and roles by id; none where the database cannot say."""
    if database is None:
        return {}, {}
    try:
        with database.reading() as connection:
            return (
                {each.id: each.name for each in all_people(connection)},
                {each.id: each.name for each in all_roles(connection)},
            )
    except EngineError:
        return {}, {}
