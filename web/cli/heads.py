"""Who heads each role, from a terminal."""

from collections.abc import Sequence

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.identity import heads as heading
from engine.identity import queries
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import ListingGroup, argument, group


@group(cls=ListingGroup)
def heads() -> None:
    """List who heads each role: cauce heads; or say it: cauce heads set ROLE PERSON…"""


@heads.command("list")
@json_option
@with_context
def list_(context: Context, as_json: bool) -> None:
    """List every role, and who heads it."""
    with context.database.reading() as connection:
        named = heading.named_heads(connection)
        found = [
            {
                "role": role.id,
                "name": role.name,
                "named": list(named.get(role.id, ())),
                "heads": list(heading.heads_of(connection, [role.id])),
            }
            for role in queries.all_roles(connection)
        ]
    if as_json:
        print_json(found)
        return
    for each in found:
        who = ", ".join(each["named"]) or context.gettext("those who hold it")
        click.echo(f"{each['role']:<20} {each['name']:<34} {who}")


@heads.command("set")
@argument("role")
@argument("people", metavar="[PERSON]…", nargs=-1)
@actor_option
@key_option
@json_option
@with_context
def set_(context: Context, role: str, people: Sequence[str], actor: str, as_json: bool) -> None:
    """Say who heads ROLE, in the place of all who did; without PERSON, those who hold it head it themselves."""

    def do(connection: Connection) -> list[str]:
        heading.set_heads(connection, role, people, actor=actor, at=system_clock())
        return list(heading.heads_of(connection, [role]))

    found = context.once(do)
    if as_json:
        print_json({"role": role, "heads": found})
        return
    click.echo(context.gettext("{role} is headed by: {people}.", role=role, people=", ".join(found) or "—"))
