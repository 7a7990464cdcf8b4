"""Event logs for process mining as downloads, by site and API."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.db import Connection
from engine.instances.reading import Reader
from engine.mining import logs
from engine.mining.reading import Asked, logged
from engine.verification.archives import streamed
from web.site import site
from web.texts.events import TEXTS

STEPS, HISTORIES, OBJECTS, DIAGRAMS = "pasos.xes", "historias.xes", "objetos.json", "diagramas.zip"
LOGS = {
    STEPS: "application/xml",
    HISTORIES: "application/xml",
    OBJECTS: "application/octet-stream",
    DIAGRAMS: "application/zip",
}
"""The files there are, with their media types."""


@dataclass(frozen=True)
class Taking:
    """Which instances somebody takes logs of."""

    connection: Connection
    reader: Reader
    asked: Asked

    def pieces(self, name: str) -> Iterator[bytes]:
        """One of `LOGS`, piece by piece."""
        connection, runtime = self.connection, site().runtime
        names = {type_: site().gettext.render(text.name) for type_, text in TEXTS.items()}
        if name == DIAGRAMS:
            ways = logs.ways_among(connection, runtime, self.reader, self.asked, names)
            return streamed(logs.diagrams(connection, runtime, self.asked, ways))
        log: logs.Log = logs.xes(connection, full=name == HISTORIES)
        if name == OBJECTS:
            log = logs.ocel(connection, runtime, at=site().clock())
        return logs.pieces(log, logged(connection, runtime, self.reader, self.asked, names))
