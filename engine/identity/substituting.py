"""Commands over substitutions: saying who does whose work for which days, and ending it. Each is recorded."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from engine.clock import to_text
from engine.errors import Conflict, Invalid, NotAllowed
from engine.identity.commands import hold_here
from engine.identity.heads import headed_by
from engine.identity.models import people, substitutions
from engine.identity.queries import Person, person
from engine.identity.record import ChangeType, record
from engine.identity.role_ids import ADMINISTRATOR
from engine.identity.substitutions import NOT_WORK, Substitution, ever_of, substitution

LONGEST = 366
"""Days that a substitution may last."""


class BadDays(Invalid):
    """Days that are no period: the last before the first, the first over, more than `LONGEST`, or no dates at all.
    Details: `first`, `last` as they were given, `longest`."""

    code = "bad_days"


class OwnSubstitute(Invalid):
    """Nobody stands in for themselves. Details: `person`."""

    code = "own_substitute"


class AlreadySubstituted(Conflict):
    """Somebody stands in for them on some of these days already. Details: `person`, `substitute`, `from_day`,
    `until_day` of that substitution."""

    code = "already_substituted"


def days(first: str, last: str) -> tuple[date, date]:
    """The two days of a period as they were typed, in ISO 8601. Raises BadDays."""
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError as error:
        raise BadDays(first=first, last=last, longest=LONGEST) from error


def set_substitute(
    connection: Connection,
    person_id: str,
    substitute: str,
    from_day: date,
    until_day: date,
    *,
    zone: ZoneInfo,
    actor: str,
    at: datetime,
) -> Substitution:
    """Let `substitute` do the work of a person from one day to another, both included, as days are in `zone`.

    Raises NotAllowed unless `actor` is that person, their head or an administrator (`may_set`), NotFound (kind
    ``person``) for who is not here, OwnSubstitute, BadDays, AlreadySubstituted.
    """
    require_may_set(connection, person_id, actor)
    today = at.astimezone(zone).date()
    if not today <= from_day <= until_day or (until_day - from_day).days >= LONGEST:
        raise BadDays(first=from_day.isoformat(), last=until_day.isoformat(), longest=LONGEST)
    return ensure(connection, person_id, substitute, from_day, until_day, zone=zone, actor=actor, at=at)


def ensure(
    connection: Connection,
    person_id: str,
    substitute: str,
    from_day: date,
    until_day: date,
    *,
    zone: ZoneInfo,
    actor: str | None,
    at: datetime,
) -> Substitution:
    """The same, whoever asks and whichever days: for a company that is made.

    Raises NotFound (kind ``person``), OwnSubstitute, AlreadySubstituted.
    """
    if person_id == substitute:
        raise OwnSubstitute(person=person_id)
    for id_ in sorted({person_id, substitute}):  # who leaves at that moment waits, or is found to have left
        hold_here(connection, id_)
    begins, ends = _start(from_day, zone), _start(until_day + timedelta(days=1), zone)
    # Locked: of two who set it at the same moment one must find the other's.
    connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())
    for other in ever_of(connection, person_id):
        if other.ended_at is None and other.begins_at < ends and begins < other.ends_at:
            raise AlreadySubstituted(
                person=person_id,
                substitute=other.substitute,
                from_day=other.from_day.isoformat(),
                until_day=other.until_day.isoformat(),
            )
    said = {
        "substitute": substitute,
        "from_day": from_day.isoformat(),
        "until_day": until_day.isoformat(),
        "begins_at": to_text(begins),
        "ends_at": to_text(ends),
    }
    entry = record(connection, ChangeType.SUBSTITUTION_SET, person_id, said, actor=actor, at=at)
    made = Substitution(
        entry.seq, person_id, substitute, from_day, until_day, begins, ends, actor, entry.moment, ended_at=None
    )
    row = {
        "id": made.id,
        "person_id": person_id,
        "substitute_id": substitute,
        "from_day": said["from_day"],
        "until_day": said["until_day"],
        "begins_at": begins,
        "ends_at": ends,
        "set_by": actor,
        "set_at": made.set_at,
    }
    connection.execute(insert(substitutions), row)
    return made


def end_substitution(connection: Connection, id: int, *, actor: str, at: datetime) -> Substitution:
    """End a substitution now, or take it back before it begins; nothing happens to one that is over. Gives it.

    Raises NotFound (kind ``substitution``), NotAllowed as `set_substitute`.
    """
    found = substitution(connection, id)
    require_may_set(connection, found.person, actor)
    connection.execute(select(substitutions.c.id).where(substitutions.c.id == id).with_for_update())
    found = substitution(connection, id)
    if found.ended_at is not None or found.ends_at <= at:
        return found
    entry = record(connection, ChangeType.SUBSTITUTION_ENDED, found.person, {"substitution": id}, actor=actor, at=at)
    connection.execute(update(substitutions).where(substitutions.c.id == id).values(ended_at=entry.moment))
    return substitution(connection, id)


def require_may_set(connection: Connection, person_id: str, actor: str) -> None:
    """Raise NotAllowed unless `actor` is that person, administers, or heads every role whose work the person does (who
    heads one of them only would hand out work of the others); NotFound (kind ``person``) for who is not here."""
    if not may_set(connection, person(connection, person_id), person(connection, actor)):
        raise NotAllowed(actor=actor, roles=[ADMINISTRATOR])


def may_set(connection: Connection, whose: Person, who: Person) -> bool:
    """Whether `who` may say who stands in for a person."""
    if who.id == whose.id or ADMINISTRATOR in who.roles:
        return True
    work = whose.roles - NOT_WORK
    return bool(work) and work <= headed_by(connection, who.id)


def _start(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
