"""Drafts from a terminal: the same steps as on their page, by the same rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.definitions import comments, control, drafts
from engine.definitions.comments import Comment
from engine.definitions.drafts import Draft, Heading
from engine.definitions.signing import SigningPolicy
from engine.definitions.statuses import OPEN
from engine.definitions.trail import trail
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import Day, WholeNumber, argument, group, option
from web.cli.versions import start_of, version_as_json, version_line
from web.texts.versions import DRAFT_STATUSES

Told = list[dict[str, Any]]


@group(invoke_without_command=True)
@json_option
@click.pass_context
def draft(ctx: click.Context, as_json: bool) -> None:
    """List the drafts that are open, or take one a step further."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json)


def _list(context: Context, as_json: bool) -> None:
    with context.database.reading() as connection:
        found = [draft_as_json(each) for each in drafts.open_headings(connection)]
    if as_json:
        print_json(found)
        return
    for each in found:
        click.echo(draft_line(context, each))


def draft_as_json(draft: Heading) -> dict[str, Any]:
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


def draft_line(context: Context, it: Mapping[str, Any]) -> str:
    """A draft, as `draft_as_json` gives it, on one line of a terminal."""
    status = context.gettext.render(DRAFT_STATUSES[it["status"]])
    return f"{it['process']:<24} {status:<22} {it['author']:<20} {it['description']}"


@draft.command()
@argument("process_id", metavar="PROCESS")
@actor_option
@key_option
@json_option
@with_context
def review(context: Context, process_id: str, actor: str, as_json: bool) -> None:
    """Pass the draft of PROCESS on to approval."""
    _step(
        context, lambda c, at: control.review(c, process_id, render=context.gettext.render, actor=actor, at=at), as_json
    )


@draft.command()
@argument("process_id", metavar="PROCESS")
@option("--reason", required=True, help="Why it goes back, for its author.")
@actor_option
@key_option
@json_option
@with_context
def reject(context: Context, process_id: str, reason: str, actor: str, as_json: bool) -> None:
    """Return the draft of PROCESS to its author."""
    render = context.gettext.render
    _step(context, lambda c, at: control.reject(c, process_id, reason, render=render, actor=actor, at=at), as_json)


@draft.command()
@argument("process_id", metavar="PROCESS")
@argument("text", metavar="TEXT")
@option("--on", "element", metavar="ELEMENT", help="The id of the element that it is about; by default the whole.")
@actor_option
@key_option
@json_option
@with_context
def comment(context: Context, process_id: str, text: str, element: str | None, actor: str, as_json: bool) -> None:
    """Comment on the draft of PROCESS, or on an element of it."""
    render = context.gettext.render

    def do(connection: Connection) -> Told:
        comments.comment(connection, process_id, element, text, render=render, actor=actor, at=system_clock())
        return _comments(connection, process_id)

    _tell_comments(context, context.once(do), as_json)


@draft.command()
@argument("process_id", metavar="PROCESS")
@argument("number", metavar="NUMBER", type=WholeNumber(1))
@actor_option
@key_option
@json_option
@with_context
def resolve(context: Context, process_id: str, number: int, actor: str, as_json: bool) -> None:
    """Mark comment NUMBER on the draft of PROCESS as resolved."""

    def do(connection: Connection) -> Told:
        comments.resolve(connection, process_id, number, actor=actor, at=system_clock())
        return _comments(connection, process_id)

    _tell_comments(context, context.once(do), as_json)


@draft.command("comments")
@argument("process_id", metavar="PROCESS")
@json_option
@with_context
def comments_(context: Context, process_id: str, as_json: bool) -> None:
    """List the comments on the draft of PROCESS, each with its number."""
    with context.database.reading() as connection:
        found = _comments(connection, process_id)
    _tell_comments(context, found, as_json)


def _comments(connection: Connection, process_id: str) -> Told:
    open_ = drafts.required(connection, process_id, *OPEN)
    found = comments.comments(trail(connection, process_id, draft_id=open_.id), open_.id)
    return [_comment_as_json(each) for each in found]


def _tell_comments(context: Context, found: Told, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for each in found:
        state = context.gettext("resolved by {person}", person=each["resolved_by"]) if each["resolved_by"] else ""
        click.echo(f"{each['number']:<4} {each['author']:<20} {each['name'] or '—'}: {each['text']}  {state}".rstrip())


def _comment_as_json(it: Comment) -> dict[str, Any]:
    return {
        "number": it.id,
        "element": it.element,
        "name": it.name,
        "text": it.text,
        "author": it.author,
        "at": to_text(it.at),
        "resolved_by": it.resolved_by,
    }


@draft.command()
@argument("process_id", metavar="PROCESS")
@actor_option
@key_option
@with_context
def discard(context: Context, process_id: str, actor: str) -> None:
    """Give the draft of PROCESS up; its record stays."""

    def do(connection: Connection) -> bool:
        control.discard(connection, process_id, actor=actor, at=system_clock())
        return True

    context.once(do)
    click.echo(context.gettext("The draft of {process} was given up.", process=process_id))


@draft.command()
@argument("process_id", metavar="PROCESS")
@option(
    "--description", default="", help="What changed, for the table of versions; the author's where it is not given."
)
@option("--answers", multiple=True, help="A finding of an audit that this answers; can be repeated.")
@option("--number", type=WholeNumber(1), help="Number of the version; by default the next one.")
@option("--from", "day", type=Day(), metavar="DATE", help="From when it is in force.")
@actor_option
@key_option
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

    def do(connection: Connection) -> dict[str, Any]:
        version = control.approve(
            connection,
            process_id,
            description,
            answers or None,
            number=number,
            effective_at=None if day is None else start_of(context, day),
            policy=SigningPolicy(context.settings.signers),
            render=context.gettext.render,
            actor=actor,
            at=system_clock(),
        )
        return version_as_json(version)

    became = context.once(do)
    if as_json:
        print_json(became)
    else:
        click.echo(version_line(context, became))


def _step(context: Context, command: Callable[[Connection, datetime], Draft], as_json: bool) -> None:
    became = context.once(lambda connection: draft_as_json(command(connection, system_clock())))
    if as_json:
        print_json(became)
    else:
        click.echo(draft_line(context, became))
