"""The dates of signed versions: coming into force on theirs, getting another one, being withdrawn before it.

A version that is signed and waits is never overtaken in silence: a draft begins from it, or says what of it is left out
(`engine.definitions.control`); then it is withdrawn when that draft is approved. Whoever may approve may also give it
another date or withdraw it, with a reason; not while another that was written from it is signed as well, since that one
would bring what it says into force all the same.
"""

from datetime import datetime

from sqlalchemy import Connection, update

from engine.clock import to_text
from engine.definitions import letters, queries
from engine.definitions.commands import put_in_force, set_status
from engine.definitions.letters import Render
from engine.definitions.models import process_versions
from engine.definitions.queries import Version
from engine.definitions.signing import require_right, version_signatures
from engine.definitions.statuses import VersionStatus
from engine.definitions.trail import Change, ChangeType, record, trail
from engine.definitions.turns import take_turn
from engine.errors import Conflict, Invalid
from engine.identity.rights import Right


class NotWaiting(Conflict):
    """The version does not wait for its date, or not any more. Details: `process_id`, `number`, `status`."""

    code = "not_waiting"


class ContainedInLater(Conflict):
    """Another signed version was written from this one and says what it says. Details: `process_id`, `number`, `later`
    (the last of those)."""

    code = "version_contained_in_later"


class ReasonRequired(Invalid):
    """What is decided about a version needs a reason. Details: `process_id`, `number`."""

    code = "version_reason_required"


class DateRequired(Invalid):
    """Another date needs a date. Details: `process_id`, `number`."""

    code = "date_required"


def withdraw(
    connection: Connection,
    process_id: str,
    number: int,
    reason: str,
    *,
    render: Render = str,
    actor: str,
    at: datetime,
) -> Version:
    """Withdraw a signed version before its date: it never comes into force.

    Raises RightRequired, NotFound (kind ``version``), NotWaiting, ReasonRequired, ContainedInLater.
    """
    version = _waiting(connection, process_id, number, reason, actor)
    later = written_from(connection, version)
    if later:
        raise ContainedInLater(process_id=process_id, number=number, later=later[-1].number)
    withdrawn = set_status(connection, version, VersionStatus.WITHDRAWN, {"note": reason.strip()}, actor=actor, at=at)
    tell_signers(connection, process_id, number, render)
    return withdrawn


def written_from(connection: Connection, version: Version) -> list[Version]:
    """The signed versions that wait and were written from `version`, or from one that was, by number."""
    found, numbers = list[Version](), {version.number}
    for each in sorted(queries.signed(connection, version.process_id), key=lambda each: each.number):
        if each.base in numbers:
            numbers.add(each.number)
            found.append(each)
    return found


def reschedule(
    connection: Connection,
    process_id: str,
    number: int,
    effective_at: datetime | None,
    reason: str,
    *,
    render: Render = str,
    actor: str,
    at: datetime,
) -> Version:
    """Give a signed version that waits another date; one that is not later than `at` means now.

    Raises RightRequired, NotFound (kind ``version``), NotWaiting, ReasonRequired, DateRequired.
    """
    version = _waiting(connection, process_id, number, reason, actor)
    if effective_at is None:
        raise DateRequired(process_id=process_id, number=number)
    since = max(at, effective_at)
    before = to_text(version.effective_at) if version.effective_at else None
    data = {"note": reason.strip(), "effective_at": to_text(since), "before": before}
    record(
        connection, Change(process_id, ChangeType.VERSION_RESCHEDULED, actor, at, None, number, version.digest, data)
    )
    place = (process_versions.c.process_id == process_id) & (process_versions.c.number == number)
    connection.execute(update(process_versions).where(place).values(effective_at=since))
    tell_signers(connection, process_id, number, render)
    if since <= at:
        take_effect(connection, process_id, at=at, actor=actor)
    return queries.version(connection, process_id, number)


def take_effect(
    connection: Connection, process_id: str | None = None, *, at: datetime, actor: str | None = None
) -> int:
    """Put in force the approved versions whose date has come, of one procedure or of all; how many did.

    One whose content a later number has brought into force already, since that one was written from it, becomes
    obsolete instead, and the trail says in which. `actor` is None where the date alone does it: a worker does this
    every minute (`engine.jobs.catalogue`).
    """
    due = {each.process_id for each in queries.approved(connection, at) if process_id in (None, each.process_id)}
    take_turn(connection, *due)
    done = 0
    for version in sorted(queries.approved(connection, at), key=lambda each: each.number):
        if version.process_id not in due:
            continue
        before = queries.in_force(connection).get(version.process_id)
        if before is not None and before.number > version.number:
            set_status(connection, version, VersionStatus.OBSOLETE, {"contained_in": before.number}, actor=actor, at=at)
        else:
            put_in_force(connection, version, actor=actor, at=at)
            done += 1
    return done


def _waiting(connection: Connection, process_id: str, number: int, reason: str, actor: str) -> Version:
    take_turn(connection, process_id)
    require_right(connection, actor, process_id, Right.APPROVE)
    version = queries.version(connection, process_id, number)
    if version.status is not VersionStatus.APPROVED:
        raise NotWaiting(process_id=process_id, number=number, status=version.status)
    if not reason.strip():
        raise ReasonRequired(process_id=process_id, number=number)
    return version


def tell_signers(connection: Connection, process_id: str, number: int, render: Render) -> None:
    """The letter about the last act on a version, to whoever signed it."""
    acts = trail(connection, process_id)
    signed = version_signatures(acts, number)
    given = (signed.prepared, signed.reviewed, signed.approved)
    last = next(each for each in reversed(acts) if each.number == number)
    letters.send(connection, last, [*signed.authors, *(each.person for each in given if each is not None)], render)
