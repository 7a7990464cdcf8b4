"""What document control calls its states."""

from bpmn.messages import msg

VERSION_STATUSES = {
    "approved": msg("approved, not yet in force"),
    "effective": msg("in force"),
    "obsolete": msg("obsolete"),
    "disposed": msg("disposed of"),
}
