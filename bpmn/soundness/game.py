"""Plays a net: every marking that tokens can come to, choices taken as drawn.

A marking is the places that hold tokens. Most of what can happen in another order comes to the same, so that of what
can happen at a marking only the part farthest back is played, until it has caught up; everything is, where an inclusive
join depends on what has not happened yet, and where a ring without a way out would leave the rest aside for ever. What
is played waits for what is farther back, so that two tokens that meet are seen together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from bpmn.graph import cycles, postorder
from bpmn.soundness.net import Junction, Net, Place

CAPACITY = 2
"""How many tokens a place holds; what repeats brings more, and they would do the same again."""
MOST_WAYS_OUT = 10
"""An inclusive split of more ways is not played: it may take any of so many sets of them."""

Spot = tuple[int, int]
"""Where a token is: a place's number with 0, or that of a held activity with how often its asides have happened."""
Marking = tuple[Spot, ...]


class Undecided(Exception):
    """The game is too large to be played to its end."""


@dataclass(frozen=True, slots=True)
class Move:
    """One junction passed: the spots whose tokens it took, and those on which it left one."""

    junction: Junction
    taken: Marking
    left: Marking


@dataclass(slots=True)
class Reached:
    """How a marking was reached first, and what follows it once it was `played`; `whole`: all that can happen was;
    `over`: nothing has to follow."""

    before: Marking | None
    move: Move | None
    after: list[Marking] = field(default_factory=list)
    played: bool = False
    whole: bool = False
    over: bool = False


class Game:
    """The game over one net."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.places = list(net.places())
        self._number = {place: number for number, place in enumerate(self.places)}
        # A token that stays with a held activity stands at a number of its own.
        self.held = {
            junction: len(self.places) + number
            for number, junction in enumerate(each for each in net.junctions if each.kind == "held")
        }
        self._junction_at = {number: junction for junction, number in self.held.items()}
        self._rank = _ranks(net)
        self._leads: dict[Junction, dict[Junction, set[int]]] = {}
        self.first: Marking = tuple(sorted((self._number[place], 0) for place in net.start.outs))

    def place(self, spot: Spot) -> Place | None:
        """The place of a spot, None for a held activity."""
        return self.places[spot[0]] if spot[0] < len(self.places) else None

    def junction(self, spot: Spot) -> Junction:
        """The junction before which, or in which, a token stands."""
        return self.places[spot[0]].target if spot[0] < len(self.places) else self._junction_at[spot[0]]

    def rank(self, junction: Junction) -> int:
        """How far from the start it stands."""
        return self._rank[junction]

    def moves(self, marking: Marking) -> Iterator[list[Move]]:
        """What can happen, what depends on the same token together, the farthest back first."""
        seen: set[object] = set()
        for spot in sorted(marking, key=self._lateness):
            junction = self.junction(spot)
            key: object = junction if junction.kind in ("and", "or") else spot
            if key not in seen:
                seen.add(key)
                if found := list(self._moves_at(junction, spot, marking)):
                    yield found

    def _lateness(self, spot: Spot) -> tuple[bool, int, Spot]:
        junction = self.junction(spot)
        # What ends everything comes last: nothing can be played after it.
        return junction.kind == "terminate", self._rank[junction], spot

    def _moves_at(self, junction: Junction, spot: Spot, marking: Marking) -> Iterator[Move]:
        if spot[0] >= len(self.places):
            yield from self._moves_held(junction, spot)
        elif junction.kind == "held":
            yield Move(junction, (spot,), ((self.held[junction], 0),))
        elif junction.kind == "and":
            taken = self._one_of_each(junction, marking)
            if len(taken) == len(junction.ins):
                yield Move(junction, taken, self._spots(junction.outs))
        elif junction.kind == "or":
            taken = self._one_of_each(junction, marking)
            if not self._more_come(junction, marking, taken):
                for outs in _chosen(junction):
                    yield Move(junction, taken, self._spots(outs))
        elif junction.kind == "xor":
            for place in junction.outs:
                yield Move(junction, (spot,), self._spots([place]))
        else:
            yield Move(junction, (spot,), ())

    def _moves_held(self, junction: Junction, spot: Spot) -> Iterator[Move]:
        base = CAPACITY + 1
        happened = spot[1]
        for place in junction.exits:
            yield Move(junction, (spot,), self._spots([place]))
        for position, (place, limit) in enumerate(junction.asides.items()):
            if happened // base**position % base < limit:
                again = (spot[0], happened + base**position)
                yield Move(junction, (spot,), tuple(sorted((again, *self._spots([place])))))

    def _spots(self, places: list[Place]) -> Marking:
        return tuple((self._number[place], 0) for place in places)

    def _one_of_each(self, junction: Junction, marking: Marking) -> Marking:
        present = set(marking)
        return tuple(spot for place in junction.ins if (spot := (self._number[place], 0)) in present)

    def _more_come(self, join: Junction, marking: Marking, arrived: Marking) -> bool:
        """13.4.3: whether a token elsewhere can still reach a way in that has none, and none that has one."""
        if len(join.ins) < 2:
            return False
        leading = self._leading(join)
        have = {number for number, _ in arrived}
        for spot in marking:
            reached = leading.get(self.junction(spot))
            if reached and have.isdisjoint(reached):
                return True
        return False

    def _leading(self, join: Junction) -> dict[Junction, set[int]]:
        """The ways into a join, by number, that a token at each junction can still come to without passing it."""
        found = self._leads.get(join)
        if found is None:
            found = self._leads[join] = {}
            for place in join.ins:
                for junction in _before(place, join):
                    found.setdefault(junction, set()).add(self._number[place])
        return found

    def after(self, marking: Marking, move: Move) -> Marking:
        """The marking that a move leads to; what would be too much in one place is left out."""
        if move.junction.kind == "terminate":
            return ()
        spots = list(marking)
        for spot in move.taken:
            spots.remove(spot)
        for spot in move.left:
            if spots.count(spot) < CAPACITY:
                spots.append(spot)
        return tuple(sorted(spots))

    def depends(self, marking: Marking) -> bool:
        """Whether it matters here what is played first: an inclusive join could go on that others can still hold up."""
        for spot in marking:
            join = self.junction(spot)
            joins = join.kind == "or" and len(join.ins) > 1
            if joins and not self._more_come(join, marking, self._one_of_each(join, marking)):
                return True
        return False


def _chosen(junction: Junction) -> Iterator[list[Place]]:
    """The sets of ways that an inclusive split may take: some of those with a condition, or the default."""
    free = [place for place in junction.outs if place is not junction.default]
    if len(free) > MOST_WAYS_OUT:
        raise Undecided
    for size in range(1, len(free) + 1):
        for places in combinations(free, size):
            yield list(places)
    if junction.default is not None:
        yield [junction.default]


def _before(place: Place, join: Junction) -> set[Junction]:
    """The junctions from which a place can be reached without passing the join to which it leads."""
    found: set[Junction] = set()
    ahead = [place.source]
    while ahead:
        junction = ahead.pop()
        if junction not in found and junction is not join:
            found.add(junction)
            ahead.extend(each.source for each in junction.ins)
    return found


def _ranks(net: Net) -> dict[Junction, int]:
    """Each junction's number in an order in which what comes before stands before, loops as a whole."""
    names = {junction: str(number) for number, junction in enumerate(net.junctions)}
    named = {name: junction for junction, name in names.items()}
    successors = {names[each]: [names[place.target] for place in each.outs] for each in net.junctions}
    order = {name: number for number, name in enumerate(reversed(postorder([names[net.start]], successors)))}
    group = {name: name for name in successors}
    for ring in cycles(successors):
        group |= dict.fromkeys(ring, ring[0])
    condensed: dict[str, list[str]] = {}
    for name, following in successors.items():
        condensed.setdefault(group[name], []).extend(group[each] for each in following if group[each] != group[name])
    groups = {name: number for number, name in enumerate(reversed(postorder([group[names[net.start]]], condensed)))}
    ranked = sorted(order, key=lambda name: (groups[group[name]], order[name]))
    return {named[name]: number for number, name in enumerate(ranked)}
