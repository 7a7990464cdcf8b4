"""Event logs for process mining, and the diagrams to replay them on."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response
from marshmallow import fields

from engine.identity.tokens import Scope
from engine.mining.reading import Asked
from engine.replay.rights import require_auditor
from web.api.operations import operation
from web.api.schemas import Taken
from web.pages.downloads import download
from web.pages.mining import DIAGRAMS, HISTORIES, LOGS, OBJECTS, STEPS, Taking
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading


class WantedLogs(Taken):
    """Which instances a log is of."""

    process = fields.String(load_default="", metadata={"description": "Of this procedure alone."})
    since = fields.Date(
        load_default=None, metadata={"description": "Started on this day or after it, in the office's time zone."}
    )
    until = fields.Date(load_default=None, metadata={"description": "Started on this day or before it."})
    finished = fields.Boolean(
        load_default=False,
        metadata={"description": "Those alone that came to an end of their procedure, which a cancelled one did not."},
    )


@operation("GET", "/logs/steps", scope=Scope.AUDIT, tag="audit", query=WantedLogs, as_file=LOGS[STEPS])
def take_log_of_steps(query: dict[str, Any]) -> Response:
    """Take the log for process mining: one event for each step that was done, as XES (IEEE 1849-2016)."""
    return _log(STEPS, query)


@operation("GET", "/logs/histories", scope=Scope.AUDIT, tag="audit", query=WantedLogs, as_file=LOGS[HISTORIES])
def take_log_of_histories(query: dict[str, Any]) -> Response:
    """Take the full log: every event of every history, as XES (IEEE 1849-2016)."""
    return _log(HISTORIES, query)


@operation("GET", "/logs/objects", scope=Scope.AUDIT, tag="audit", query=WantedLogs, as_file=LOGS[OBJECTS])
def take_log_of_objects(query: dict[str, Any]) -> Response:
    """Take the log of steps with all that they are about, as OCEL 2.0 in JSON."""
    return _log(OBJECTS, query)


@operation("GET", "/logs/diagrams", scope=Scope.AUDIT, tag="audit", query=WantedLogs, as_file=LOGS[DIAGRAMS])
def take_diagrams_for_mining(query: dict[str, Any]) -> Response:
    """Take the diagram for mining of each version, on which the log of steps is replayed."""
    return _log(DIAGRAMS, query)


def _log(name: str, query: dict[str, Any]) -> Response:
    require_auditor(actor())
    since, until = query["since"], query["until"]
    after = None if until is None or until == date.max else until + timedelta(days=1)
    asked = Asked(query["process"], _midnight(since), _midnight(after), query["finished"])
    with reading() as connection:
        return download(Taking(connection, reader(), asked).pieces(name), LOGS[name], name)


def _midnight(day: date | None) -> datetime | None:
    # Before the first year and after the last there is no midnight in UTC.
    if day is None or not 1 < day.year < 9999:
        return None
    return datetime.combine(day, time(), site().zone)
