"""Alarms: what is not in order reaches auditors and administrators, by their inbox and once by e-mail.

An alarm lasts until what it is about is found in order. Whoever owns the database can delete it; the next verification
finds the same and raises it anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Notification
from engine.clock import to_text
from engine.definitions.queries import process_names
from engine.history.problems import Problem
from engine.identity.queries import all_people
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.notifications import outbox
from engine.notifications.outbox import Outgoing
from engine.statements import Query
from engine.verification.log_checker import CHECKPOINTS, LOG
from engine.verification.models import alarms
from engine.verification.subjects import CLOCK, WITNESS, subject_name

TOLD = frozenset({AUDITOR, ADMINISTRATOR})
_LOG_LETTER = (
    lazy_gettext("Alarm: the sealed log is not the one that was signed"),
    lazy_gettext(
        "The log of what was recorded is not the one that was signed last, or what shows it is not there. "
        "Not in order: {subjects}.\n\n"
        "Nothing is sealed until that is cleared up. Remove nothing: keep a copy of the database as it is, and compare "
        "it with the last backup and with the seals that were kept elsewhere. Auditoría says what was found."
    ),
)
_WITNESS_LETTER = (
    lazy_gettext("Alarm: the witness does not sign the seals"),
    lazy_gettext(
        "The witness, on another machine, has seen a log of which this one is no continuation: whoever has this "
        "machine may have put everything back to an earlier day, or written it anew.\n\n"
        "Remove nothing: keep a copy of the database as it is, and compare it with the last backup and with the seals "
        "that were kept elsewhere. Sealing goes on, but nobody vouches any more that the log only grew."
    ),
)
_CLOCK_LETTER = (
    lazy_gettext("Alarm: the clock of this machine is not that of the time-stamp authority"),
    lazy_gettext(
        "They are more than five minutes apart, so seals get no time-stamp. Set this machine's clock by NTP. What was "
        "recorded meanwhile says what the clock said: Auditoría shows since when."
    ),
)
_LETTER = (
    lazy_gettext("Alarm: what was recorded is not in order"),
    lazy_gettext(
        "Verification found that this is not in order: {subjects}.\n\nNothing new of it is sealed until it is. "
        "Auditoría says what was found, where, and what to do."
    ),
)
_LETTERS = {LOG: _LOG_LETTER, CHECKPOINTS: _LOG_LETTER, WITNESS: _WITNESS_LETTER, CLOCK: _CLOCK_LETTER}
"""By subject; of every other subject `_LETTER` tells."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is not in order: `subject` is a folio or that of a check (`subjects`); `kind` is the kind of its
    first problem, and `found` says where it was found and what."""

    subject: str
    kind: str
    found: str
    raised_at: datetime


def report(
    connection: Connection,
    found: Mapping[str, Sequence[Problem]],
    render: Callable[[Message], str],
    *,
    at: datetime,
) -> list[Alarm]:
    """Raise the alarms for what was `found`, by subject, and end those of subjects that have no problems any more.

    Gives those that are new, about which an e-mail was written.
    """
    known = {(alarm.subject, alarm.kind) for alarm in current(connection)}
    wanted = {(subject, str(problems[0].kind)): problems[0] for subject, problems in found.items() if problems}
    over = [key for key in known if key[0] in found and key not in wanted]
    if over:
        each = (and_(alarms.c.subject == subject, alarms.c.kind == kind) for subject, kind in over)
        connection.execute(delete(alarms).where(or_(*each)))
    new = [
        Alarm(subject, kind, _outline(problem), at)
        for (subject, kind), problem in sorted(wanted.items())
        if (subject, kind) not in known
    ]
    if new:
        rows = [{"subject": e.subject, "kind": e.kind, "found": e.found, "raised_at": at} for e in new]
        connection.execute(insert(alarms), rows)
        _write(connection, new, render, at)
    return new


_CURRENT = Query(select(alarms).order_by(alarms.c.raised_at, alarms.c.subject))


def current(connection: Connection) -> list[Alarm]:
    """The alarms that last, the oldest first."""
    return [Alarm(*row) for row in _CURRENT.all(connection)]


def _outline(problem: Problem) -> str:
    where = "" if problem.seq is None else f"{problem.seq}: "
    return f"{where}{problem.expected} ≠ {problem.found}"


def _write(connection: Connection, new: Sequence[Alarm], render: Callable[[Message], str], at: datetime) -> None:
    people = [person for person in all_people(connection) if person.active and person.roles & TOLD]
    for texts in (_LOG_LETTER, _WITNESS_LETTER, _CLOCK_LETTER, _LETTER):
        about = [alarm for alarm in new if _LETTERS.get(alarm.subject, _LETTER) is texts]
        if not about:
            continue
        titles = process_names(connection)
        names = [subject_name(subject, titles) for subject in dict.fromkeys(alarm.subject for alarm in about)]
        values = {"subjects": ", ".join(render(name) if isinstance(name, Message) else name for name in names)}
        subject, body = (render(text.with_values(values)) for text in texts)
        outgoing = Outgoing(
            f"alarm.{about[0].subject}.{to_text(at)}",
            Notification(subject="{subject}", body="{body}"),
            sorted(TOLD),
            {"subject": subject, "body": body},
            to=sorted({person.email for person in people if person.email}),
            people=[person.id for person in people],
        )
        outbox.send(connection, None, [outgoing], lambda _roles: [], at=at)
