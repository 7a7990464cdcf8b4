"""Tokens from a terminal: what there are, making one, revoking one."""

from collections.abc import Sequence

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.identity import tokens
from engine.identity.tokens import Scope, Token
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import moment, print_json
from web.cli.translated import ListingGroup, WholeNumber, argument, group, option


@group(cls=ListingGroup)
def token() -> None:
    """List the access tokens of a person: cauce token --as PERSON; make one, or revoke one."""


@token.command("list")
@actor_option
@json_option
@with_context
def list_(context: Context, actor: str, as_json: bool) -> None:
    """List the access tokens of a person."""
    with context.database.reading() as connection:
        found = tokens.of_person(connection, actor, at=system_clock())
    if as_json:
        print_json([_as_json(each) for each in found])
        return
    for each in found:
        until = context.gettext("until {when}", when=moment(context, each.expires_at))
        click.echo(f"{each.id}  {each.name:<28} {' '.join(sorted(each.scopes)):<28} {until}")


@token.command()
@argument("name")
@option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([str(each) for each in Scope]),
    help="What it may be used for; can be repeated.",
)
@option("--days", type=WholeNumber(1), default=tokens.LASTS, help="How many days it lasts.")
@actor_option
@json_option
@with_context
def make(context: Context, name: str, scopes: Sequence[str], days: int, actor: str, as_json: bool) -> None:
    """Make an access token called NAME, with which a program acts for a person; it is written this once."""
    with context.database.transaction() as connection:
        wanted = [Scope(each) for each in scopes]
        made, secret = tokens.make(connection, name, wanted, days, actor=actor, at=system_clock())
    if as_json:
        print_json({**_as_json(made), "token": secret})
        return
    click.echo(secret)


@token.command()
@argument("id")
@actor_option
@key_option
@with_context
def revoke(context: Context, id: str, actor: str) -> None:
    """Revoke the access token ID."""

    def do(connection: Connection) -> str:
        tokens.revoke(connection, id, actor=actor, at=system_clock())
        return id

    click.echo(context.gettext("The access token {id} was revoked.", id=context.once(do)))


def _as_json(it: Token) -> dict[str, object]:
    return {
        "id": it.id,
        "person": it.person_id,
        "name": it.name,
        "scopes": sorted(map(str, it.scopes)),
        "made_at": to_text(it.made_at),
        "expires_at": to_text(it.expires_at),
        "seen_at": None if it.seen_at is None else to_text(it.seen_at),
    }
