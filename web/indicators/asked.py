"""What an address asks indicators about: a procedure, and which of its instances, with the filters of the register."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from engine.replay import figures
from engine.replay.figures import Figure
from engine.replay.wanted import Wanted
from web.pages.wanted import Filters

UNDER_WAY = "en_curso"
"""The outcome of those under way, in an address: they have none."""
MONTHS = ("desde_mes", "hasta_mes")


@dataclass(frozen=True, slots=True)
class Asked:
    """The procedure, and of its instances: those on a version now, with an outcome ("" for those under way, None for
    any), started from one month to another ("" for no bound); and whatever else the register is asked for."""

    process_id: str
    version: int | None
    outcome: str | None
    first: str
    last: str
    filters: Filters

    @classmethod
    def of(cls, args: Mapping[str, str], zone: ZoneInfo, process_id: str, since: str) -> "Asked":
        """Reads the query string of an address about that procedure; an invalid value counts as absent. Where it says
        nothing of months and asks for nothing that the register does, it is about what started from `since` on."""
        version, outcome = args.get("en_version", ""), args.get("resultado", "")[:200]
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
        first, last = (_month(args.get(name, "")) for name in MONTHS)
        filters = Filters.of(args, zone)
        if not (args.keys() & {*MONTHS} or filters.without("procedimiento")):
            first = since
        found = "" if outcome == UNDER_WAY else outcome or None
        return cls(process_id, number, found, first, last, filters)

    @property
    def own(self) -> tuple[Figure, ...]:
        """What is asked of the register besides its filters."""
        found = []
        if self.version is not None:
            found.append(Figure("now_on", (self.process_id, str(self.version))))
        if self.outcome is not None:
            found.append(Figure("outcome", (self.outcome,)))
        if self.first or self.last:
            found.append(Figure("started", (self.first, self.last)))
        return tuple(found)

    @property
    def wanted(self) -> Wanted:
        """The same, for the register."""
        wanted = self.filters.wanted
        return replace(wanted, process=self.process_id, figures=(*self.own, *wanted.figures))

    @property
    def besides(self) -> dict[str, str]:
        """What of the address the form of the page does not ask for."""
        return self.filters.without("procedimiento")

    def leading(self, *more: tuple[Any, ...]) -> dict[str, str]:
        """The address of the register at which these instances stand, and of them those that all of `more` count: each
        a kind and what it is about."""
        counted = [Figure(str(kind), tuple(map(str, about))) for kind, *about in more]
        twice = {figure.kind for figure in counted} & {"outcome", "started"}
        own = [figure for figure in self.own if figure.kind not in twice]
        written = figures.write((*own, *self.filters.wanted.figures, *counted))
        there = {**self.filters.address(), "procedimiento": self.process_id}
        return there | {"cifra": written} if written else there


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    known = len(text) == 7 and text.isascii() and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12
    return text if known else ""
