"""Notices of whoever asks: how many they have not read, and what puts them into words."""

from engine.attention import listing
from engine.attention.notes import Writer
from engine.db import Connection
from engine.identity import queries as identity
from engine.telling.wording import written_texts
from web.session import actor
from web.site import site
from web.transactions import once


def unread_notices() -> int:
    """The number, counted up to a bound; found once for each moment."""
    return once("unread notices", lambda connection: listing.unread(connection, actor().id))


def notes_writer(connection: Connection) -> Writer:
    """Puts notices into words in the language of whoever asks."""
    here = site()
    return Writer(here.gettext.render, here.zone, identity.names(connection), written_texts(connection))
