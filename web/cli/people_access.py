"""Accounts of people from a terminal: closing and opening them, their sessions, their second factor, and the users of
the operating system that they are."""

from typing import Any

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.identity import commands, os_users, queries
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, option


@command()
@argument("id")
@actor_option
@key_option
@json_option
@with_context
def close(context: Context, id: str, actor: str, as_json: bool) -> None:
    """Close the account of the person ID, who leaves; what they had taken goes back to its lane.

    Their name stays in the histories. They come back with: cauce people reopen ID
    """
    from engine.instances.leaving import give_back

    def shut(connection: Connection) -> bool:
        commands.deactivate(connection, id, actor=actor, at=system_clock())
        return True

    def return_work(connection: Connection) -> dict[str, Any]:
        given = give_back(connection, context.runtime, id, actor=actor, at=system_clock())
        return {"person": id, "given_back": list(given)}

    context.once(shut, "shut")
    done = context.once(return_work)
    if as_json:
        print_json(done)
        return
    click.echo(context.gettext("{person} comes in no more.", person=id))
    for step in done["given_back"]:
        click.echo(context.gettext("{step} went back to its lane.", step=step))


@command()
@argument("id")
@actor_option
@key_option
@with_context
def reopen(context: Context, id: str, actor: str) -> None:
    """Open the account of the person ID again, with the roles they had."""

    def do(connection: Connection) -> bool:
        commands.reactivate(connection, id, actor=actor, at=system_clock())
        return True

    context.once(do)
    click.echo(context.gettext("{person} may come in again.", person=id))


@command("os-user")
@argument("id")
@argument("user")
@option("--remove", is_flag=True, help="They may not act as that person any more.")
@actor_option
@key_option
@with_context
def os_user(context: Context, id: str, user: str, remove: bool, actor: str) -> None:
    """Let the user USER of the operating system act at a terminal as the person ID.

    A user that is an administrator's may act as anybody, as may whoever administers the machine.
    """

    def do(connection: Connection) -> list[str]:
        (os_users.take if remove else os_users.give)(connection, id, user, actor=actor, at=system_clock())
        return os_users.users_of(connection, id)

    found = ", ".join(context.once(do)) or "—"
    click.echo(context.gettext("At a terminal {person} is now: {users}.", person=id, users=found))


@command()
@argument("id")
@option("--end", is_flag=True, help="End all of them.")
@actor_option
@key_option
@json_option
@with_context
def sessions(context: Context, id: str, end: bool, actor: str, as_json: bool) -> None:
    """List where the person ID has come in to the site, or end it."""
    from engine.identity import accounts
    from engine.identity.sessions import open_of
    from web.texts.agents import agent_text

    def do(connection: Connection) -> int:
        return accounts.end_sessions(connection, id, actor=actor, at=system_clock())

    ended = context.once(do) if end else None
    with context.database.reading() as connection:
        if actor != id:
            commands.require_administrator(connection, actor)
        queries.anybody(connection, id)
        found = open_of(connection, id, at=system_clock())
    if as_json:
        listed = [
            {
                "way": each.way,
                "address": each.address,
                "agent": each.agent,
                "began": each.started_at,
                "used": each.seen_at,
            }
            for each in found
        ]
        print_json({"ended": ended or 0, "sessions": listed})
        return
    if ended is not None:
        click.echo(context.gettext.ngettext("{n} session was ended.", "{n} sessions were ended.", ended))
    for each in found:
        where = context.gettext.render(agent_text(each.agent))
        click.echo(f"{each.started_at.isoformat(timespec='minutes')}  {each.address or '—':<24} {where}")


@command("second-factor")
@argument("id")
@option("--role", is_flag=True, help="ID is a role: ask for a second factor of whoever holds it.")
@option("--remove", is_flag=True, help="Take it away from the person, who lost the device; or do not ask any more.")
@actor_option
@key_option
@with_context
def second_factor(context: Context, id: str, role: bool, remove: bool, actor: str) -> None:
    """Say whether the person ID has a second factor, take it away, or ask for one of a role."""
    from engine.identity import second_factor as factors

    def do(connection: Connection) -> str:
        if role:
            factors.guard_role(connection, id, not remove, actor=actor, at=system_clock())
            return "free" if remove else "asked"
        if remove:
            factors.remove(connection, id, actor=actor, at=system_clock())
        elif actor != id:
            commands.require_administrator(connection, actor)
        queries.anybody(connection, id)
        return "set" if factors.is_set(connection, id) else "none"

    match context.once(do):
        case "asked":
            text = context.gettext("Whoever holds {role} comes in with a second factor from now on.", role=id)
        case "free":
            text = context.gettext("Of whoever holds {role} no second factor is asked any more.", role=id)
        case "set":
            text = context.gettext("{person} has a second factor.", person=id)
        case _:
            text = context.gettext("{person} has no second factor.", person=id)
    click.echo(text)
