"""What every command needs besides its own arguments, made once by the composition root."""

from dataclasses import dataclass, field

from engine.calendar.office import OfficeCalendar
from engine.definitions.library import Library


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parsed definitions, the office's calendar, and the role sets seen in the database (`inbox.remember`).

    `webhook`: whether events are handed off, so that a company without one writes no row for it.
    """

    calendar: OfficeCalendar
    library: Library = field(default_factory=Library)
    role_sets: set[str] = field(default_factory=set)
    webhook: bool = False
