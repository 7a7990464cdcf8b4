"""People as the ledger of people says they were: at its end, and at any moment before. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.clock import from_text, to_text
from engine.history.ledger import CLOCK, Entry
from engine.identity.record import ROLE_MADE, ChangeType

GRACE = timedelta(minutes=1)
"""Whoever does something at the very moment at which their right to it is taken may have been first: it counts for so
long after."""
Asked = tuple[str, ...] | None
"""The moments, as texts have them, at which something may have happened; None where none is known."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something held of a person, as texts have moments; `ended` None where it does still."""

    began: str
    ended: str | None


@dataclass(frozen=True, slots=True)
class PersonThen:
    """A person as the ledger says. `rights` are (right, process id or "" for all); `password` and `links` are what the
    ledger knows of their password and of the links with which to choose one."""

    name: str
    email: str | None
    registered_at: str
    active: bool = True
    roles: frozenset[str] = frozenset()
    rights: frozenset[tuple[str, str]] = frozenset()
    password: tuple[str, str] | None = None
    links: frozenset[str] = frozenset()

    def after(self, entry: Entry) -> "PersonThen":
        """What an entry about them makes of it. Raises KeyError for an entry that lacks what its type has."""
        says = entry.says
        match entry.type:
            case ChangeType.PERSON_DEACTIVATED:
                return replace(self, active=False)
            case ChangeType.PERSON_REACTIVATED:
                return replace(self, active=True)
            case ChangeType.NAME_CHANGED:
                return replace(self, name=str(says["name"]))
            case ChangeType.EMAIL_CHANGED:
                return replace(self, email=says["email"])
            case ChangeType.ROLE_GIVEN:
                return replace(self, roles=self.roles | {says["role"]})
            case ChangeType.ROLE_TAKEN:
                return replace(self, roles=self.roles - {says["role"]})
            case ChangeType.RIGHT_GIVEN:
                return replace(self, rights=self.rights | {(says["right"], says.get("process") or "")})
            case ChangeType.RIGHT_TAKEN:
                return replace(self, rights=self.rights - {(says["right"], says.get("process") or "")})
            case ChangeType.PASSWORD_LINK_MADE:
                return replace(self, links=self.links | {says["key"]})
            case ChangeType.PASSWORD_SET:
                return replace(self, password=(says["digest"], entry.at))
            case ChangeType.PASSWORD_STRENGTHENED:
                return replace(self, password=(says["digest"], self.password[1] if self.password else entry.at))
        return self


@dataclass
class _Life:
    """One person from entry to entry: moments, and what held from each on."""

    moments: list[str] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    """The same, but as the clock said where it was far behind the ledger."""
    standings: list[PersonThen] = field(default_factory=list)


class PeoplePast:
    """People as a ledger says they were, whose entries can all be read (`engine.history.ledger_check.readable`)."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.roles: dict[str, str] = {}
        self._lives: dict[str, _Life] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take the next entry."""
        says = entry.says
        if entry.type == ROLE_MADE:
            self.roles.setdefault(entry.subject, str(says["name"]))
            return
        life = self._lives.setdefault(entry.subject, _Life())
        if entry.type == ChangeType.PERSON_REGISTERED:
            became = PersonThen(str(says["name"]), says["email"], entry.at)
        elif life.standings:
            became = life.standings[-1].after(entry)
        else:  # about nobody who was registered
            return
        life.moments.append(entry.at)
        life.began.append(min(entry.at, str(says.get(CLOCK, entry.at))))
        life.standings.append(became)

    def now(self) -> dict[str, PersonThen]:
        """Everybody at the end of the ledger, by id."""
        return {id_: life.standings[-1] for id_, life in self._lives.items() if life.standings}

    def at(self, id: str, moment: str) -> PersonThen | None:
        """A person at a moment, as texts have it; None before they were registered."""
        life = self._lives.get(id)
        place = bisect_right(life.moments, moment) if life is not None else 0
        return life.standings[place - 1] if life is not None and place else None

    def held(self, id: str, moment: datetime, role: str) -> bool:
        """Whether a person was here and held a role at a moment, or within `GRACE` before it."""
        return any(each.active and role in each.roles for each in self._around(id, moment))

    def had_right(self, id: str, moment: datetime, right: str, process_id: str) -> bool:
        """Whether a person was here and had a right over a procedure at a moment, or within `GRACE` before it."""
        wanted = {(right, ""), (right, process_id)}
        return any(each.active and wanted & each.rights for each in self._around(id, moment))

    def spans(self, id: str, holds: Callable[[PersonThen], bool]) -> tuple[Span, ...]:
        """When something held of a person; none for somebody whom nobody registered."""
        life = self._lives.get(id)
        if life is None:
            return ()
        lasted = zip(life.began, [*life.moments[1:], None], life.standings, strict=True)
        return tuple(Span(began, ended) for began, ended, then in lasted if holds(then))

    def _around(self, id: str, moment: datetime) -> list[PersonThen]:
        """What a person was from `GRACE` before a moment until it."""
        life = self._lives.get(id)
        if life is None:
            return []
        first = bisect_right(life.moments, to_text(moment - GRACE))
        last = bisect_right(life.moments, to_text(moment))
        return life.standings[max(first - 1, 0) : last]


def is_within(spans: Iterable[Span], asked: Iterable[str]) -> bool:
    """Whether a moment lies in one of the spans, or within `GRACE` of it: what is done at the very moment at which a
    right to it is given or taken may have come before or after, and not all machines' clocks agree."""
    for moment in asked:
        try:
            exact = from_text(moment)
            first, last = to_text(exact - GRACE), to_text(exact + GRACE)
        except (OverflowError, ValueError):
            first = last = moment
        if any(span.began <= last and (span.ended is None or first <= span.ended) for span in spans):
            return True
    return False
