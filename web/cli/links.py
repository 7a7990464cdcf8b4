"""Links for clients from a terminal."""

import click

from engine.client_access.letters import address_of
from engine.clock import system_clock, to_text
from engine.form_drafts import client_links as renewing
from engine.identity.queries import person
from engine.instances import client_links
from engine.instances.client_links import Offer
from web.cli.context import Context, actor_option, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, gettext, option


@command()
@argument("id")
@option("--new", is_flag=True, help="Make another link and send it; the one before stops working.")
@option("--revoke", is_flag=True, help="Revoke the link.")
@actor_option
@json_option
@with_context
def link(context: Context, id: str, new: bool, revoke: bool, actor: str, as_json: bool) -> None:
    """Show the link by which the client does the step ID without an account."""
    if new and revoke:
        raise click.UsageError(gettext("Give --new or --revoke, not both."))
    at = system_clock()
    with context.database.transaction() as connection:
        if new:
            renewing.make(connection, context.runtime, id, actor=actor, at=at)
        elif revoke:
            found = client_links.offer(connection, context.runtime, id, person(connection, actor), at=at)
            if found.link is not None:
                client_links.revoke(connection, context.runtime, found.link.id, actor=actor, at=at)
        found = client_links.offer(connection, context.runtime, id, person(connection, actor), at=at)
    if as_json:
        print_json(_as_json(context, found))
        return
    address = _address(context, found)
    click.echo(address if address else context.gettext("There is no link that can be used. Make one with: --new"))


def _as_json(context: Context, offer: Offer) -> dict[str, object]:
    link = offer.link
    return {
        "id": offer.item.id,
        "link": link and link.id,
        "state": offer.state and str(offer.state),
        "address": _address(context, offer),
        "email": link and link.email,
        "expires_at": link and to_text(link.expires_at),
    }


def _address(context: Context, offer: Offer) -> str | None:
    """The address; below the site's own as long as nobody has said what that is."""
    return None if offer.token is None else address_of(context.settings.base_url or "", offer.token)
