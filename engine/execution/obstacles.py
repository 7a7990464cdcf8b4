"""What holds a token back that is moved to another version of its diagram."""

from dataclasses import dataclass
from enum import StrEnum


class Hindrance(StrEnum):
    """Why a token cannot go by itself to where it stands in the new version."""

    STEP_GONE = "step_gone"
    """Its element is not there any more."""
    PLACE_CHANGED = "place_changed"
    """Its element stands in another sub-process now, or in none."""
    KIND_CHANGED = "kind_changed"
    """Its element waits for something else now, or repeats differently."""
    WAYS_CHANGED = "ways_changed"
    """It waits where ways meet, and the way by which it came does not lead there any more."""
    NO_TARGET = "no_target"
    """The mapping leads to where no token can be put."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What holds a token back: `element` is a flow node of the old version of `process_id`; `target` is where the
    mapping leads, None without one."""

    kind: Hindrance
    process_id: str
    element: str
    target: str | None = None
