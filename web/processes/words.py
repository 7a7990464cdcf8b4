"""What document control calls its states and steps, and how a difference is said."""

from bpmn.diff import Difference, Kind
from bpmn.messages import Message, msg

VERSION_STATUSES = {
    "approved": msg("approved, not yet in force"),
    "effective": msg("in force"),
    "obsolete": msg("obsolete"),
    "disposed": msg("disposed of"),
}
DRAFT_STATUSES = {
    "draft": msg("being written"),
    "review": msg("in review"),
    "reviewed": msg("reviewed, to be approved"),
}
CHANGES = {
    "draft_started": msg("Draft begun"),
    "draft_submitted": msg("Prepared: submitted for review"),
    "draft_reviewed": msg("Reviewed"),
    "draft_rejected": msg("Rejected"),
    "draft_discarded": msg("Draft given up"),
    "version_approved": msg("Approved"),
    "version_effective": msg("In force"),
    "version_obsolete": msg("Obsolete"),
}
SEVERITIES = {"error": msg("To mend"), "warning": msg("Look at it"), "info": msg("Worth knowing")}

_WHAT = {
    "userTask": msg("activity"),
    "manualTask": msg("activity"),
    "task": msg("activity"),
    "sendTask": msg("activity"),
    "receiveTask": msg("activity"),
    "scriptTask": msg("activity"),
    "serviceTask": msg("activity"),
    "callActivity": msg("called procedure"),
    "subProcess": msg("sub-process"),
    "exclusiveGateway": msg("decision"),
    "inclusiveGateway": msg("decision"),
    "eventBasedGateway": msg("decision"),
    "parallelGateway": msg("fork or join"),
    "startEvent": msg("start"),
    "endEvent": msg("end"),
    "sequenceFlow": msg("flow"),
    "lane": msg("lane"),
    "document": msg("document"),
    "process": msg("procedure"),
}
_FIELDS = {
    "name": msg("name"),
    "documentation": msg("description"),
    "lane": msg("lane"),
    "number": msg("number"),
    "responsible": msg("responsible"),
    "records": msg("records"),
    "form": msg("form"),
    "due": msg("term"),
    "potential_owners": msg("who may do it"),
    "notifications": msg("notices"),
    "condition": msg("condition"),
    "default": msg("way otherwise taken"),
    "source": msg("from"),
    "target": msg("to"),
    "staffing": msg("roles"),
    "invitation": msg("invitation by link"),
    "responsibilities": msg("responsibilities"),
    "objective": msg("objective"),
    "scope": msg("scope"),
    "terms": msg("definitions"),
    "policies": msg("policies"),
    "changes": msg("history of the document"),
    "related": msg("related documents"),
    "code": msg("code"),
    "title": msg("title"),
    "prepared_by": msg("prepared by"),
    "reviewed_by": msg("reviewed by"),
    "approved_by": msg("approved by"),
    "owner": msg("answers for the document"),
    "retention": msg("kept for"),
    "disposition": msg("in the end"),
    "folio_prefix": msg("folios begin with"),
}


def sentence(difference: Difference) -> Message:
    """A difference as a sentence."""
    what = _WHAT.get(difference.what, difference.what)
    if difference.kind is Kind.ADDED:
        return msg("New {what}: {name}.", what=what, name=difference.name)
    if difference.kind is Kind.REMOVED:
        return msg("No longer there: {what} {name}.", what=what, name=difference.name)
    field = _FIELDS.get(difference.field or "", difference.field)
    said = {
        "what": what,
        "name": difference.name,
        "field": field,
        "before": difference.before,
        "after": difference.after,
    }
    if not difference.before:
        return msg("{name} ({what}) has {field} now: “{after}”.", **said)
    if not difference.after:
        return msg("{name} ({what}) has no {field} any more; it was “{before}”.", **said)
    return msg("{name} ({what}) changes its {field}: from “{before}” to “{after}”.", **said)
