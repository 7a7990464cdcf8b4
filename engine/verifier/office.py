"""What the company says beside its histories, and nothing here proves: what people were called, who did whose work and
when, which days were worked, and in which time zone its office is."""

import re
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from .feel_reading import Unjudged
from .language import say

PART = "office.json"
GRACE = timedelta(minutes=1)
"""What is done while a day is decided may have come before or after that."""


class Office:
    """The office, as the evidence says it was. Raises ValueError, KeyError, TypeError or AttributeError for another
    shape. `asked`: whether somebody had to believe which days were worked."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.people = {
            str(id_): [(str(each["since"]), str(each["name"])) for each in names]
            for id_, names in said["people"].items()
        }
        self.days = {
            date.fromisoformat(day): [(str(each["from"]), str(each["since"]), each["works"] is True) for each in said_]
            for day, said_ in said["days"].items()
        }
        self.substitutions = [
            (str(each["person"]), str(each["substitute"]), str(each["began"]), str(each["ended"]))
            for each in said["substitutions"]
        ]
        self.zone: tzinfo = zone(str(said["zone"]))
        self.asked = False

    def name(self, person: object, at: object) -> str:
        """What somebody was called at a moment, with the id that the history has; the id alone of whoever is not
        known, and of a link its role."""
        known = self.people.get(str(person), [])
        place = bisect_right([since for since, _ in known], str(at))
        if known:
            return f"{known[max(place - 1, 0)][1]} [{person}]"
        role, colon, _ = str(person).rpartition(":")
        return say("{role}, por un enlace", role=role) if colon else str(person)

    def stood_in(self, substitute: object, person: object, moments: list[str]) -> bool:
        """Whether somebody did a person's work at one of these moments, or within `GRACE` of it."""
        spans = [
            (began, ended) for absent, by, began, ended in self.substitutions if (absent, by) == (person, substitute)
        ]
        for moment in map(datetime.fromisoformat, moments):
            for began, ended in spans:
                first, last = datetime.fromisoformat(began) - GRACE, datetime.fromisoformat(ended) + GRACE
                if first <= moment <= last:
                    return True
        return False

    def works(self, day: date, moments: list[str]) -> bool:
        """Whether a day was worked as was decided at those moments, of which each may be the right one. Raises
        Unjudged where that is not said, or was decided at that very moment."""
        if day not in self.days:
            raise Unjudged(day.isoformat())
        self.asked = True
        found = {works for moment in moments for works in self.around(day, datetime.fromisoformat(moment))}
        if len(found) != 1:
            raise Unjudged(day.isoformat())
        return found.pop()

    def around(self, day: date, moment: datetime) -> set[bool]:
        said = self.days[day]
        ended = [since for _, since, _ in said[1:]]
        return {
            works
            for (began, _, works), until in zip(said, [*ended, ""], strict=True)
            if (not began or datetime.fromisoformat(began) - GRACE <= moment)
            and (not until or moment <= datetime.fromisoformat(until) + GRACE)
        }

    def told(self, at: object) -> str:
        """A moment of a history, where the office is."""
        try:
            moment = datetime.fromisoformat(str(at)).astimezone(self.zone)
        except (OverflowError, ValueError):
            return str(at)
        return f"{moment:%d/%m/%Y %H:%M:%S}" + (" UTC" if self.zone is UTC else "")


NOTHING: dict[str, Any] = {"people": {}, "substitutions": [], "days": {}, "zone": "UTC"}


def zone(name: str) -> tzinfo:
    """A time zone; that of Greenwich where this machine does not know it."""
    try:
        return ZoneInfo(name) if re.fullmatch(r"[A-Za-z0-9_+/-]+", name) and name != "UTC" else UTC
    except (KeyError, OSError, ValueError):
        return UTC
