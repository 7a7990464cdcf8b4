"""The words of audits: who is told of an act on an audit or a finding, in the transaction of the act.

Texts are English msgids, written in the language of the site by whoever gives the command (`Render`), as those of
document control are (`engine.definitions.letters`).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from bpmn.messages import Message, lazy_gettext
from engine.audits.record import Audit, ChangeType, Finding
from engine.history.ledger import Entry
from engine.identity.queries import all_people, names
from engine.identity.role_ids import AUDITOR
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind

Render = Callable[[Message], str]
AUDIT_PAGE, FINDING_PAGE = "/auditoria/auditorias/{}", "/auditoria/hallazgos/{}"
"""Where the site shows them."""


class _Letter(NamedTuple):
    subject: Message
    body: Message


_OF_AUDITS = {
    ChangeType.AUDIT_PLANNED: _Letter(
        lazy_gettext("Audit planned: {title}"),
        lazy_gettext(
            "{actor} planned the audit {code}, from {from_day} to {until_day}, with you among those who audit."
        ),
    ),
    ChangeType.AUDIT_CHANGED: _Letter(
        lazy_gettext("Audit planned: {title}"),
        lazy_gettext("{actor} added you to those who audit in {code}, from {from_day} to {until_day}."),
    ),
    ChangeType.AUDIT_BEGUN: _Letter(
        lazy_gettext("Audit begun: {title}"),
        lazy_gettext("{actor} began the audit {code}: its scope is fixed, and findings can be raised in it."),
    ),
    ChangeType.AUDIT_CONCLUDED: _Letter(
        lazy_gettext("Audit concluded: {title}"),
        lazy_gettext("{actor} concluded the audit {code}. Its report is on its page."),
    ),
    ChangeType.AUDIT_CANCELLED: _Letter(
        lazy_gettext("Audit cancelled: {title}"), lazy_gettext("{actor} cancelled the audit {code}: {note}")
    ),
}
_OF_FINDINGS = {
    ChangeType.FINDING_RAISED: _Letter(
        lazy_gettext("Finding for you: {title}"),
        lazy_gettext(
            "{actor} raised the finding {code}, and you are to answer it until {due}: why it was so, and what is done "
            "about it."
        ),
    ),
    ChangeType.FINDING_CHANGED: _Letter(
        lazy_gettext("Finding for you: {title}"),
        lazy_gettext("{actor} put the finding {code} otherwise. You are to answer it until {due}."),
    ),
    ChangeType.FINDING_ANALYSED: _Letter(
        lazy_gettext("Finding answered: {title}"),
        lazy_gettext("{actor} said why {code} was so, and what is done about it until {due}: {note}"),
    ),
    ChangeType.FINDING_ACTED: _Letter(
        lazy_gettext("To verify: {title}"),
        lazy_gettext(
            "{actor} says that what was decided about {code} is done: {note}\n\nAn auditor who had no part in it says "
            "whether it helped."
        ),
    ),
    ChangeType.FINDING_VERIFIED: _Letter(
        lazy_gettext("Finding verified: {title}"),
        lazy_gettext("{actor} verified whether what was done about {code} helped: {note}"),
    ),
    ChangeType.FINDING_CLOSED: _Letter(
        lazy_gettext("Finding closed: {title}"), lazy_gettext("{actor} closed the finding {code}.")
    ),
    ChangeType.FINDING_WITHDRAWN: _Letter(
        lazy_gettext("Finding withdrawn: {title}"), lazy_gettext("{actor} withdrew the finding {code}: {note}")
    ),
}
_NOTES = ("conclusion", "reason", "action", "done", "effectiveness")


def tell_team(connection: Connection, audit: Audit, entry: Entry, people: Iterable[str], render: Render) -> None:
    """Tell these people of an act on an audit, but not who did it."""
    values = {"from_day": audit.plan.from_day, "until_day": audit.plan.until_day}
    letter = _OF_AUDITS[ChangeType(entry.type)]
    _tell(connection, letter, audit.plan.title, AUDIT_PAGE.format(audit.code), entry, people, values, render)


def tell_of_finding(connection: Connection, finding: Finding, entry: Entry, render: Render) -> None:
    """Tell those whom an act on a finding concerns: its owner and who does what was said, who found it, and the
    auditors where it waits for one."""
    type_ = ChangeType(entry.type)
    letter = _OF_FINDINGS.get(type_)
    if letter is None:
        return
    if type_ in (ChangeType.FINDING_RAISED, ChangeType.FINDING_CHANGED):
        people = {finding.said.owner}
    elif type_ is ChangeType.FINDING_ACTED:
        auditors = {each.id for each in all_people(connection) if each.active and AUDITOR in each.roles}
        people = {finding.raised_by} | (auditors - finding.parties)
    else:
        people = {finding.raised_by, *finding.parties}
    due = finding.action_due if type_ is ChangeType.FINDING_ANALYSED else finding.said.due
    page = FINDING_PAGE.format(finding.code)
    _tell(connection, letter, finding.said.title, page, entry, people, {"due": due or "—"}, render)


def _tell(
    connection: Connection,
    letter: _Letter,
    title: str,
    page: str,
    entry: Entry,
    people: Iterable[str],
    more: dict[str, str],
    render: Render,
) -> None:
    says = entry.says
    note = next((str(says[name]) for name in _NOTES if says.get(name)), "—")
    called = names(connection).get(entry.actor or "", entry.actor or "Cauce")
    values = {"actor": called, "code": entry.subject, "title": title, "note": note, **more}
    told = {
        "title": render(letter.subject.with_values(values)),
        "text": render(letter.body.with_values(values)),
        "path": page,
    }
    key = f"audits.{entry.seq}"
    tell(connection, NoticeKind.AUDIT, people, key=key, at=entry.moment, actor=entry.actor, data=told)
