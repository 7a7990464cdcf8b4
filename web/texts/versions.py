"""Texts of document control: statuses, changes, severities."""

from bpmn.messages import lazy_gettext
from engine.definitions.trail import ChangeType

VERSION_STATUSES = {
    "approved": lazy_gettext("approved, not yet in force"),
    "effective": lazy_gettext("in force"),
    "obsolete": lazy_gettext("obsolete"),
    "withdrawn": lazy_gettext("withdrawn before its date"),
    "disposed": lazy_gettext("disposed of"),
}
DRAFT_STATUSES = {
    "draft": lazy_gettext("being written"),
    "review": lazy_gettext("in review"),
    "reviewed": lazy_gettext("reviewed, to be approved"),
}
CHANGES = {
    ChangeType.DRAFT_STARTED: lazy_gettext("Draft begun"),
    ChangeType.DRAFT_TAKEN_OVER: lazy_gettext("Draft taken over"),
    ChangeType.DRAFT_SUBMITTED: lazy_gettext("Prepared: submitted for review"),
    ChangeType.DRAFT_COMMENTED: lazy_gettext("Comment"),
    ChangeType.COMMENT_RESOLVED: lazy_gettext("Comment resolved"),
    ChangeType.DRAFT_REVIEWED: lazy_gettext("Reviewed"),
    ChangeType.DRAFT_REJECTED: lazy_gettext("Returned to its author"),
    ChangeType.DRAFT_DISCARDED: lazy_gettext("Draft given up"),
    ChangeType.VERSION_TAKEN: lazy_gettext("First version here, without review or approval"),
    ChangeType.VERSION_APPROVED: lazy_gettext("Approved"),
    ChangeType.VERSION_RESCHEDULED: lazy_gettext("Given another date"),
    ChangeType.VERSION_WITHDRAWN: lazy_gettext("Withdrawn before its date"),
    ChangeType.VERSION_EFFECTIVE: lazy_gettext("In force"),
    ChangeType.VERSION_OBSOLETE: lazy_gettext("Obsolete"),
    ChangeType.DISPOSAL_PROPOSED: lazy_gettext("Its retention is over: disposal proposed"),
    ChangeType.VERSION_HELD: lazy_gettext("Held"),
    ChangeType.VERSION_RELEASED: lazy_gettext("Held no longer"),
    ChangeType.VERSION_DISPOSED: lazy_gettext("Disposed of"),
}
STEPS = {
    "review": lazy_gettext("To review"),
    "approve": lazy_gettext("To approve"),
    "mend": lazy_gettext("Returned to you"),
    "dispose": lazy_gettext("Decide on its retention"),
}
SEVERITIES = {
    "error": lazy_gettext("To mend"),
    "warning": lazy_gettext("Look at it"),
    "info": lazy_gettext("Worth knowing"),
}
