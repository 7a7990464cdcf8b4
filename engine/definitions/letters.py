"""The words of document control: who is told of an act, in the transaction of the act (`engine.telling`).

The text is an English msgid like any other, and is written in the language of the site by whoever gives the command:
`Render` makes a text of a message (`web.i18n.Translator.render` does; `str` gives the English).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from bpmn.messages import Message, lazy_gettext
from engine.definitions import queries
from engine.definitions.trail import Change, ChangeType
from engine.identity.queries import Person, all_people
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind

Render = Callable[[Message], str]


@dataclass(frozen=True, slots=True)
class _Letter:
    subject: Message
    body: Message


_LETTERS = {
    ChangeType.DRAFT_SUBMITTED: _Letter(
        lazy_gettext("To review: draft of {procedure}"),
        lazy_gettext("{actor} submitted a draft of {procedure} for review: {note}\n\nYou find it in your inbox."),
    ),
    ChangeType.DRAFT_REVIEWED: _Letter(
        lazy_gettext("To approve: draft of {procedure}"),
        lazy_gettext("{actor} reviewed the draft of {procedure}. It waits for approval: you find it in your inbox."),
    ),
    ChangeType.DRAFT_REJECTED: _Letter(
        lazy_gettext("Returned: draft of {procedure}"),
        lazy_gettext("{actor} returned the draft of {procedure}: {note}\n\nYou find it in your inbox."),
    ),
    ChangeType.DRAFT_COMMENTED: _Letter(
        lazy_gettext("Comment: draft of {procedure}"),
        lazy_gettext("{actor} commented on «{element}» in the draft of {procedure}: {note}"),
    ),
    ChangeType.VERSION_APPROVED: _Letter(
        lazy_gettext("Approved: version {number} of {procedure}"),
        lazy_gettext("{actor} approved version {number} of {procedure}: {note}"),
    ),
    ChangeType.VERSION_RESCHEDULED: _Letter(
        lazy_gettext("Another date: version {number} of {procedure}"),
        lazy_gettext("{actor} gave version {number} of {procedure} another date: {note}"),
    ),
    ChangeType.DISPOSAL_PROPOSED: _Letter(
        lazy_gettext("To decide: retention of version {number} of {procedure}"),
        lazy_gettext(
            "The retention of version {number} of {procedure} is over. It waits for your decision whether it is held "
            "or disposed of: you find it in your inbox."
        ),
    ),
    ChangeType.VERSION_WITHDRAWN: _Letter(
        lazy_gettext("Withdrawn: version {number} of {procedure}"),
        lazy_gettext("{actor} withdrew version {number} of {procedure} before its date: {note}"),
    ),
}

_OF_DRAFTS = {
    ChangeType.DRAFT_SUBMITTED,
    ChangeType.DRAFT_REVIEWED,
    ChangeType.DRAFT_REJECTED,
    ChangeType.DRAFT_COMMENTED,
}


def send(connection: Connection, change: Change, recipients: Iterable[str], render: Render) -> None:
    """Tell the people with these ids of an act, except who did it; each gets the letter as they want it."""
    everybody = {person.id: person for person in all_people(connection) if person.active}
    people = [id_ for id_ in set(recipients) if id_ in everybody and id_ != change.actor]
    if not people:
        return
    letter = _LETTERS[change.type]
    current = queries.in_force(connection).get(change.process_id)
    values = {
        "actor": _name(everybody, change.actor),
        "procedure": current.name if current is not None else change.process_id,
        "number": change.number,
        "note": change.note or "—",
        "element": change.data.get("name") or "—",
    }
    page = f"/procesos/{change.process_id}"
    of_draft = change.type in _OF_DRAFTS
    data = {
        "title": render(letter.subject.with_values(values)),
        "text": render(letter.body.with_values(values)),
        "path": f"{page}/borrador" if of_draft else f"{page}/version/{change.number}",
    }
    kind, key = NoticeKind.VERSION_TO_REVIEW, f"{change.process_id}.{change.seq}"
    tell(connection, kind, people, key=key, at=change.at, actor=change.actor, data=data)


def _name(everybody: dict[str, Person], actor: str | None) -> str:
    found = everybody.get(actor or "")
    return found.name if found is not None else actor or "Cauce"
