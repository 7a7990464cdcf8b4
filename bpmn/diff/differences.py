"""What a comparison finds: differences, and what became of each element on the drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bpmn.diff.editions import Edition


class Kind(StrEnum):
    """What became of something; MOVED only says that it is drawn elsewhere."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


Pair = tuple[object, object]
"""The same thing on both sides; None where it is not there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said differently.

    `aspect` is what differs: ``Class.field`` of `bpmn.model` or of the forms' kinds, by the class that declares the
    field, with both values in `before` and `after`; or ``Class`` alone for something that came or went, which then
    stands in `subject`. `subject` is what has it on either side, and `holders` what that stands in, outermost first:
    the option of a field of an activity's form has the activity and the field.
    """

    aspect: str
    subject: Pair
    before: object = None
    after: object = None
    holders: tuple[Pair, ...] = ()

    @property
    def kind(self) -> Kind:
        """Whether its subject came, went, or says something else."""
        if self.subject[0] is None:
            return Kind.ADDED
        return Kind.REMOVED if self.subject[1] is None else Kind.CHANGED

    @property
    def outermost(self) -> Pair:
        """The element of the diagram that it is about."""
        return self.holders[0] if self.holders else self.subject

    @property
    def mirrored(self) -> "Difference":
        """The same seen from the other side."""
        holders = tuple((after, before) for before, after in self.holders)
        return Difference(self.aspect, (self.subject[1], self.subject[0]), self.after, self.before, holders)


@dataclass(frozen=True)
class Comparison:
    """Two editions side by side.

    `differences` are what they say differently. `marks` gives for each side what became of its elements, by id, drawn
    elsewhere included. `redrawn`: the drawing differs. `technical`: the file differs in something that no reader of the
    procedure sees, such as an id. `ids` gives the ids on the second side of elements whose id on the first is another.
    """

    before: Edition
    after: Edition
    differences: tuple[Difference, ...]
    marks: tuple[Mapping[str, Kind], Mapping[str, Kind]]
    redrawn: bool = False
    technical: bool = False
    ids: Mapping[str, str] | None = None

    @property
    def same(self) -> bool:
        """Whether both say the same and draw the same."""
        return not (self.differences or self.redrawn or self.technical)
