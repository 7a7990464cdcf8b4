"""The office's calendar, as it is at the moment of the request at hand."""

from engine.cache_versions import CALENDAR, current_version
from engine.calendar.office import OfficeCalendar
from engine.db import Connection
from web.site import site
from web.transactions import once

OFFICE = "office"


def office() -> OfficeCalendar:
    """The calendar with what the company decided; read at most once for each page."""
    return once(OFFICE, lambda connection: _at(connection, current_version(connection, CALENDAR)))


def office_at(version: str | None) -> OfficeCalendar:
    """The same, for who has read its cache version with something else; whoever asks after that is given it too."""
    return once(OFFICE, lambda connection: _at(connection, version))


def _at(connection: Connection, version: str | None) -> OfficeCalendar:
    runtime = site().runtime
    return runtime.days.at(connection, version, runtime.calendar)
