"""The problems that a verification can find."""

from dataclasses import dataclass
from enum import StrEnum

UNREADABLE = (
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading data that was written by hand may raise."""
BEYOND = (*UNREADABLE, MemoryError)
"""What working with such data may raise besides, by a number without end."""


class Kind(StrEnum):
    """The kind of a problem. The values are stable: `cauce verify --json` prints them."""

    EVENT_CHANGED = "event_changed"
    EVENT_REMOVED = "event_removed"
    EVENT_INSERTED = "event_inserted"
    EVENTS_REORDERED = "events_reordered"
    KEY_CHANGED = "key_changed"
    TIME_WENT_BACK = "time_went_back"
    HISTORY_TRUNCATED = "history_truncated"
    HISTORY_REWRITTEN = "history_rewritten"
    VALUES_REMOVED = "values_removed"
    EVENT_UNKNOWN = "event_unknown"
    EXECUTION_DIVERGED = "execution_diverged"
    PRUNING_DIVERGED = "pruning_diverged"
    VALUE_NOT_ALLOWED = "value_not_allowed"
    ROLES_CHANGED = "roles_changed"
    TERM_CHANGED = "term_changed"
    EVENT_BACK_DATED = "event_back_dated"
    DIAGRAM_CHANGED = "diagram_changed"
    FORM_CHANGED = "form_changed"
    FILE_CHANGED = "file_changed"
    SNAPSHOT_CHANGED = "snapshot_changed"
    WORK_ITEM_CHANGED = "work_item_changed"
    TIMER_CHANGED = "timer_changed"
    LINK_CHANGED = "link_changed"
    INCIDENT_CHANGED = "incident_changed"
    SEARCH_CHANGED = "search_changed"
    FACTS_CHANGED = "facts_changed"
    INSTANCE_CHANGED = "instance_changed"
    INSTANCE_REMOVED = "instance_removed"
    LOG_CHANGED = "log_changed"
    LOG_FORKED = "log_forked"
    LOG_ROLLED_BACK = "log_rolled_back"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    CHECKPOINT_REMOVED = "checkpoint_removed"
    CHECKPOINT_NOT_TRUSTED = "checkpoint_not_trusted"
    KEPT_MISSING = "kept_missing"
    TIMESTAMP_CHANGED = "timestamp_changed"
    TIMESTAMP_REMOVED = "timestamp_removed"
    TIME_DISAGREES = "time_disagrees"
    COSIGNATURE_CHANGED = "cosignature_changed"
    VERSION_CHANGED = "version_changed"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_REMOVED = "entry_removed"
    ENTRY_INSERTED = "entry_inserted"
    ENTRY_UNKNOWN = "entry_unknown"
    ENTRY_BACK_DATED = "entry_back_dated"
    FOLIO_MISSING = "folio_missing"
    INSTANCE_NOT_REGISTERED = "instance_not_registered"
    START_CHANGED = "start_changed"
    ROW_CHANGED = "row_changed"
    ACTOR_NOT_ENTITLED = "actor_not_entitled"
    ACTOR_WITHOUT_RIGHT = "actor_without_right"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `seq` is the event it was found at, None where it is not about one; `subject` names the
    diagram, form, file, work item, timer, link, column or word; `expected` and `found` are short texts."""

    kind: Kind
    seq: int | None
    expected: str
    found: str
    subject: str | None = None

    def as_dict(self) -> dict[str, object]:
        """The problem as `--json` gives it."""
        return {
            "kind": str(self.kind),
            "seq": self.seq,
            "subject": self.subject,
            "expected": self.expected,
            "found": self.found,
        }


def unreadable(kind: Kind, error: BaseException, subject: str | None = None) -> Problem:
    """That something was written so that it cannot even be checked: nobody may end a verification by that."""
    return Problem(kind, None, "—", f"{type(error).__name__}: {error}"[:200], subject)
