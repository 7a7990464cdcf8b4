"""The links by which a client answers, as the pages of our own people show them."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import request

from engine.client_access.letters import address_of
from engine.client_access.links import Link
from engine.instances import client_links
from engine.instances.client_links import Offer
from engine.instances.visible import EVERYTHING, Visible
from web.pages.reader import reader, visible
from web.session import actor
from web.site import presenter, site
from web.transactions import reading


def offers(folio: str) -> list[Offer]:
    """The links of an opportunity that whoever reads this page may manage; whom they are for, as far as they may read
    that."""
    with reading() as connection:
        found = client_links.offers(connection, site().runtime, reader(), folio, actor(), at=site().clock())
        seen = visible(folio) if found else EVERYTHING
    return [replace(each, link=each.link and _shown(each.link, seen)) for each in found]


def _shown(link: Link, seen: Visible) -> Link:
    return replace(link, email=seen.person(link.email), person=seen.person(link.person))


def address(token: str) -> str:
    """The address of a link, as the reader's browser or the settings know this site."""
    return address_of(site().settings.base_url or request.host_url.rstrip("/"), token)


def last_day(expires_at: datetime) -> str:
    """The last day on which a link can be used, which ends when the link does."""
    last = expires_at.astimezone(site().zone) - timedelta(seconds=1)
    return presenter().day(last.date().isoformat())
