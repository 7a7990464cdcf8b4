"""Drafts from a terminal: the same steps as on their page, by the same rules."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.definitions import control, drafts
from engine.definitions.drafts import Draft
from engine.definitions.signing import SigningPolicy
from web.cli.context import Context, actor_option, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import WholeNumber, argument, group, option
from web.cli.versions import version_as_json, version_line
from web.texts.versions import DRAFT_STATUSES


@group(invoke_without_command=True)
@json_option
@click.pass_context
def draft(ctx: click.Context, as_json: bool) -> None:
    """List the drafts that are open, or take one a step further."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json)


def _list(context: Context, as_json: bool) -> None:
    with context.database.reading() as connection:
        found = drafts.open_drafts(connection)
    if as_json:
        print_json([draft_as_json(each) for each in found])
        return
    for each in found:
        click.echo(draft_line(context, each))


def draft_as_json(draft: Draft) -> dict[str, object]:
    """An open draft as ``--json`` gives it; `version` is None, for it has no number yet."""
    return {
        "process": draft.process_id,
        "version": None,
        "status": draft.status,
        "author": draft.author,
        "base": draft.base or None,
        "description": draft.description,
        "answers": list(draft.findings),
        "saved_at": to_text(draft.saved_at),
    }


def draft_line(context: Context, it: Draft) -> str:
    """A draft on one line of a terminal."""
    status = context.gettext.render(DRAFT_STATUSES[it.status])
    return f"{it.process_id:<24} {status:<22} {it.author:<20} {it.description}"


@draft.command()
@argument("process_id", metavar="PROCESS")
@actor_option
@json_option
@with_context
def review(context: Context, process_id: str, actor: str, as_json: bool) -> None:
    """Pass the draft of PROCESS on to approval."""
    _step(context, lambda c, at: control.review(c, process_id, actor=actor, at=at), as_json)


@draft.command()
@argument("process_id", metavar="PROCESS")
@option("--reason", required=True, help="Why it goes back, for its author.")
@actor_option
@json_option
@with_context
def reject(context: Context, process_id: str, reason: str, actor: str, as_json: bool) -> None:
    """Return the draft of PROCESS to its author."""
    _step(context, lambda c, at: control.reject(c, process_id, reason, actor=actor, at=at), as_json)


@draft.command()
@argument("process_id", metavar="PROCESS")
@option(
    "--description", default="", help="What changed, for the table of versions; the author's where it is not given."
)
@option("--answers", multiple=True, help="A finding of an audit that this answers; can be repeated.")
@option("--number", type=WholeNumber(1), help="Number of the version; by default the next one.")
@option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From when it is in force.")
@actor_option
@json_option
@with_context
def approve(
    context: Context,
    process_id: str,
    description: str,
    answers: Sequence[str],
    number: int | None,
    day: datetime | None,
    actor: str,
    as_json: bool,
) -> None:
    """Make the reviewed draft of PROCESS a version."""
    zone = ZoneInfo(context.settings.timezone)
    with context.database.transaction() as connection:
        version = control.approve(
            connection,
            process_id,
            description,
            answers or None,
            number=number,
            effective_at=None if day is None else datetime.combine(day.date(), time(), zone),
            policy=SigningPolicy(context.settings.signers),
            actor=actor,
            at=system_clock(),
        )
    if as_json:
        print_json(version_as_json(version))
    else:
        click.echo(version_line(context, version))


def _step(context: Context, command: Callable[[Connection, datetime], Draft], as_json: bool) -> None:
    with context.database.transaction() as connection:
        became = command(connection, system_clock())
    if as_json:
        print_json(draft_as_json(became))
    else:
        click.echo(draft_line(context, became))
