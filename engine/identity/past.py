"""People as the ledger of people says they were: at its end, and at any moment before. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from engine.clock import from_text, to_text
from engine.history.ledger import CLOCK, Entry
from engine.identity.record import HEADS_SET, ROLE_GUARDED, ROLE_MADE, ChangeType

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


class SubstitutionThen(NamedTuple):
    """A substitution as the ledger says, by the number of its entry; the moments are texts. `ended_at` is None for one
    that nobody ended early."""

    id: int
    substitute: str
    from_day: str
    until_day: str
    begins_at: str
    ends_at: str
    set_by: str | None
    set_at: str
    ended_at: str | None = None


@dataclass(frozen=True, slots=True)
class PersonThen:
    """A person as the ledger says. `rights` are (right, process id or "" for all); `password`, `links`, `factor` and
    `codes` are what the ledger knows of their password, of the links with which to choose one, of their second factor
    and of the recovery codes that are left, `tokens` the (id, key, scopes, expiry) of those with which programs act for
    them; `identities` are (issuer, subject), `os_users` the users of the operating system that may act as them;
    `substitutions` say who does their work and when, those that are over too; `feed` is what the ledger knows of the
    private address of their calendar, and whether it gives their lanes."""

    name: str
    email: str | None
    registered_at: str
    active: bool = True
    roles: frozenset[str] = frozenset()
    rights: frozenset[tuple[str, str]] = frozenset()
    password: tuple[str, str] | None = None
    links: frozenset[str] = frozenset()
    tokens: frozenset[tuple[str, str, str, str]] = frozenset()
    identities: frozenset[tuple[str, str]] = frozenset()
    factor: tuple[str, str] | None = None
    codes: frozenset[str] = frozenset()
    os_users: frozenset[str] = frozenset()
    substitutions: tuple[SubstitutionThen, ...] = ()
    feed: tuple[str, bool] | None = None

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
            case ChangeType.IDENTITY_LINKED:
                return replace(self, identities=self.identities | {(says["issuer"], says["subject"])})
            case ChangeType.IDENTITY_UNLINKED:
                return replace(self, identities=self.identities - {(says["issuer"], says["subject"])})
            case ChangeType.PASSWORD_LINK_MADE:
                return replace(self, links=self.links | {says["key"]})
            case ChangeType.PASSWORD_SET:
                return replace(self, password=(says["digest"], entry.at))
            case ChangeType.PASSWORD_STRENGTHENED:
                return replace(self, password=(says["digest"], self.password[1] if self.password else entry.at))
            case ChangeType.TOKEN_MADE:
                made = says["token"], says["key"], says["scopes"], says["expires_at"]
                return replace(self, tokens=self.tokens | {made})
            case ChangeType.TOKEN_REVOKED:
                return replace(self, tokens=frozenset(each for each in self.tokens if each[0] != says["token"]))
            case ChangeType.SECOND_FACTOR_SET:
                return replace(self, factor=(says["digest"], entry.at))
            case ChangeType.SECOND_FACTOR_REMOVED:
                return replace(self, factor=None, codes=frozenset())
            case ChangeType.RECOVERY_CODES_MADE:
                return replace(self, codes=frozenset(str(says["keys"]).split()))
            case ChangeType.RECOVERY_CODE_USED:
                return replace(self, codes=self.codes - {says["key"]})
            case ChangeType.OS_USER_GIVEN:
                return replace(self, os_users=self.os_users | {says["user"]})
            case ChangeType.OS_USER_TAKEN:
                return replace(self, os_users=self.os_users - {says["user"]})
            case ChangeType.CALENDAR_FEED_MADE:
                return replace(self, feed=(str(says["key"]), bool(says["lanes"])))
            case ChangeType.CALENDAR_FEED_REVOKED:
                return replace(self, feed=None)
            case ChangeType.SUBSTITUTION_SET:
                days = str(says["from_day"]), str(says["until_day"]), str(says["begins_at"]), str(says["ends_at"])
                begun = SubstitutionThen(entry.seq, str(says["substitute"]), *days, entry.actor, entry.at)
                return replace(self, substitutions=(*self.substitutions, begun))
            case ChangeType.SUBSTITUTION_ENDED:
                return replace(
                    self,
                    substitutions=tuple(
                        each._replace(ended_at=entry.at) if each.id == says["substitution"] else each
                        for each in self.substitutions
                    ),
                )
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
        self.guarded: set[str] = set()
        """The roles whose holders must come in with a second factor."""
        self._heads: dict[str, list[tuple[str, frozenset[str]]]] = {}
        """Who was named to head each role, with the moment since when."""
        self._lives: dict[str, _Life] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take the next entry."""
        says = entry.says
        if entry.type == ROLE_MADE:
            self.roles.setdefault(entry.subject, str(says["name"]))
            return
        if entry.type == ROLE_GUARDED:
            (self.guarded.add if says["required"] else self.guarded.discard)(entry.subject)
            return
        if entry.type == HEADS_SET:
            self._heads.setdefault(entry.subject, []).append((entry.at, frozenset(map(str, says["people"]))))
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

    def names(self, id: str) -> list[tuple[str, str]]:
        """What a person was called, in time, each with the moment since when; nothing of whom nobody registered."""
        life, found = self._lives.get(id), list[tuple[str, str]]()
        for moment, then in zip(life.moments, life.standings, strict=True) if life is not None else ():
            if not found or found[-1][1] != then.name:
                found.append((moment, then.name))
        return found

    def held(self, id: str, moment: datetime, role: str) -> bool:
        """Whether a person was here and held a role at a moment, or within `GRACE` before it."""
        return any(each.active and role in each.roles for each in self._around(id, moment))

    @property
    def heads(self) -> dict[str, frozenset[str]]:
        """Who is named to head each role at the end of the ledger, of those of which somebody is."""
        return {role: named[-1][1] for role, named in self._heads.items() if named[-1][1]}

    def headed(self, id: str, moment: datetime, role: str) -> bool:
        """Whether a person was here and headed a role (`engine.identity.heads`), within `GRACE` of a moment."""
        first, last = to_text(moment - GRACE), to_text(moment + GRACE)
        began = [at for at, _ in self._heads.get(role, ())]
        asked = {first, to_text(moment), last, *(at for at in began if first <= at <= last)}
        asked |= {at for each in self._lives.values() for at in each.moments if first <= at <= last}
        return any(self._headed_at(id, each, role) for each in asked)

    def _headed_at(self, id: str, moment: str, role: str) -> bool:
        named = frozenset[str]()
        for at, people in self._heads.get(role, ()):
            if at <= moment:
                named = people
        here = {each for each in named if (then := self.at(each, moment)) is not None and then.active}
        if here:
            return id in here
        then = self.at(id, moment)
        return then is not None and then.active and role in then.roles

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

    def ever_stood_in_for(self, id: str) -> tuple[str, ...]:
        """The ids of all people for whom somebody ever stood in, sorted."""
        everybody = sorted(self._lives.items())
        return tuple(
            person
            for person, life in everybody
            if life.standings and any(each.substitute == id for each in life.standings[-1].substitutions)
        )

    def stood_in(self, id: str, person: str) -> tuple[Span, ...]:
        """When somebody stood in for a person, whoever was here then."""
        found = []
        for then in self._lives.get(person, _Life()).standings[-1:]:
            for each in then.substitutions:
                began, ends = max(each.begins_at, each.set_at), min(each.ends_at, each.ended_at or each.ends_at)
                if each.substitute == id and began <= ends:
                    found.append(Span(began, ends))
        return tuple(found)

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
