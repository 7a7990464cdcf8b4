"""The dates that terms count from, as pages offer to change them."""

from engine.instances import terms
from engine.instances.terms import Changeable
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading


def changeable(folio: str) -> tuple[Changeable, ...]:
    """Those of an opportunity that whoever reads this page may change."""
    with reading() as connection:
        return terms.changeable(connection, site().runtime, reader(), folio, actor())
