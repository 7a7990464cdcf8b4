"""What becomes of a version, of a draft and of its trial on the instances, as the database and JSON say it. Pure.

Each word stands here alone, as those of instances do in `engine.history.statuses`. Which act of document control gives
which of them is told beside the acts (`engine.definitions.trail_check`).
"""

from collections.abc import Iterable
from enum import StrEnum


class VersionStatus(StrEnum):
    """What became of a version."""

    APPROVED = "approved"
    """Signed, and waiting for its date."""
    EFFECTIVE = "effective"
    """In force."""
    OBSOLETE = "obsolete"
    WITHDRAWN = "withdrawn"
    """Withdrawn before its date: it never was in force."""
    DISPOSED = "disposed"


class DraftStatus(StrEnum):
    """What became of a draft."""

    DRAFT = "draft"
    """Being written."""
    REVIEW = "review"
    """Submitted: it waits for its review."""
    REVIEWED = "reviewed"
    """It waits for its approval."""
    APPROVED = "approved"
    """It is a version."""
    DISCARDED = "discarded"


class ImpactStatus(StrEnum):
    """How far the trial of a draft is."""

    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    """The draft cannot be executed."""


OVER = (VersionStatus.OBSOLETE, VersionStatus.WITHDRAWN)
"""Of versions whose retention runs."""
EVER_IN_FORCE = (VersionStatus.EFFECTIVE, VersionStatus.OBSOLETE)
"""Of versions on which instances may have begun and that are still shown."""
BEEN_IN_FORCE = (*EVER_IN_FORCE, VersionStatus.DISPOSED)
"""Of versions on which instances may have begun, those included whose content is not shown any more."""
SUBMITTED = (DraftStatus.REVIEW, DraftStatus.REVIEWED)
"""Of drafts whose content is fixed, and that are to be judged."""
OPEN = (DraftStatus.DRAFT, *SUBMITTED)
"""Of drafts of which nothing has become yet."""


def is_one_of(statuses: Iterable[StrEnum]) -> str:
    """The condition that a column `status` holds one of `statuses`, as SQL: for constraints and partial indexes."""
    words = ", ".join(f"'{each}'" for each in statuses)
    return f"status IN ({words})"
