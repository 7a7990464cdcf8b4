"""What somebody does while they try a draft, and how it is written down: a walk is all of it, and nothing else is kept.

Who acts is a role: its holder is invented. A step is named by its element, and by the number of its copy where it has
several (a multi-instance), so that the same walk can be taken through another draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine import canonical_json
from engine.clock import from_text, to_text
from engine.errors import EngineFault, Invalid

MOST = 400
"""Acts of a walk."""
LONGEST_WAIT = 24 * 366
"""Hours that the clock is moved at a time, at most."""
LONGEST = 400_000
"""Characters of a walk as it is kept."""


class BadWalk(EngineFault):
    """A walk that is kept cannot be read. Details: `reason`."""

    code = "bad_walk"


class TooLongAWalk(Invalid):
    """A walk is as long as may be. Details: `most`."""

    code = "too_long_a_walk"


class BadWait(Invalid):
    """The clock cannot be moved by that. Details: `most` (hours)."""

    code = "bad_wait"


@dataclass(frozen=True, slots=True)
class Complete:
    """The holder of the role `by` completes the step at the element `step` with `values`; `index` is its copy."""

    by: str
    step: str
    index: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The client answers by the link to the step at the element `step`."""

    step: str
    index: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """So many `hours` pass; None: as many as until the next timer fires or the next term ends."""

    hours: int | None = None


Act = Complete | Answer | Wait


@dataclass(frozen=True, slots=True)
class Walk:
    """An instance that the holder of the role `by` starts at `begun`, and what is done then."""

    by: str
    begun: datetime
    acts: tuple[Act, ...] = ()

    def and_then(self, act: Act) -> "Walk":
        """The walk with one act more. Raises TooLongAWalk, BadWait."""
        if isinstance(act, Wait) and act.hours is not None and not 0 < act.hours <= LONGEST_WAIT:
            raise BadWait(most=LONGEST_WAIT)
        longer = replace(self, acts=(*self.acts, act))
        if len(longer.acts) > MOST or len(longer.text()) > LONGEST:
            raise TooLongAWalk(most=MOST)
        return longer

    def text(self) -> str:
        """The walk as it is kept."""
        said = {"by": self.by, "begun": to_text(self.begun), "acts": [_said(act) for act in self.acts]}
        return canonical_json.dumps(said)


def walk_from(text: str) -> Walk:
    """A walk as `Walk.text` wrote it. Raises BadWalk."""
    try:
        said: Any = canonical_json.loads(text)
        return Walk(str(said["by"]), from_text(said["begun"]), tuple(map(_act, said["acts"])))
    except (KeyError, TypeError, ValueError) as error:
        raise BadWalk(reason=str(error)) from error


def _said(act: Act) -> dict[str, object]:
    match act:
        case Complete(by, step, index, values):
            return {"act": "complete", "by": by, "step": step, "index": index, "values": dict(values)}
        case Answer(step, index, values):
            return {"act": "answer", "step": step, "index": index, "values": dict(values)}
        case Wait(hours):
            return {"act": "wait", "hours": hours}


def _act(said: Any) -> Act:
    match said["act"]:
        case "complete":
            return Complete(str(said["by"]), str(said["step"]), said["index"], dict(said["values"]))
        case "answer":
            return Answer(str(said["step"]), said["index"], dict(said["values"]))
        case "wait":
            return Wait(None if said["hours"] is None else int(said["hours"]))
    raise ValueError(str(said["act"]))
