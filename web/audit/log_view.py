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
from engine.verification.store_checks import Check
from web.texts.verification import CHECKS, KINDS


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
    """A seal in the table; `wrong` says in what it does not hold."""

    number: int
    at: str
    size: int
    root: str | None
    wrong: Message | str | None


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm in words."""

    subject: Message | str
    what: Message | str
    found: str
    since: datetime


def checks_view(checks: Sequence[Check]) -> list[CheckView]:
    """The checks in words."""
    return [CheckView(_name(check.subject), check.ok, tuple(map(_found, check.problems))) for check in checks]


def seals_view(found: Sequence[Sealing]) -> list[SealView]:
    """The seals of a page of the table."""
    return [_seal(each.checkpoint, each.problem) for each in found]


def alarms_view(connection: Connection) -> list[AlarmView]:
    """The alarms that last."""
    return [
        AlarmView(_name(each.subject), _what(each.kind), each.found, each.raised_at)
        for each in inquiry.alarms(connection)
    ]


def _name(subject: str) -> Message | str:
    return CHECKS.get(subject, subject)


def _what(kind: str) -> Message | str:
    return next((text for known, text in KINDS.items() if known == kind), kind)


def _found(problem: Problem) -> Found:
    return Found(_what(problem.kind), problem.seq, problem.expected, problem.found)


def _seal(stored: Stored, problem: Problem | None) -> SealView:
    try:
        root = stored.checkpoint.root
    except BadNote:
        root = None
    wrong = None if problem is None else _what(problem.kind)
    return SealView(stored.number, stored.at, stored.size, root, wrong)
