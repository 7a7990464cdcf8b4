"""Plays a game to its end, and finds the markings at which it goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bpmn.graph import cycles
from bpmn.soundness.game import Game, Marking, Move, Reached, Spot, Undecided
from bpmn.soundness.net import Junction

Meeting = Callable[["Play", Marking, Move, Spot], bool]
"""Asked where a second token comes to a spot: whether that is a fault, beyond which nothing is played."""


@dataclass(slots=True)
class Budget:
    """How many moves may still be played, over several games. A count and no clock: the same diagram is always told
    the same."""

    moves: int

    def spend(self, moves: int) -> None:
        """Play so many. Raises Undecided when there are none left."""
        self.moves -= moves
        if self.moves < 0:
            raise Undecided


@dataclass
class Play:
    """What was reached, by marking, in the order in which it was. `complete`: everything that can be was."""

    game: Game
    reached: dict[Marking, Reached] = field(default_factory=dict)
    played: set[tuple[Junction, Marking]] = field(default_factory=set)
    complete: bool = True

    def moves_to(self, marking: Marking) -> list[Move]:
        """The moves that led to a marking first, from the start."""
        moves: list[Move] = []
        while (found := self.reached[marking]).before is not None:
            assert found.move is not None
            moves.append(found.move)
            marking = found.before
        return moves[::-1]

    def stuck(self) -> list[Marking]:
        """The markings with tokens and nothing that can happen."""
        ended = [each for each, found in self.reached.items() if found.played and not found.after and not found.over]
        return [each for each in ended if each]

    def endless(self) -> list[Marking]:
        """The markings from which neither the end nor a stuck marking can be reached."""
        before: dict[Marking, list[Marking]] = {}
        for marking, found in self.reached.items():
            for after in found.after:
                before.setdefault(after, []).append(marking)
        good = {each for each, found in self.reached.items() if found.over or not found.after}
        ahead = list(good)
        while ahead:
            for marking in before.get(ahead.pop(), ()):
                if marking not in good:
                    good.add(marking)
                    ahead.append(marking)
        return [each for each in self.reached if each not in good]

    def rings(self) -> list[list[Marking]]:
        """The endless markings that lead to one another and to nothing else, ring by ring."""
        endless = {marking: str(number) for number, marking in enumerate(self.endless())}
        named = {name: marking for marking, name in endless.items()}
        successors = {name: [endless[each] for each in self.reached[named[name]].after] for name in named}
        found = []
        for ring in cycles(successors):
            if {each for name in ring for each in successors[name]} <= set(ring):
                found.append([named[name] for name in ring])
        return found


def play(game: Game, budget: Budget, meeting: Meeting | None = None, *, every_order: bool = False) -> Play:
    """Play a game. `meeting` judges where two tokens meet; without it they may meet anywhere. `every_order`: all that
    can happen is played at each marking."""
    found = Play(game)
    found.reached[game.first] = Reached(None, None)
    pending = [game.first]
    try:
        while pending:
            for marking in pending:
                pending += _play_at(found, marking, budget, meeting, everything=every_order or game.depends(marking))
            pending = _left_aside(found, budget, meeting)
    except Undecided:
        found.complete = False
    return found


def _left_aside(found: Play, budget: Budget, meeting: Meeting | None) -> list[Marking]:
    """What follows where a ring without a way out has left aside all that stands farther on; the new markings."""
    new: list[Marking] = []
    for ring in found.rings():
        for marking in ring:
            if not found.reached[marking].whole:
                new += _play_at(found, marking, budget, meeting, everything=True)
                break
    return new


def _play_at(
    found: Play, marking: Marking, budget: Budget, meeting: Meeting | None, *, everything: bool
) -> list[Marking]:
    """Play what can happen at one marking, or the part of it that is farthest back; returns the markings that are
    new."""
    budget.spend(len(marking) // 8)
    entry = found.reached[marking]
    entry.played, entry.after = True, []
    new: list[Marking] = []
    for moves in found.game.moves(marking):
        for move in moves:
            budget.spend(1)
            new += _make(found, marking, move, meeting)
        if not everything:
            return new
    entry.whole = True
    return new


def _make(found: Play, marking: Marking, move: Move, meeting: Meeting | None) -> list[Marking]:
    entry = found.reached[marking]
    found.played.add((move.junction, move.left))
    for spot in move.left:
        twice = marking.count(spot) > move.taken.count(spot)
        if twice and meeting is not None and meeting(found, marking, move, spot):
            entry.over = True
            return []
    after = found.game.after(marking, move)
    entry.after.append(after)
    if after in found.reached:
        return []
    found.reached[after] = Reached(marking, move)
    return [after]
