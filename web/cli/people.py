"""People and roles from a terminal."""

from collections.abc import Sequence

import click

from engine.clock import system_clock
from engine.identity import accounts, commands, queries
from web.cli.context import Context, json_option, print_json, with_context


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def people(ctx: click.Context, as_json: bool) -> None:
    """Lista las personas, sus roles y los roles que nadie tiene."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json)


def _list(context: Context, as_json: bool) -> None:
    with context.database.reading() as connection:
        everybody = queries.all_people(connection)
        roles = queries.all_roles(connection)
    if as_json:
        print_json(
            [
                {
                    "id": person.id,
                    "name": person.name,
                    "email": person.email,
                    "active": person.active,
                    "roles": sorted(person.roles),
                }
                for person in everybody
            ]
        )
        return
    for person in everybody:
        click.echo(f"{person.id:<20} {person.name:<28} {', '.join(sorted(person.roles))}")
    for role in roles:
        if not role.holders:
            click.echo(context.gettext("Nobody holds the role {role} ({name}).", role=role.id, name=role.name))


@people.command()
@click.argument("id")
@click.option("--name", required=True, help="Nombre y apellidos.")
@click.option("--email", help="Correo al que llegan los avisos.")
@click.option("--role", "roles", multiple=True, help="Un rol; puede repetirse.")
@click.option("--as", "actor", metavar="PERSONA", help="Quién la da de alta; sobra para la primera persona.")
@with_context
def add(context: Context, id: str, name: str, email: str | None, roles: Sequence[str], actor: str | None) -> None:
    """Da de alta a la persona ID, o le da los roles que le faltan."""
    with context.database.transaction() as connection:
        commands.add_person(connection, id, name, roles, email=email, actor=actor, at=system_clock())
    click.echo(context.gettext("{person} is registered.", person=id))


@people.command()
@click.argument("id")
@click.option("--name", help="Otro nombre.")
@click.option("--email", help="Otro correo; vacío: ninguno.")
@click.option("--as", "actor", metavar="PERSONA", required=True, help="Quién lo corrige.")
@with_context
def change(context: Context, id: str, name: str | None, email: str | None, actor: str) -> None:
    """Corrige el nombre o el correo de la persona ID."""
    with context.database.transaction() as connection:
        known = queries.anybody(connection, id)
        to = known.name if name is None else name.strip(), known.email if email is None else email.strip() or None
        commands.amend(connection, id, name=to[0], email=to[1], actor=actor, at=system_clock())
    click.echo(context.gettext("{person} is now: {name}, {email}.", person=id, name=to[0], email=to[1] or "—"))


@people.command()
@click.argument("id")
@click.option("--as", "actor", metavar="PERSONA", help="Quién la pone, si no es la propia persona.")
@with_context
def password(context: Context, id: str, actor: str | None) -> None:
    """Pone la contraseña de la persona ID; la pregunta, y sus sesiones terminan."""
    with context.database.reading() as connection:
        name = queries.person(connection, id).name
    asked = context.gettext("New password for {name}", name=name), context.gettext("The same once more")
    given = str(click.prompt(asked[0], hide_input=True, confirmation_prompt=asked[1], err=True))
    with context.database.transaction() as connection:
        accounts.set_password(connection, id, given, actor=actor or id, at=system_clock())
    click.echo(context.gettext("{person} comes in with the new password.", person=id))


COMMANDS = (people,)
