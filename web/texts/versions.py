"""Texts of document control: statuses, changes, severities, and the sentence for a difference."""

from bpmn.diff import Difference, Kind
from bpmn.messages import Message, lazy_gettext
from engine.definitions.trail import ChangeType

VERSION_STATUSES = {
    "approved": lazy_gettext("approved, not yet in force"),
    "effective": lazy_gettext("in force"),
    "obsolete": lazy_gettext("obsolete"),
    "disposed": lazy_gettext("disposed of"),
}
DRAFT_STATUSES = {
    "draft": lazy_gettext("being written"),
    "review": lazy_gettext("in review"),
    "reviewed": lazy_gettext("reviewed, to be approved"),
}
CHANGES = {
    ChangeType.DRAFT_STARTED: lazy_gettext("Draft begun"),
    ChangeType.DRAFT_SUBMITTED: lazy_gettext("Prepared: submitted for review"),
    ChangeType.DRAFT_REVIEWED: lazy_gettext("Reviewed"),
    ChangeType.DRAFT_REJECTED: lazy_gettext("Rejected"),
    ChangeType.DRAFT_DISCARDED: lazy_gettext("Draft given up"),
    ChangeType.VERSION_APPROVED: lazy_gettext("Approved"),
    ChangeType.VERSION_EFFECTIVE: lazy_gettext("In force"),
    ChangeType.VERSION_OBSOLETE: lazy_gettext("Obsolete"),
}
SEVERITIES = {
    "error": lazy_gettext("To mend"),
    "warning": lazy_gettext("Look at it"),
    "info": lazy_gettext("Worth knowing"),
}

_WHAT = {
    "userTask": lazy_gettext("activity"),
    "manualTask": lazy_gettext("activity"),
    "task": lazy_gettext("activity"),
    "sendTask": lazy_gettext("activity"),
    "receiveTask": lazy_gettext("activity"),
    "scriptTask": lazy_gettext("activity"),
    "serviceTask": lazy_gettext("activity"),
    "callActivity": lazy_gettext("called procedure"),
    "subProcess": lazy_gettext("sub-process"),
    "exclusiveGateway": lazy_gettext("decision"),
    "inclusiveGateway": lazy_gettext("decision"),
    "eventBasedGateway": lazy_gettext("decision"),
    "parallelGateway": lazy_gettext("fork or join"),
    "startEvent": lazy_gettext("start"),
    "endEvent": lazy_gettext("end"),
    "sequenceFlow": lazy_gettext("flow"),
    "lane": lazy_gettext("lane"),
    "document": lazy_gettext("document"),
    "process": lazy_gettext("procedure"),
}
_FIELDS = {
    "name": lazy_gettext("name"),
    "documentation": lazy_gettext("description"),
    "lane": lazy_gettext("lane"),
    "number": lazy_gettext("number"),
    "responsible": lazy_gettext("responsible"),
    "records": lazy_gettext("records"),
    "form": lazy_gettext("form"),
    "due": lazy_gettext("term"),
    "potential_owners": lazy_gettext("who may do it"),
    "notifications": lazy_gettext("notices"),
    "condition": lazy_gettext("condition"),
    "default": lazy_gettext("way otherwise taken"),
    "source": lazy_gettext("from"),
    "target": lazy_gettext("to"),
    "staffing": lazy_gettext("roles"),
    "invitation": lazy_gettext("invitation by link"),
    "responsibilities": lazy_gettext("responsibilities"),
    "objective": lazy_gettext("objective"),
    "scope": lazy_gettext("scope"),
    "terms": lazy_gettext("definitions"),
    "policies": lazy_gettext("policies"),
    "changes": lazy_gettext("history of the document"),
    "related": lazy_gettext("related documents"),
    "code": lazy_gettext("code"),
    "title": lazy_gettext("title"),
    "prepared_by": lazy_gettext("prepared by"),
    "reviewed_by": lazy_gettext("reviewed by"),
    "approved_by": lazy_gettext("approved by"),
    "owner": lazy_gettext("answers for the document"),
    "retention": lazy_gettext("kept for"),
    "disposition": lazy_gettext("in the end"),
    "folio_prefix": lazy_gettext("folios begin with"),
}


def sentence(difference: Difference) -> Message:
    """A difference as a sentence."""
    what = _WHAT.get(difference.what, difference.what)
    if difference.kind is Kind.ADDED:
        return lazy_gettext("New {what}: {name}.", what=what, name=difference.name)
    if difference.kind is Kind.REMOVED:
        return lazy_gettext("No longer there: {what} {name}.", what=what, name=difference.name)
    field = _FIELDS.get(difference.field or "", difference.field)
    said = {
        "what": what,
        "name": difference.name,
        "field": field,
        "before": difference.before,
        "after": difference.after,
    }
    if not difference.before:
        return lazy_gettext("{name} ({what}) has {field} now: “{after}”.", **said)
    if not difference.after:
        return lazy_gettext("{name} ({what}) has no {field} any more; it was “{before}”.", **said)
    return lazy_gettext("{name} ({what}) changes its {field}: from “{before}” to “{after}”.", **said)
