"""The control flow as a net: nodes that take tokens from the places before them and leave tokens on those behind.

A place is a sequence flow, and after a reduction a whole piece of the diagram that a token passes by itself. It
remembers what it stands for, so that whatever is found can be told in the words of the diagram.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Besides:
    """What a token may pass instead, or as well, where a track passes by."""

    tracks: tuple["Track", ...]


Track = str | tuple["Track", ...] | Besides
"""What a token passes, in order: an element's id, or tracks one after the other."""


@dataclass(eq=False, slots=True)
class Place:
    """Where a token can be between two nodes. `work`: on the way somebody or something does what should not be done
    twice. `track` is what a token passes here."""

    source: "Junction"
    target: "Junction"
    track: Track
    work: bool = False


@dataclass(eq=False, slots=True)
class Junction:
    """A node of the net, named by the element that it stands for.

    `kind` is ``xor`` (takes one token, leaves one on one of its ways), ``and`` (one from each, one on each), ``or``,
    ``end``, ``terminate``, ``never`` (nothing comes from there), or ``held``: an activity whose `asides`, by the places
    of the events on its boundary that do not interrupt it, happen at most so often while a token stays with it.
    `default` is the place that an ``or`` takes when it takes no other. `work`: passing it is work.
    """

    id: str
    kind: str
    work: bool = False
    implicit: bool = False
    ins: list[Place] = field(default_factory=list)
    outs: list[Place] = field(default_factory=list)
    asides: dict[Place, int] = field(default_factory=dict)
    default: Place | None = None

    @property
    def exits(self) -> list[Place]:
        """The places behind it, without those of `asides`."""
        return [place for place in self.outs if place not in self.asides]


class Net:
    """The junctions of one scope, reached from `start`, which has no place before it and leaves the first tokens."""

    def __init__(self, start: Junction) -> None:
        self.start = start
        self.junctions: dict[Junction, None] = {start: None}
        # What reductions took away, by the junction at which it was: it happens whenever that is passed.
        self.inside: dict[Junction, list[Track]] = {}
        # Whether an inclusive join waits for what others may still do: then it matters when a choice is made.
        self.holds_up = False

    def add(self, junction: Junction) -> Junction:
        """Put a junction into the net."""
        self.junctions[junction] = None
        return junction

    def connect(self, source: Junction, target: Junction, track: Track, *, work: bool = False) -> Place:
        """A new place between two junctions."""
        place = Place(source, target, track, work)
        source.outs.append(place)
        target.ins.append(place)
        return place

    def remove(self, place: Place) -> None:
        """Take a place away."""
        place.source.outs.remove(place)
        place.target.ins.remove(place)
        place.source.asides.pop(place, None)
        if place.source.default is place:
            place.source.default = None

    def drop(self, junction: Junction) -> None:
        """Take a junction away that has no places any more."""
        self.junctions.pop(junction, None)

    def keep(self, junction: Junction, *tracks: Track) -> None:
        """Remember what a reduction took away at a junction."""
        self.inside.setdefault(junction, []).extend(tracks)

    def passed(self, junction: Junction) -> Track:
        """The track through a junction that is about to go, with what was taken away at it."""
        kept = self.inside.pop(junction, None)
        return junction.id if kept is None else (junction.id, Besides(tuple(kept)))

    def places(self) -> Iterator[Place]:
        """Every place."""
        for junction in self.junctions:
            yield from junction.outs

    def keep_reachable(self) -> None:
        """Take away whatever no token can reach."""
        seen, ahead = {self.start}, [self.start]
        while ahead:
            for place in ahead.pop().outs:
                if place.target not in seen:
                    seen.add(place.target)
                    ahead.append(place.target)
        for junction in [each for each in self.junctions if each not in seen]:
            for place in list(junction.outs):
                self.remove(place)
            self.drop(junction)


def flat(track: Track) -> list[str]:
    """The elements of a track, in order."""
    found: list[str] = []
    ahead: list[Track] = [track]
    while ahead:
        part = ahead.pop()
        if isinstance(part, str):
            found.append(part)
        elif not isinstance(part, Besides):
            ahead.extend(reversed(part))
    return found


def elements(tracks: Iterable[Track]) -> set[str]:
    """Every element that stands in a track; what several tracks share is looked at once."""
    found: set[str] = set()
    seen: set[int] = set()
    ahead = list(tracks)
    while ahead:
        part = ahead.pop()
        if isinstance(part, str):
            found.add(part)
        elif id(part) not in seen:
            seen.add(id(part))
            ahead.extend(part.tracks if isinstance(part, Besides) else part)
    return found
