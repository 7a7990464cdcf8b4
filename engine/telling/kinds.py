"""What people are told of: the kinds of notices, and how each person wants the letter of a kind. Pure."""

from collections.abc import Mapping
from enum import StrEnum

DIGEST = "digest."
"""What the keys of the letters of a day begin with."""


class NoticeKind(StrEnum):
    """What a notice is about."""

    WORK_ARRIVED = "work_arrived"
    WORK_RETURNED = "work_returned"
    """Work that comes back: a step that is done once more, or that leads to one that was done already."""
    WORK_ASSIGNED = "work_assigned"
    WORK_ASKED_FOR = "work_asked_for"
    """A colleague asks for a step that one has."""
    WORK_TAKEN_OVER = "work_taken_over"
    """A colleague took a step that one had."""
    DUE_TOMORROW = "due_tomorrow"
    """A term ends on the next working day."""
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    """A step of the people one heads is overdue by a working day."""
    CLIENT_ANSWERED = "client_answered"
    CLIENT_REFUSED = "client_refused"
    LINK_EXPIRING = "link_expiring"
    WON = "won"
    LOST = "lost"
    NO_GO = "no_go"
    CANCELLED = "cancelled"
    VERSION_TO_REVIEW = "version_to_review"
    """A step of document control: a draft to review, to approve, or that came back, a version decided on."""
    AUDIT = "audit"
    """What an audit asks of somebody: a finding to answer, to do, to verify, to close, or an audit to take part in."""
    MENTIONED = "mentioned"
    SUBSTITUTION = "substitution"
    ANNOUNCED = "announced"
    """What the procedure itself notifies: its letter has left already."""


class Channel(StrEnum):
    """When a letter of a kind is wanted. In the site one is told always."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NOTHING = "nothing"


class Group(StrEnum):
    """Under which heading people choose."""

    WORK = "work"
    TERMS = "terms"
    CLIENT = "client"
    OUTCOME = "outcome"
    COLLEAGUES = "colleagues"
    DOCUMENTS = "documents"
    AUDITS = "audits"


GROUPS: Mapping[Group, tuple[NoticeKind, ...]] = {
    Group.WORK: (NoticeKind.WORK_ARRIVED, NoticeKind.WORK_RETURNED, NoticeKind.WORK_ASSIGNED),
    Group.COLLEAGUES: (
        NoticeKind.WORK_ASKED_FOR,
        NoticeKind.WORK_TAKEN_OVER,
        NoticeKind.MENTIONED,
        NoticeKind.SUBSTITUTION,
    ),
    Group.TERMS: (NoticeKind.DUE_TOMORROW, NoticeKind.OVERDUE, NoticeKind.ESCALATED),
    Group.CLIENT: (NoticeKind.CLIENT_ANSWERED, NoticeKind.CLIENT_REFUSED, NoticeKind.LINK_EXPIRING),
    Group.OUTCOME: (NoticeKind.WON, NoticeKind.LOST, NoticeKind.NO_GO, NoticeKind.CANCELLED),
    Group.DOCUMENTS: (NoticeKind.VERSION_TO_REVIEW,),
    Group.AUDITS: (NoticeKind.AUDIT,),
}
"""The kinds of which people choose when they want a letter, in the order in which they are offered."""
CHOSEN: frozenset[NoticeKind] = frozenset(kind for kinds in GROUPS.values() for kind in kinds)
OF_WORK = frozenset({
    NoticeKind.WORK_ARRIVED, NoticeKind.WORK_RETURNED, NoticeKind.WORK_ASSIGNED, NoticeKind.WORK_ASKED_FOR,
    NoticeKind.DUE_TOMORROW, NoticeKind.OVERDUE, NoticeKind.ESCALATED,
})  # fmt: skip
"""Kinds that ask for a step: once it is closed there is nothing left to do about them."""
