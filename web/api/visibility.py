"""What a program is shown of the values of an instance: what its person may read, and the names of the rest."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.db import Connection
from engine.documents.references import files_in
from engine.history.chain import Event
from engine.instances import execution_queries
from engine.instances.queries import Instance
from engine.instances.visible import Visible, plain
from web.pages.reader import reader
from web.site import site
from web.texts.sentences import payload_of


def data_of(connection: Connection, instance: Instance, seen: Visible) -> tuple[dict[str, Any], list[str]]:
    """What an instance holds, and the names of what of it is withheld."""
    held = execution_queries.data(connection, site().runtime, reader(), instance.folio)
    return plain(seen.data(held))


def shown(seen: Visible, event: Event) -> dict[str, Any]:
    """An event as `engine.history.chain.Event.as_dict` gives it, with what of its data may be read."""
    said = seen.event(event).as_dict()
    data, withheld = plain(said["data"])
    return {**said, "data": data, "withheld": withheld}


def references(seen: Visible, held: Mapping[str, Any], history: Iterable[Event]) -> Iterator[Mapping[str, Any]]:
    """The files that the caller may read of an instance, whose data and history these are."""
    yield from files_in(seen.data(held))
    for event in history:
        yield from files_in(payload_of(seen.event(event)))
