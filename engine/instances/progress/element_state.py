"""The state of an element on a diagram, as it is drawn."""

from dataclasses import dataclass
from datetime import datetime

ElementKey = tuple[str, str]
"""An element or a sequence flow: the id of its process, and its own id."""


@dataclass(frozen=True, slots=True)
class ElementState:
    """The state of an element that was reached.

    `times` counts its visits, the one under way included; `current`: a visit is under way; `completed`: it was
    completed at least once (`flow_counter.was_completed`), rather than only left. `by` (a person's id) and `at` (UTC)
    are those of the last completion by a person, where whoever made this asked for them.
    """

    times: int
    current: bool
    completed: bool
    by: str | None = None
    at: datetime | None = None
