"""The systems that are told what happens, from a terminal."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.webhooks import commands, queries
from engine.webhooks.commands import USUAL
from engine.webhooks.queries import Standing, Webhook
from engine.webhooks.record import server_of
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import exact, print_json
from web.cli.translated import Day, ListingGroup, WholeNumber, argument, gettext, group, option
from web.texts.webhooks import STATUSES, standing_text, status_of

TYPE = option("--type", "types", multiple=True, metavar="TYPE", help="A type of events; can be repeated.")
PROCESS = option("--process", metavar="PROCESS", help="The one procedure it is told of; without it, all.")


@group(cls=ListingGroup)
def webhook() -> None:
    """List the systems that are told what happens: cauce webhook; or decide about one."""


@webhook.command("list")
@json_option
@with_context
def list_(context: Context, as_json: bool) -> None:
    """List the webhooks, and how each stands."""
    with context.database.reading() as connection:
        found = [(each, queries.standing(connection, each)) for each in queries.everyone(connection)]
    if as_json:
        print_json([_as_json(*each) for each in found])
        return
    for each, stands in found:
        status = context.gettext.render(STATUSES[status_of(each, stands)])
        click.echo(f"{each.name:<22} {status:<15} {server_of(each.url)}")
        click.echo(f"  {context.gettext.render(standing_text(each, stands, partial(exact, context)))}")


def _as_json(each: Webhook, stands: Standing) -> dict[str, object]:
    line = stands.line
    return {
        "name": each.name,
        "server": server_of(each.url),
        "process": each.process_id,
        "types": list(each.types),
        "status": status_of(each, stands),
        "waiting": line.waiting,
        "up_to_date": stands.up_to_date and not line.waiting,
        "error": line.error,
        "attempts": line.attempts,
        "next_attempt_at": None if line.next_attempt_at is None else to_text(line.next_attempt_at),
        "after": each.after,
        "made_by": each.made_by,
        "made_at": to_text(each.made_at),
    }


@webhook.command()
@argument("name", metavar="NAME")
@argument("url", metavar="URL")
@TYPE
@PROCESS
@actor_option
@json_option
@with_context
def add(
    context: Context, name: str, url: str, types: Sequence[str], process: str | None, actor: str, as_json: bool
) -> None:
    """Have the system NAME told at URL of what happens from now on.

    Writes the secret with which it knows who speaks: nobody is shown it again. Without --type it is told of how
    instances begin, end and are moved, of steps that were completed, and of incidents.
    """
    networks = context.settings.webhook_networks
    with context.database.transaction() as connection:
        _, secret = commands.add(
            connection, name, url, types or USUAL, process, networks=networks, actor=actor, at=system_clock()
        )
    _print_secret(context, secret, as_json)


@webhook.command()
@argument("name", metavar="NAME")
@option("--name", "other", metavar="NAME", help="Another name.")
@option("--url", metavar="URL", help="Another address; what waits goes there.")
@TYPE
@PROCESS
@option("--every-process", is_flag=True, help="It is told of all procedures.")
@actor_option
@key_option
@with_context
def change(
    context: Context,
    name: str,
    other: str | None,
    url: str | None,
    types: Sequence[str],
    process: str | None,
    every_process: bool,
    actor: str,
) -> None:
    """Change where NAME is told and of what, from now on."""
    if every_process and process is not None:
        raise click.UsageError(gettext("Give either --process or --every-process."))
    networks = context.settings.webhook_networks

    def do(connection: Connection) -> str:
        found = queries.named(connection, name)
        commands.change(
            connection,
            found.id,
            other or found.name,
            url or found.url,
            types or found.types,
            None if every_process else process or found.process_id,
            networks=networks,
            actor=actor,
            at=system_clock(),
        )
        return other or found.name

    click.echo(context.gettext("{name}: changed.", name=context.once(do)))


@webhook.command()
@argument("name", metavar="NAME")
@option("--at-once", is_flag=True, help="The former one ends now, as when somebody else has it.")
@actor_option
@json_option
@with_context
def secret(context: Context, name: str, at_once: bool, actor: str, as_json: bool) -> None:
    """Give NAME another secret and write it: nobody is shown it again.

    For 24 hours what is sent is signed with both, so that the system can be given the new one in time.
    """
    with context.database.transaction() as connection:
        id = queries.named(connection, name).id
        made = commands.change_secret(connection, id, at_once=at_once, actor=actor, at=system_clock())
    _print_secret(context, made, as_json)


@webhook.command()
@argument("name", metavar="NAME")
@actor_option
@key_option
@with_context
def pause(context: Context, name: str, actor: str) -> None:
    """Send NAME nothing more until it is resumed."""
    _about(context, name, partial(commands.pause, actor=actor, at=system_clock()))
    click.echo(context.gettext("{name}: paused. What happens meanwhile is told when it is resumed.", name=name))


@webhook.command()
@argument("name", metavar="NAME")
@actor_option
@key_option
@with_context
def resume(context: Context, name: str, actor: str) -> None:
    """Go on telling NAME, from where it was."""
    _about(context, name, partial(commands.resume, actor=actor, at=system_clock()))
    click.echo(context.gettext("{name}: resumed.", name=name))


@webhook.command()
@argument("name", metavar="NAME")
@option("--since", type=Day(), metavar="DAY", help="From the beginning of that day on.")
@option("--after", type=WholeNumber(0), help="From behind the event with that position on, as events say it.")
@actor_option
@key_option
@with_context
def replay(context: Context, name: str, since: datetime | None, after: int | None, actor: str) -> None:
    """Tell NAME again what happened, in order and under the same ids; what waits is part of it, or is left out."""
    if (since is None) == (after is None):
        raise click.UsageError(gettext("Give either --since or --after."))

    def do(connection: Connection) -> int:
        id = queries.named(connection, name).id
        if since is None:
            return commands.replay(connection, id, after or 0, actor=actor, at=system_clock())
        begin = datetime.combine(since.date(), time(), ZoneInfo(context.settings.timezone))
        return commands.replay_since(connection, id, begin, actor=actor, at=system_clock())

    place = context.once(do)
    click.echo(context.gettext("{name}: it is told again what stands behind position {place}.", name=name, place=place))


@webhook.command("try")
@argument("name", metavar="NAME")
@actor_option
@key_option
@with_context
def try_(context: Context, name: str, actor: str) -> None:
    """Send NAME an event that means nothing, to see whether it arrives: cauce webhook."""
    _about(context, name, partial(commands.try_out, actor=actor, at=system_clock()))
    click.echo(context.gettext("{name}: a trial was written. See whether it arrives with: cauce webhook", name=name))


@webhook.command()
@argument("name", metavar="NAME")
@actor_option
@key_option
@with_context
def remove(context: Context, name: str, actor: str) -> None:
    """Tell NAME nothing more, for good."""
    _about(context, name, partial(commands.remove, actor=actor, at=system_clock()))
    click.echo(context.gettext("{name}: removed.", name=name))


def _about(context: Context, name: str, command: Callable[[Connection, int], object]) -> None:
    """Give a command about the webhook of that name, once for a key."""

    def do(connection: Connection) -> bool:
        command(connection, queries.named(connection, name).id)
        return True

    context.once(do)


def _print_secret(context: Context, secret: str, as_json: bool) -> None:
    if as_json:
        print_json({"secret": secret})
        return
    click.echo(secret)
    click.echo(context.gettext("It is not shown again: put it where the system keeps its secrets."), err=True)
