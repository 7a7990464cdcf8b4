"""An opportunity as several parts of a page need it, each of which asks for itself: read once for each moment, and only
for whoever sees it. All raise NotFound (kind ``instance``)."""

from engine.history.chain import Event
from engine.instances import queries
from engine.instances.queries import Instance
from web.pages.reader import reader
from web.site import site
from web.texts import wording
from web.texts.wording import Wording
from web.transactions import once


def instance(folio: str) -> Instance:
    """The instance itself."""
    return once(f"instance {folio}", lambda connection: queries.instance(connection, reader(), folio))


def history(folio: str) -> list[Event]:
    """Its whole history, in order, with what not everybody may read."""
    return once(f"history {folio}", lambda connection: queries.history(connection, reader(), folio))


def words(folio: str) -> Wording:
    """What its steps and fields are called."""
    found = instance(folio)
    return once(f"words {folio}", lambda connection: wording.wording(connection, site().runtime, reader(), found))
