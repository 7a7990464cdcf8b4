"""What the company says in an evidence beside the histories, and no history proves: what people were called then, which
days were worked, and in which time zone the office is.

The ledgers of people and calendar hold it and do not leave the house, since they say more than that. A day is in the
evidence where an answer or a form has it, and only if a form asks for the calendar.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from sqlalchemy import Connection

from engine.calendar.office import OfficeCalendar
from engine.history import ledger, ledger_check
from engine.history.chain import Event
from engine.history.event_types import INSTANCE_STARTED, USER_TASK_COMPLETED, VALUES_CHANGED
from engine.history.problems import UNREADABLE
from engine.identity.past import PeoplePast
from engine.identity.record import PEOPLE
from engine.verification.office_then import OfficeThen
from engine.verification.sealed_heads import SealedHeads

_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_ASKS = re.compile(rb"is\s+working\s+day")
_ANSWERS = frozenset({INSTANCE_STARTED.name, USER_TASK_COMPLETED.name, VALUES_CHANGED.name})
"""The types of the events whose values may be asked of a form."""


class OfficeSaid:
    """What is to be said of the office beside the histories and forms that it was shown."""

    def __init__(self, connection: Connection, calendar: OfficeCalendar) -> None:
        self._connection, self._calendar = connection, calendar
        self._people, self._days, self._asked = set[str](), set[date](), False
        self._stood_in = set[tuple[str, str]]()

    def of_history(self, history: list[Event]) -> None:
        """Note who did something, in whose place, or was given it, and the days that were answered."""
        for event in history:
            if event.actor is not None:
                self._people.add(event.actor)
            if event.actor is not None and event.in_place_of is not None:
                self._people.add(event.in_place_of)
                self._stood_in.add((event.in_place_of, event.actor))
            with suppress(*UNREADABLE):  # what somebody wrote by hand, which is shown as it is
                self._people |= {str(event.payload[name]) for name in ("assignee",) if event.payload.get(name)}
                if event.type in _ANSWERS:
                    self._note_days(event.data)

    def of_form(self, source: bytes) -> None:
        """Note whether it asks for the calendar, and the days that it names."""
        self._asked = self._asked or _ASKS.search(source) is not None
        self._note_days(source.decode(errors="replace"))

    def as_dict(self) -> dict[str, object]:
        """All of it as JSON: of each person the names that they had, of each day whether it was worked, in their order,
        each with the moment since when; of each substitution when it was."""
        past = PeoplePast(ledger_check.readable(ledger.read(self._connection, PEOPLE)))
        people = {id_: past.names(id_) for id_ in sorted(self._people)}
        named = {id_: [{"since": at, "name": name} for at, name in names] for id_, names in people.items() if names}
        stood_in = [
            {"person": person, "substitute": substitute, "began": span.began, "ended": span.ended}
            for person, substitute in sorted(self._stood_in)
            for span in past.stood_in(substitute, person)
        ]
        said = {"zone": self._calendar.zone.key, "people": named, "substitutions": stood_in}
        return {**said, "days": self._worked() if self._asked else {}}

    def _worked(self) -> Mapping[str, object]:
        """Nothing where the ledger of the calendar does not hold: then nobody knows."""
        office = OfficeThen(self._connection, SealedHeads(self._connection), self._calendar)
        if not office.holds:
            return {}
        return {
            day.isoformat(): [{"from": began, "since": at, "works": works} for began, at, works in office.worked(day)]
            for day in sorted(self._days)
        }

    def _note_days(self, text: str) -> None:
        for found in _DAY.findall(text):
            with suppress(ValueError):
                self._days.add(date.fromisoformat(found))
