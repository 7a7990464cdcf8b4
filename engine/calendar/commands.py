"""Commands over office days: deciding whether the office works on a day, and withdrawing it. Each is recorded."""

from datetime import date, datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql

from engine.calendar.models import office_days
from engine.calendar.record import Change, ChangeType, record
from engine.errors import Invalid, NotFound
from engine.identity.commands import require_administrator

FIRST, LAST = 2000, 2100
"""The years of which one may decide: those whose holidays by law are known, from when there could be any work."""
LONGEST = 80

# Both databases write it as PostgreSQL does.
_DECIDED = postgresql.insert(office_days)
_DECIDE = _DECIDED.on_conflict_do_update(
    index_elements=["day"],
    set_={name: _DECIDED.excluded[name] for name in ("works", "name", "decided_by", "decided_at")},
)


class BadDay(Invalid):
    """What was given is no date, or one of a year of which nobody may decide. Details: `value`, `first`, `last`."""

    code = "bad_day"


class BadDayName(Invalid):
    """A day without a name, or with one that is too long to be read in a list. Details: `longest`."""

    code = "bad_day_name"


def decide(connection: Connection, day: str, *, works: bool, name: str, actor: str, at: datetime) -> date:
    """Decide, as an administrator, that the office works on `day`, or that it does not; gives the day.

    It counts in place of what was decided before. What is so anyway may be decided too: it then stays so, whatever
    becomes of the law. A day may have passed: that nobody worked is often known for certain only afterwards, and the
    calendar says what was. No term moves by either: each was worked out when its work was enabled, and recorded.

    Raises NotAllowed, NotFound (kind ``person``), BadDay, BadDayName.
    """
    require_administrator(connection, actor)
    of, called = day_of(day), " ".join(name.split())
    if not 0 < len(called) <= LONGEST:
        raise BadDayName(longest=LONGEST)
    # Locked: what is left as it is must not be taken back meanwhile by somebody else.
    there = select(office_days.c.works, office_days.c.name).where(office_days.c.day == of.isoformat()).with_for_update()
    before = connection.execute(there).first()
    if before is None or (before.works, before.name) != (works, called):
        entry = record(connection, Change(at, ChangeType.DAY_DECIDED, of, works, called, actor))
        row = {"day": of.isoformat(), "works": works, "name": called, "decided_by": actor, "decided_at": entry.moment}
        connection.execute(_DECIDE, row)
    return of


def withdraw(connection: Connection, day: str, *, actor: str, at: datetime) -> date:
    """Take back, as an administrator, what was decided of `day`: the law and the week count again. Gives the day.

    Raises NotAllowed, NotFound (kind ``person``, or ``office_day`` where nothing was decided), BadDay.
    """
    require_administrator(connection, actor)
    of = day_of(day)
    gone = delete(office_days).where(office_days.c.day == of.isoformat())
    was = connection.execute(gone.returning(office_days.c.works, office_days.c.name)).first()
    if was is None:
        raise NotFound(kind="office_day", id=of.isoformat())
    record(connection, Change(at, ChangeType.DECISION_WITHDRAWN, of, was.works, was.name, actor))
    return of


def day_of(text: str) -> date:
    """The day that is written in ISO 8601, as in ``2026-12-24``. Raises BadDay."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadDay(value=text, first=FIRST, last=LAST) from error
    # fromisoformat takes weeks and dates without hyphens too, which somebody may have meant otherwise.
    if found.isoformat() != text.strip() or not FIRST <= found.year <= LAST:
        raise BadDay(value=text, first=FIRST, last=LAST)
    return found
