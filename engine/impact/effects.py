"""What a draft does to one instance: the verdict, why, and where. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Self

from bpmn.messages import Message


class Verdict(StrEnum):
    """What can be said of an instance on the draft, from what changes nothing to the gravest."""

    SAME = "same"
    """It went, and goes on, through the same elements in the same order by the same flows."""
    MOVES = "moves"
    """It is under way, and goes to the draft by itself."""
    DIFFERS = "differs"
    """It has ended, and would have gone another way."""
    DECISION = "decision"
    """Somebody must decide, or an answer that nobody gave decides."""
    IMPOSSIBLE = "impossible"
    """The draft could not go on with it."""


class Cause(StrEnum):
    """Why an instance is not the same on the draft; the first ones are `engine.migration.planning.Reason`."""

    STEP_GONE = "step_gone"
    PLACE_CHANGED = "place_changed"
    KIND_CHANGED = "kind_changed"
    WAYS_CHANGED = "ways_changed"
    NO_TARGET = "no_target"
    ANSWER_MISSING = "answer_missing"
    ANSWER_ADDED = "answer_added"
    CANNOT_FINISH = "cannot_finish"
    CANNOT_GO_ON = "cannot_go_on"
    OTHER_WAY = "other_way"
    """A gateway decides otherwise."""
    NEW_STEP = "new_step"
    """It would have passed an element that it did not pass."""
    NOT_REACHED = "not_reached"
    """It would not have passed an element that it passed."""
    OTHER_ORDER = "other_order"
    """It would have passed its elements in another order."""
    OTHER_END = "other_end"
    """It would have ended elsewhere, or not have ended."""
    UNREADABLE = "unreadable"
    """Its history cannot be read; verifying it says why."""
    CHANGED_AHEAD = "changed_ahead"
    """It is under way, and what may still come is drawn otherwise."""


class Place(NamedTuple):
    """An element: of the draft, or of the version that the instance ran on (`old`)."""

    process_id: str
    element: str
    old: bool = False


class Effect(NamedTuple):
    """What a draft does to an instance: `cause` and `place` say why it is not the same, None where it is.

    `flows` are the sequence flows that the gateway at `place` would take, for `OTHER_WAY`; `target` is where a token
    stands on the draft, for `MOVES`; `message` is what execution says that could not go on. `past` is the gateway of
    the draft that would have decided otherwise what an instance under way has behind it.
    """

    verdict: Verdict
    cause: Cause | None = None
    place: Place | None = None
    flows: tuple[str, ...] = ()
    target: Place | None = None
    message: Message | None = None
    past: Place | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON, for keeping; the message is not kept."""
        return {
            "verdict": str(self.verdict),
            "cause": None if self.cause is None else str(self.cause),
            "place": self.place,
            "flows": list(self.flows),
            "target": self.target,
            "past": self.past,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_dict` gave."""
        place, target, past = (None if (each := kept[name]) is None else Place(*each) for name in _PLACES)
        cause = None if kept["cause"] is None else Cause(kept["cause"])
        return cls(Verdict(kept["verdict"]), cause, place, tuple(kept["flows"]), target, None, past)


_PLACES = ("place", "target", "past")
