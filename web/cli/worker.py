"""What happens without anybody asking, from a terminal: the worker, and the outbox with what did not arrive."""

import signal
from collections.abc import Sequence
from functools import partial

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.jobs.local import LocalWorker, run_once
from engine.notifications import commands, queries
from engine.notifications.queries import Entry
from engine.notifications.statuses import LetterStatus
from engine.queue import works_inside
from web.cli.context import Context, for_owners, json_option, key_option, with_context
from web.cli.output import exact, print_json
from web.cli.translated import WholeNumber, argument, command, gettext, group, option
from web.logs import log_to_stderr
from web.texts.outbox import STATUSES, why


@command()
@option("--once", is_flag=True, help="Do what is pending and exit.")
@option("--concurrency", default=4, show_default=True, type=WholeNumber(1, 32), help="Jobs at the same time.")
@json_option
@with_context
def worker(context: Context, once: bool, concurrency: int, as_json: bool) -> None:
    """Deliver messages, fire timers and verify until it is stopped; PostgreSQL allows several workers."""
    if not once:
        log_to_stderr(context.gettext, context.settings.log)
        context.prepare_to_serve()
    tools = context.database, context.runtime, context.settings, system_clock
    if once:
        done = run_once(*tools)
        if as_json:
            print_json(done)
        return
    if works_inside(context.database):
        local = LocalWorker(*tools)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: local.stop())
        local.run()
        return
    from engine.jobs.distributed import run_worker

    run_worker(*tools, concurrency=concurrency)


@group(invoke_without_command=True)
@option("--all", "everything", is_flag=True, help="Also what was delivered, which is kept for 90 days.")
@option("--limit", default=200, show_default=True, type=WholeNumber(1), help="How many, from the newest on.")
@json_option
@click.pass_context
def outbox(ctx: click.Context, everything: bool, limit: int, as_json: bool) -> None:
    """List the messages that wait or did not arrive, and why."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, everything, limit, as_json)


def _list(context: Context, everything: bool, limit: int, as_json: bool) -> None:
    context.require_owner()
    statuses = (LetterStatus.PENDING, LetterStatus.DEAD, *([LetterStatus.DELIVERED] if everything else []))
    with context.database.reading() as connection:
        found = queries.entries(connection, statuses, limit=limit)
    if as_json:
        print_json([_as_json(context, entry) for entry in found])
        return
    for entry in found:
        to, status = ", ".join(entry.to), context.gettext.render(STATUSES[entry.status])
        click.echo(f"{entry.key:<22} {entry.kind:<8} {status:<11} {entry.about}  {to}")
        click.echo(f"  {_why(context, entry)}")


@outbox.command()
@argument("keys", metavar="KEY…", nargs=-1)
@option("--dead", is_flag=True, help="All that did not arrive.")
@key_option
@json_option
@for_owners
def retry(context: Context, keys: Sequence[str], dead: bool, as_json: bool) -> None:
    """Try the message KEY again, from the beginning and now."""
    if bool(keys) == dead:
        raise click.UsageError(gettext("Give one key or more, or --dead."))
    if dead and context.key is not None:
        raise click.UsageError(
            gettext("--key is for the messages that are named: what is tried again is not dead any more")
        )
    if dead:
        retried = commands.retry_dead(context.database, at=system_clock())
        told = {"retried": list(retried.again), "for_nobody": list(retried.for_nobody)}
    else:
        told = context.once(lambda connection: _retried(connection, keys))
    if as_json:
        print_json(told)
        return
    click.echo(context.gettext("To be tried again: {count}.", count=len(told["retried"])))
    for key in told["for_nobody"]:
        click.echo(context.gettext("{key} is still for nobody.", key=key))


def _retried(connection: Connection, keys: Sequence[str]) -> dict[str, list[str]]:
    for key in keys:
        commands.retry(connection, key, at=system_clock())
    return {"retried": list(keys), "for_nobody": []}


def _as_json(context: Context, entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key,
        "kind": entry.kind,
        "about": entry.about,
        "to": list(entry.to),
        "roles": list(entry.roles),
        "status": entry.status,
        "attempts": entry.attempts,
        "created_at": to_text(entry.created_at),
        "next_attempt_at": to_text(entry.next_attempt_at) if entry.status is LetterStatus.PENDING else None,
        "delivered_at": None if entry.delivered_at is None else to_text(entry.delivered_at),
        "error": entry.error,
        "why": _why(context, entry),
    }


def _why(context: Context, entry: Entry) -> str:
    return context.gettext.render(why(entry, context.settings, partial(exact, context)))
