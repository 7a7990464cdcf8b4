"""The ledgers as a page shows them: which are in order, what was found, at which entry, and what to do."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from bpmn.messages import Message
from engine.db import Connection
from engine.history.entry_types import kind_of
from engine.history.log import is_folio
from engine.history.problems import Problem
from engine.replay import inquiry
from engine.verification.findings import Checked
from engine.verification.ledger_checks import LEDGERS
from engine.verification.subjects import subject_name
from web.pages.names import name_of, procedure_names, role_name
from web.site import presenter
from web.texts.faults import Names, fault_text
from web.texts.ledgers import BESIDE_IT, IN_THE_LEDGER, advice
from web.texts.verification import KINDS


@dataclass(frozen=True, slots=True)
class Fault:
    """Something found in a ledger: `entry` is the number of the entry, None where it is about none; `about` what stands
    beside the ledger."""

    what: Message
    entry: int | None
    about: Message | str | None
    expected: Message | str
    found: Message | str


@dataclass(frozen=True, slots=True)
class LedgerView:
    """A ledger with what the last check of it found; `more` counts the faults that were not kept."""

    id: str
    name: Message | str
    checked_at: datetime
    faults: tuple[Fault, ...]
    more: int
    todo: tuple[Message, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def ledgers_view(connection: Connection) -> list[LedgerView]:
    """Every ledger that was ever checked, those that are not in order first."""
    return sorted(map(_view, inquiry.ledgers(connection)), key=lambda each: each.ok)


@dataclass(frozen=True, slots=True)
class Alarmed:
    """Something that an alarm lasts about: what it is called, and the page that says what was found."""

    name: Message | str
    address: str


def alarmed(connection: Connection, folio: str | None = None) -> list[Alarmed]:
    """What alarms last about; with `folio` only what bears on that history: itself, and whatever is no history."""
    subjects = dict.fromkeys(alarm.subject for alarm in inquiry.alarms(connection))
    return [
        Alarmed(subject_name(each, procedure_names()), address_of(each))
        for each in subjects
        if folio in (None, each) or not is_folio(each)
    ]


def address_of(subject: str) -> str:
    """The page that says what was found of something that is checked."""
    if is_folio(subject):
        return url_for("audit.replay", folio=subject, _anchor="verificacion")
    if kind_of(subject) in LEDGERS:
        return url_for("audit.ledgers", _anchor=subject)
    return url_for("audit.log")


def _view(checked: Checked) -> LedgerView:
    faults = tuple(map(_fault, checked.problems))
    name = subject_name(checked.subject, procedure_names())
    return LedgerView(checked.subject, name, checked.checked_at, faults, checked.more, tuple(_todo(checked)))


def _todo(checked: Checked) -> list[Message]:
    """What to do about what was found, each advice once. What stands beside a ledger that was changed itself is not
    judged by it."""
    todo: list[Message] = []
    for each in (advice(problem.kind) for problem in checked.problems):
        if each not in todo:
            todo.append(each)
    return [each for each in todo if each != BESIDE_IT] if IN_THE_LEDGER in todo else todo


def _fault(problem: Problem) -> Fault:
    text = fault_text(problem, Names(name_of, role_name, procedure_names(), presenter().exact))
    return Fault(KINDS[problem.kind], problem.seq, text.about, text.expected, text.found)
