"""What the page of the sealed log shows: its checks, its seals, its alarms, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.messages import Message
from engine.db import Connection
from engine.history.checkpoints import Stored
from engine.history.notes import BadNote
from engine.history.problems import Problem
from engine.replay import inquiry
from engine.replay.inquiry import Sealing
from engine.verification.alarms import Alarm
from engine.verification.store_checks import Check
from engine.verification.subjects import CLOCK, WITNESS, subject_name
from web.audit.ledgers_view import address_of
from web.pages.names import procedure_names
from web.texts.ledgers import OF_CHECKS, SAID_BY_THE_WITNESS
from web.texts.verification import KINDS


@dataclass(frozen=True, slots=True)
class Found:
    """A problem: `at` is the entry or the seal where it was found, None where it is about all."""

    what: Message | str
    at: int | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of the log with what it found."""

    name: Message | str
    ok: bool
    findings: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal in the table; `stamped`: there is a time-stamp of it; `wrong` says in what it does not hold."""

    number: int
    at: str
    size: int
    root: str | None
    stamped: bool
    wrong: Message | str | None


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm in words: `address` is the page that says what was found, None where that is this one; `times` what two
    clocks say; `todo` what to do, None where `address` says that too."""

    subject: Message | str
    what: Message | str
    address: str | None
    times: str | None
    todo: Message | None
    since: datetime


def checks_view(checks: Sequence[Check]) -> list[CheckView]:
    """The checks in words."""
    return [
        CheckView(subject_name(check.subject, procedure_names()), check.ok, tuple(map(_found, check.problems)))
        for check in checks
    ]


def seals_view(found: Sequence[Sealing]) -> list[SealView]:
    """The seals of a page of the table."""
    return [_seal(each.checkpoint, each.problem, each.stamped) for each in found]


def alarms_view(connection: Connection) -> list[AlarmView]:
    """The alarms that last."""
    return [_alarm(each) for each in inquiry.alarms(connection)]


def _alarm(alarm: Alarm) -> AlarmView:
    subject = alarm.subject
    what = _what(alarm.kind)
    if subject == WITNESS:
        what = next((text for known, text in SAID_BY_THE_WITNESS.items() if known == alarm.kind), what)
    address = None if subject in OF_CHECKS else address_of(subject)
    times = alarm.found if subject == CLOCK else None
    return AlarmView(
        subject_name(subject, procedure_names()), what, address, times, OF_CHECKS.get(subject), alarm.raised_at
    )


def _what(kind: str) -> Message | str:
    return next((text for known, text in KINDS.items() if known == kind), kind)


def _found(problem: Problem) -> Found:
    return Found(_what(problem.kind), problem.seq, problem.expected, problem.found)


def _seal(stored: Stored, problem: Problem | None, stamped: bool) -> SealView:
    try:
        root = stored.checkpoint.root
    except BadNote:
        root = None
    wrong = None if problem is None else _what(problem.kind)
    return SealView(stored.number, stored.at, stored.size, root, stamped, wrong)
