"""What every command needs besides its own arguments. Made once, by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_bytes

from bpmn.messages import Message
from engine.calendar.office import OfficeCalendar
from engine.calendar.queries import OfficeDays
from engine.definitions.library import Library
from engine.identity.directory import People


@dataclass(frozen=True, slots=True)
class Runtime:
    """The calendar set by law, the parsed definitions, and caches of what was read from the database.

    `people` and `days` (office days that the company decided otherwise) are cached by version; `role_sets`, of work,
    and `instance_role_sets` are the keys that `views.role_sets.remember` has seen; `secrets` are shared keys by name.
    `webhook`: whether events are handed off; without one no rows are written for it. `draw` gives so many bytes that
    nobody can guess. `words` gives a text in the company's language, for what Cauce itself writes in letters.
    """

    calendar: OfficeCalendar
    library: Library = field(default_factory=Library)
    people: People = field(default_factory=People, repr=False)
    days: OfficeDays = field(default_factory=OfficeDays, repr=False)
    role_sets: set[str] = field(default_factory=set)
    instance_role_sets: set[str] = field(default_factory=set)
    secrets: dict[str, bytes] = field(default_factory=dict, repr=False)
    webhook: bool = False
    draw: Callable[[int], bytes] = token_bytes
    words: Callable[[Message], str] = str
