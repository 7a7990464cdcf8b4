"""What every command needs besides its own arguments, made once by the composition root."""

from dataclasses import dataclass, field

from engine.calendar.office import OfficeCalendar
from engine.calendar.queries import OfficeDays
from engine.definitions.library import Library
from engine.identity.directory import People


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parsed definitions, the office's calendar by law, and what was seen in the database: the `people`, and the
    `days` of which the company decided otherwise, as long as they stay the same, and what never changes there, role
    sets (`inbox.remember`) and shared `secrets` by name.

    `webhook`: whether events are handed off, so that a company without one writes no row for it.
    """

    calendar: OfficeCalendar
    library: Library = field(default_factory=Library)
    people: People = field(default_factory=People, repr=False)
    days: OfficeDays = field(default_factory=OfficeDays, repr=False)
    role_sets: set[str] = field(default_factory=set)
    secrets: dict[str, bytes] = field(default_factory=dict, repr=False)
    webhook: bool = False
