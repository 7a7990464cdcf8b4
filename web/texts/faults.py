"""What is wrong with what is stored beside a ledger, in the words of who reads it: a page, a terminal.

A problem names what it is about, what was expected and what was found as the engine compares them: ``person comercial
name``. Here these become sentences with the names of people, roles and procedures; what nobody could have meant, which
somebody wrote by hand, is shown as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bpmn.messages import Message, lazy_gettext
from engine.clock import from_text
from engine.history.problems import Kind, Problem
from engine.identity.rights import Right
from engine.verification.rows import GONE, HELD
from web.texts.outbox import STATUSES
from web.texts.rights import RIGHTS, right_text
from web.texts.verification import expected_of
from web.texts.versions import DRAFT_STATUSES, VERSION_STATUSES

Text = Message | str
YES, NO = lazy_gettext("yes"), lazy_gettext("no")
_MOMENT = re.compile(r"([≤≥] )?(\d{4}-\d\d-\d\dT[\d:.]+Z)")
_LETTER = re.compile(r"(.+)\.(\d+)\.\d+")
_WHETHER = frozenset({"", "active", "works", "ok", "role", "right", "identity", "password_link"})
"""What is so or not."""
_PEOPLE = frozenset({"decided_by", "stored_by"})
_STATUSES = {str(status): text for table in (VERSION_STATUSES, DRAFT_STATUSES) for status, text in table.items()}
OF_A_PERSON = {
    "": lazy_gettext("whether {person} is on record"),
    "name": lazy_gettext("what {person} is called"),
    "email": lazy_gettext("the e-mail of {person}"),
    "active": lazy_gettext("whether {person} is still here"),
    "registered_at": lazy_gettext("since when {person} is on record"),
    "password": lazy_gettext("the password of {person}"),
    "password_set_at": lazy_gettext("when {person} chose a password"),
    "password_link": lazy_gettext("whether {person} was given a link to choose a password"),
    "identity": lazy_gettext("whether the identity {identity} is {person}'s"),
    "role": lazy_gettext("whether {person} holds the role {role}"),
    "right": lazy_gettext("whether {person} has the right: {right}"),
}
OF_A_ROLE = {
    "": lazy_gettext("whether there is the role {role}"),
    "name": lazy_gettext("what the role {role} is called"),
}
OF_A_DAY = {
    "": lazy_gettext("whether anything was decided about {day}"),
    "works": lazy_gettext("whether {day} is worked"),
    "name": lazy_gettext("what {day} is called"),
    "decided_by": lazy_gettext("who decided about {day}"),
    "decided_at": lazy_gettext("when it was decided about {day}"),
}
OF_A_LETTER = {
    "status": lazy_gettext("what became of the letter {letter}"),
    "delivered_at": lazy_gettext("when the letter {letter} was delivered"),
}
OF_A_FILE = {
    "": lazy_gettext("whether the file with the digest {file}… is stored"),
    "stored_by": lazy_gettext("who stored the file with the digest {file}…"),
    "size": lazy_gettext("how many bytes the file with the digest {file}… has"),
}
OF_A_VERDICT = {
    "": lazy_gettext("whether {folio} was verified"),
    "ok": lazy_gettext("whether {folio} was found in order"),
    "events": lazy_gettext("to which event {folio} was verified"),
    "head": lazy_gettext("to which event {folio} was verified"),
    "report": lazy_gettext("what the verification of {folio} found"),
    "at": lazy_gettext("when {folio} was verified"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What people, roles and procedures are called, by their ids, and how moments are written. An id that is not known
    is given back."""

    person: Callable[[str], str]
    role: Callable[[str], str]
    procedures: Mapping[str, str]
    moment: Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class FaultText:
    """What a problem is about, None where it is about nothing but its event, what was expected and what was found."""

    about: Text | None
    expected: Text
    found: Text


def fault_text(problem: Problem, names: Names) -> FaultText:
    """A problem in words."""
    about, field = (None, None) if problem.subject is None else _about(problem.subject, names)
    if isinstance(about, Message) and field == "name" and problem.expected != GONE:
        # By the name that the ledger gives, and not by the one that somebody wrote over it.
        given = {name: problem.expected for name in ("person", "role") if name in about.values}
        about = about.with_values({**about.values, **given})
    expected, found = (_value(problem.kind, field, each, names) for each in (problem.expected, problem.found))
    return FaultText(about, expected_of(problem.kind, expected) if isinstance(expected, str) else expected, found)


def _about(subject: str, names: Names) -> tuple[Text, str | None]:
    """What it is about, and which thing of that; None for what is not known."""
    match subject.split(" "):
        case ["person", id_, "role", role]:
            return OF_A_PERSON["role"].with_values({"person": names.person(id_), "role": names.role(role)}), "role"
        case ["person", id_, "right", right, *over]:
            text = _right(right, over[0] if over else "", names)
            return OF_A_PERSON["right"].with_values({"person": names.person(id_), "right": text}), "right"
        case ["person", id_, "identity", issuer, *of]:
            known = {"person": names.person(id_), "identity": " ".join([issuer, *of])}
            return OF_A_PERSON["identity"].with_values(known), "identity"
        case [("person" | "role" | "day" | "letter" | "file" | "verdict") as kind, id_, *rest] if len(rest) < 2:
            field = rest[0] if rest else ""
            texts, values = _of(kind, id_, names)
            if field in texts:
                return texts[field].with_values(values), field
        case ["counter", series]:
            return lazy_gettext("the last number that was given in {series}", series=series), "number"
        case ["version", number]:
            return lazy_gettext("version {number}", number=number), "version"
        case ["draft", _]:
            return lazy_gettext("a draft"), "version"
    return subject, None


def _of(kind: str, id_: str, names: Names) -> tuple[dict[str, Message], dict[str, object]]:
    match kind:
        case "person":
            return OF_A_PERSON, {"person": names.person(id_)}
        case "role":
            return OF_A_ROLE, {"role": names.role(id_)}
        case "day":
            return OF_A_DAY, {"day": _day(id_)}
        case "letter":
            found = _LETTER.fullmatch(id_)
            event = lazy_gettext("of {folio}, event {seq}", folio=found[1], seq=found[2]) if found else id_
            return OF_A_LETTER, {"letter": event}
        case "file":
            return OF_A_FILE, {"file": id_[:12]}
    return OF_A_VERDICT, {"folio": id_}


def _right(right: str, over: str, names: Names) -> Text:
    if right not in RIGHTS:
        return right
    return right_text(Right(right), names.procedures.get(over, over) if over else None)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _value(kind: str, field: str | None, said: str, names: Names) -> Text:
    if kind == Kind.ACTOR_WITHOUT_RIGHT:
        return _entitled(said, names)
    if field in _WHETHER:
        return {HELD: YES, GONE: NO, "True": YES, "False": NO}.get(said, said)
    if field in _PEOPLE:
        return said if said == GONE else names.person(said)
    if field == "status":
        return next((text for status, text in STATUSES.items() if status == said), said)
    if field == "version":
        status, _, digest = said.partition(" ")
        text = _STATUSES.get(status, status)
        return lazy_gettext("{status}, digest {digest}", status=text, digest=digest) if digest else text
    moment = _MOMENT.fullmatch(said)
    if moment is None:
        return said
    try:
        return (moment[1] or "") + names.moment(from_text(moment[2]))
    except ValueError:
        return said


def _entitled(said: str, names: Names) -> Text:
    """Who it was, or the role or the right that it takes."""
    right, other, _ = said.partition(": another person")
    if right not in RIGHTS:
        known = names.person(said)
        return known if known != said else names.role(said)
    return lazy_gettext("{right}, somebody else", right=RIGHTS[Right(right)]) if other else RIGHTS[Right(right)]
