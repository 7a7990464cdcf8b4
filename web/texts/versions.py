"""Texts of document control: statuses, changes, severities."""

from bpmn.messages import lazy_gettext
from engine.definitions.statuses import DraftStatus, VersionStatus
from engine.definitions.trail import ChangeType

VERSION_STATUSES = {
    VersionStatus.APPROVED: lazy_gettext("approved, not yet in force"),
    VersionStatus.EFFECTIVE: lazy_gettext("in force"),
    VersionStatus.OBSOLETE: lazy_gettext("obsolete"),
    VersionStatus.WITHDRAWN: lazy_gettext("withdrawn before its date"),
    VersionStatus.DISPOSED: lazy_gettext("disposed of"),
}
DRAFT_STATUSES = {
    DraftStatus.DRAFT: lazy_gettext("being written"),
    DraftStatus.REVIEW: lazy_gettext("in review"),
    DraftStatus.REVIEWED: lazy_gettext("reviewed, to be approved"),
    DraftStatus.APPROVED: lazy_gettext("a version by now"),
    DraftStatus.DISCARDED: lazy_gettext("given up"),
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
