"""Links for clients from a terminal."""

import click

from engine.client_access.letters import address_of
from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.form_drafts import client_links as renewing
from engine.identity.substitutions import acting
from engine.instances import client_links, queries
from engine.instances.client_links import Offer
from engine.instances.projection import folio_of
from engine.instances.readings import visible_to
from engine.instances.visible import Visible
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, gettext, option


@command()
@argument("id")
@option("--new", is_flag=True, help="Make another link and send it; the one before stops working.")
@option("--revoke", is_flag=True, help="Revoke the link.")
@actor_option
@key_option
@json_option
@with_context
def link(context: Context, id: str, new: bool, revoke: bool, actor: str, as_json: bool) -> None:
    """Show the link by which the client does the step ID without an account."""
    if new and revoke:
        raise click.UsageError(gettext("Give --new or --revoke, not both."))
    at = system_clock()

    def do(connection: Connection) -> int:
        who, reader = acting(connection, actor, at), context.reader(connection, actor)
        if new:
            renewing.make(connection, context.runtime, id, actor=actor, at=at)
        elif revoke:
            found = client_links.offer(connection, context.runtime, reader, id, who, at=at)
            if found.link is not None:
                client_links.revoke(connection, context.runtime, found.link.id, actor=actor, at=at)
        return 1

    if new or revoke:
        context.once(do)  # what it answers is how the link is now: the address is written down nowhere
    with context.database.reading() as connection:
        who, reader = acting(connection, actor, at), context.reader(connection, actor)
        found = client_links.offer(connection, context.runtime, reader, id, who, at=at)
        versions = queries.instance(connection, reader, folio_of(id)).versions
        seen = visible_to(connection, context.runtime, folio_of(id), versions, who, at=at)
    if as_json:
        print_json(_as_json(context, found, seen))
        return
    address = _address(context, found)
    click.echo(address if address else context.gettext("There is no link that can be used. Make one with: --new"))


def _as_json(context: Context, offer: Offer, seen: Visible) -> dict[str, object]:
    link = offer.link
    return {
        "id": offer.item.id,
        "link": link and link.id,
        "state": offer.state and str(offer.state),
        "address": _address(context, offer),
        "email": link and seen.person(link.email),
        "expires_at": link and to_text(link.expires_at),
    }


def _address(context: Context, offer: Offer) -> str | None:
    """The address; below the site's own as long as nobody has said what that is."""
    return None if offer.token is None else address_of(context.settings.base_url or "", offer.token)
