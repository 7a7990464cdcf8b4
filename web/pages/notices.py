"""How many notices whoever reads the page at hand has not read."""

from engine.attention import listing
from web.session import actor
from web.transactions import once


def unread_notices() -> int:
    """The number, counted up to a bound; found once for each moment."""
    return once("unread notices", lambda connection: listing.unread(connection, actor().id))
