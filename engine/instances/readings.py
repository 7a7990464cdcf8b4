"""Who read the personal data of an instance, and why: a ledger, and what of an instance a person is shown by it.

Personal data are masked where no step needs them. Whoever gives a reason reads them for a while; that is entered with
who it was, of which instance, and why, and the entry alone lets them: nothing else is kept of it.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from engine.clock import to_text
from engine.errors import Invalid
from engine.history import ledger
from engine.history.entry_types import define
from engine.history.problems import UNREADABLE
from engine.identity.queries import Person
from engine.instances.openings import OPENED, READINGS, TAKEN
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible, seen_by

REASON_GIVEN = "personal_data_read"
define(READINGS, REASON_GIVEN, ("reason",))
EVIDENCE_TAKEN = "evidence_taken"
define(READINGS, EVIDENCE_TAKEN, ("folios",))

LASTS = timedelta(minutes=15)
"""For how long a reason holds."""
LONGEST = 500
"""Characters of a reason."""
_LOOKED_AT = 100
"""Entries of one instance among which the person's own is looked for: nobody gives so many reasons while one holds."""


class ReadingReasonRequired(Invalid):
    """Personal data are read for a reason, in words; not too many. Details: `folio`, `limit`."""

    code = "reading_reason_required"


def give_reason(connection: Connection, folio: str, reason: str, *, actor: str, at: datetime) -> datetime:
    """Enter that `actor`, who sees the instance, reads its personal data, and why; gives until when.

    Raises ReadingReasonRequired.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST:
        raise ReadingReasonRequired(folio=folio, limit=LONGEST)
    entry = ledger.append(connection, READINGS, REASON_GIVEN, folio, {"reason": reason}, actor=actor, at=at)
    return entry.moment + LASTS


def enter_evidence(connection: Connection, folios: Sequence[str], *, actor: str, at: datetime) -> None:
    """Enter that `actor` took evidence of instances, which holds their personal data unless it is an excerpt."""
    subject = folios[0] if len(folios) == 1 else "instances"
    ledger.append(connection, READINGS, EVIDENCE_TAKEN, subject, {"folios": list(folios)}, actor=actor, at=at)


def read_until(connection: Connection, folio: str, person: str, *, at: datetime) -> datetime | None:
    """Until when `person` reads the personal data of an instance; None where they gave no reason that holds."""
    since = to_text(at - LASTS)
    for entry in ledger.latest(connection, READINGS, subject=folio, without=(OPENED, TAKEN), limit=_LOOKED_AT):
        if entry.at <= since:
            return None
        if entry.type == REASON_GIVEN and entry.actor == person and entry.at <= to_text(at):
            try:
                return entry.moment + LASTS
            except UNREADABLE:
                return None
    return None


@dataclass(frozen=True, slots=True)
class Reading:
    """That somebody read personal data of an instance, when (UTC), and why; None where they took its evidence."""

    person: str
    at: datetime
    reason: str | None


def readings(connection: Connection, folio: str, *, limit: int) -> list[Reading]:
    """The last readings of an instance, the newest first; what somebody wrote so that it cannot be read is left out."""
    found = []
    for entry in ledger.latest(connection, READINGS, subject=folio, without=(OPENED, TAKEN), limit=limit):
        with suppress(*UNREADABLE):
            reason = str(entry.says["reason"]) if entry.type == REASON_GIVEN else None
            found.append(Reading(str(entry.actor), entry.moment, reason))
    return found


def visible_to(
    connection: Connection, runtime: Runtime, folio: str, versions: Mapping[str, int], reader: Person, *, at: datetime
) -> Visible:
    """What `reader` may read of an instance that runs on `versions`, with the reasons they gave."""
    marks = runtime.library.marks(connection, versions)
    personal = any(mark.personal for mark in marks.values())
    until = read_until(connection, folio, reader.id, at=at) if personal else None
    found = seen_by(marks, reader, unmasked=until is not None)
    return found if until is None else Visible(found.withheld, found.masked, until)
