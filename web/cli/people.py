"""People and roles from a terminal."""

import sys
from collections.abc import Iterator, Sequence

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.identity import accounts, commands, os_users, queries
from engine.identity.queries import Person
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR
from web.cli import people_access
from web.cli.context import Context, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, group, option
from web.texts.rights import right_text

RIGHT = click.Choice([str(each) for each in Right])


@group(invoke_without_command=True)
@json_option
@click.pass_context
def people(ctx: click.Context, as_json: bool) -> None:
    """List the people, their roles, and the roles that nobody holds."""
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
                    "rights": sorted(person.rights),
                    "rights_over": _by_procedure(person),
                }
                for person in everybody
            ]
        )
        return
    for person in everybody:
        held = ", ".join([*sorted(person.roles), *_rights(context, person)])
        click.echo(f"{person.id:<20} {person.name:<28} {held}")
    for role in roles:
        if not role.holders:
            click.echo(context.gettext("Nobody holds the role {role} ({name}).", role=role.id, name=role.name))


def _by_procedure(person: Person) -> dict[str, list[str]]:
    """The rights that a person has over one procedure and not over all, by procedure."""
    found: dict[str, list[str]] = {}
    for right, process_id in sorted(person.limited):
        found.setdefault(process_id, []).append(right)
    return found


def _rights(context: Context, person: Person) -> Iterator[str]:
    for right in sorted(person.rights):
        yield context.gettext.render(right_text(right, None))
    for right, process_id in sorted(person.limited):
        yield context.gettext.render(right_text(right, process_id))


@people.command()
@argument("id")
@option("--name", required=True, help="First name and surnames.")
@option("--email", help="E-mail address that notices are sent to.")
@option("--role", "roles", multiple=True, help="A role; can be repeated.")
@option("--right", "rights", multiple=True, type=RIGHT, help="A right over versions; can be repeated.")
@option("--as", "actor", metavar="PERSON", help="Who registers the person; not needed for the first one.")
@key_option
@with_context
def add(
    context: Context,
    id: str,
    name: str,
    email: str | None,
    roles: Sequence[str],
    rights: Sequence[str],
    actor: str | None,
) -> None:
    """Register the person ID, or give them the roles and rights they lack."""
    held = [Right(each) for each in rights]

    def do(connection: Connection) -> bool:
        commands.add_person(connection, id, name, roles, held, email=email, actor=actor, at=system_clock())
        if actor is None and ADMINISTRATOR in roles:  # the first of all: whoever sits here is an administrator
            os_users.ensure(connection, id, context.user.name, actor=None, at=system_clock())
        return True

    context.once(do)
    click.echo(context.gettext("{person} is registered.", person=id))


@people.command()
@argument("id")
@option("--give", "given", multiple=True, type=RIGHT, help="A right to give; can be repeated.")
@option("--take", "taken", multiple=True, type=RIGHT, help="A right to take away; can be repeated.")
@option("--process", "process_id", metavar="PROCESS", help="The procedure that they are over; by default every one.")
@option("--as", "actor", metavar="PERSON", required=True, help="Who decides it.")
@key_option
@with_context
def rights(
    context: Context, id: str, given: Sequence[str], taken: Sequence[str], process_id: str | None, actor: str
) -> None:
    """Give the person ID rights over versions of procedures, or take them away."""
    from engine.definitions.granting import give_right  # listing people asks for no version

    def do(connection: Connection) -> str:
        for each in given:
            give_right(connection, id, Right(each), process_id, actor=actor, at=system_clock())
        for each in taken:
            commands.take_right(connection, id, Right(each), process_id, actor=actor, at=system_clock())
        return ", ".join(_rights(context, queries.anybody(connection, id)))

    names = context.once(do)
    click.echo(context.gettext("{person} may now: {rights}.", person=id, rights=names or "—"))


@people.command()
@argument("id")
@option("--name", help="Another name.")
@option("--email", help="Another e-mail address; empty: none.")
@option("--as", "actor", metavar="PERSON", required=True, help="Who corrects it.")
@key_option
@with_context
def change(context: Context, id: str, name: str | None, email: str | None, actor: str) -> None:
    """Correct the name or the e-mail address of the person ID."""

    def do(connection: Connection) -> dict[str, str]:
        known = queries.anybody(connection, id)
        to = known.name if name is None else name.strip(), known.email if email is None else email.strip() or None
        commands.amend(connection, id, name=to[0], email=to[1], actor=actor, at=system_clock())
        return {"person": id, "name": to[0], "email": to[1] or "—"}

    click.echo(context.gettext("{person} is now: {name}, {email}.", **context.once(do)))


@people.command()
@argument("id")
@option("--as", "actor", metavar="PERSON", help="Who sets it, if not the person.")
@with_context
def password(context: Context, id: str, actor: str | None) -> None:
    """Set the password of the person ID; it is asked for, and their sessions end.

    Where a program writes it, it is the first line of what that writes.
    """
    context.require_actor(actor or id)
    with context.database.reading() as connection:
        name = queries.person(connection, id).name
    given = _asked_for(context, name) if sys.stdin.isatty() else _written(context)
    with context.database.transaction() as connection:
        accounts.set_password(connection, id, given, actor=actor or id, at=system_clock())
    click.echo(context.gettext("{person} comes in with the new password.", person=id))


@people.command()
@argument("id")
@option("--link", "linked", metavar="SUBJECT", help="An identity that is theirs: what the provider calls them (sub).")
@option("--unlink", "unlinked", metavar="SUBJECT", help="An identity to take away; their sessions end.")
@option("--issuer", metavar="ADDRESS", help="The provider, if it is not that of the settings.")
@option("--as", "actor", metavar="PERSON", required=True, help="Who decides it.")
@key_option
@with_context
def identity(
    context: Context, id: str, linked: str | None, unlinked: str | None, issuer: str | None, actor: str
) -> None:
    """Say with which identity of the company's provider the person ID comes in."""
    from engine.sign_on import people as sign_on  # listing people asks for no identity

    ours = context.settings.sign_on
    provider = issuer or (ours.issuer if ours is not None else "")

    def do(connection: Connection) -> str:
        if unlinked is not None:
            sign_on.unlink(connection, id, provider, unlinked, actor=actor, at=system_clock())
        if linked is not None:
            sign_on.link(connection, id, provider, linked, actor=actor, at=system_clock())
        return ", ".join(f"{subject} ({where})" for where, subject in sign_on.identities_of(connection, id))

    click.echo(context.gettext("{person} comes in with: {identities}.", person=id, identities=context.once(do) or "—"))


def _asked_for(context: Context, name: str) -> str:
    asked = context.gettext("New password for {name}", name=name), context.gettext("The same once more")
    return str(click.prompt(asked[0], hide_input=True, confirmation_prompt=asked[1], err=True))


def _written(context: Context) -> str:
    """What a program wrote, which sees no question; twice where it means to be sure."""
    lines = sys.stdin.read().splitlines()
    if len(set(lines)) > 1:
        raise click.UsageError(context.gettext("The two lines are not the same: give the password in one line."))
    return lines[0] if lines else ""


for each in (people_access.close, people_access.reopen, people_access.os_user, people_access.sessions):
    people.add_command(each)
people.add_command(people_access.second_factor)
