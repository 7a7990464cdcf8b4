"""How an opportunity stands with the CRM, as pages show it."""

from engine.instances import hand_offs
from engine.instances.hand_offs import HandOff
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading


def hand_off(folio: str) -> HandOff:
    """How it stands with the CRM for whoever reads this page."""
    with reading() as connection:
        return hand_offs.hand_off(connection, site().runtime, reader(), folio, actor())
