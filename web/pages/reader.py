"""Who reads the page at hand: which instances they see, and what of their values."""

from engine.db import Connection
from engine.instances import queries
from engine.instances.queries import Instance
from engine.instances.reading import EVERYTHING, Reader, reader_of
from engine.instances.readings import visible_to
from engine.instances.views.quotes import Quotable, quotable
from engine.instances.visible import Visible
from web.pages.procedures import versions_in_force
from web.session import actor
from web.site import site
from web.transactions import once


def reader() -> Reader:
    """The person who is acting, as a reader; made once for each moment. Only behind `web.session.require_person`."""
    return once("reader", _read)


def _read(connection: Connection) -> Reader:
    return reader_of(connection, site().runtime, actor(), versions_in_force())


def quotable_here() -> Quotable:
    """What whoever is acting may look for of what people quote of instances."""
    return once("quotable", lambda connection: quotable(connection, site().runtime, reader()))


def visible_of(connection: Connection, instance: Instance) -> Visible:
    """What whoever is acting may read of the values of an instance that was read, with the reasons they gave."""
    here = site()
    return visible_to(connection, here.runtime, instance.folio, instance.versions, actor(), at=here.clock())


def visible(folio: str) -> Visible:
    """What whoever is acting may read of the values of an instance, with the reasons they gave; found once for each
    moment. Raises NotFound (kind ``instance``)."""

    def look(connection: Connection) -> Visible:
        return visible_of(connection, queries.instance(connection, EVERYTHING, folio))

    return once(f"visible {folio}", look)
