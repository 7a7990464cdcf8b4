"""Where tokens came from: the run that led to a marking, told token by token and in the elements of the diagram."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpmn.soundness.game import CAPACITY, Game, Move, Spot
from bpmn.soundness.net import flat


@dataclass(eq=False, slots=True)
class Token:
    """A token on a spot, left there by the move of a number (-1: the start) out of the tokens `parents`."""

    spot: Spot
    move: int
    parents: tuple["Token", ...] = ()


@dataclass(slots=True)
class Run:
    """A game as it was played: its moves, and the tokens that are there at the end, the oldest first."""

    game: Game
    moves: Sequence[Move]
    tokens: list[Token] = field(default_factory=list)

    def at(self, spot: Spot) -> list[Token]:
        """The tokens on a spot."""
        return [token for token in self.tokens if token.spot == spot]

    def way(self, *beyond: str) -> tuple[str, ...]:
        """The elements that tokens passed, move by move; `beyond` is what they pass after the last move."""
        found = [self.game.net.start.id]
        for move in self.moves:
            for spot in move.taken:
                if (place := self.game.place(spot)) is not None:
                    found += flat(place.track)
            found.append(move.junction.id)
        found += beyond
        return tuple(each for number, each in enumerate(found) if each and (number == 0 or each != found[number - 1]))

    def passed(self, tokens: Sequence[Token]) -> list[str]:
        """The elements that a line of tokens passed, from behind the move that left the first to the one that left the
        last."""
        found: list[str] = []
        for before, token in pairwise(tokens):
            if (place := self.game.place(before.spot)) is not None:
                found += flat(place.track)
            found.append(self.moves[token.move].junction.id)
        return found


def run(game: Game, moves: Sequence[Move]) -> Run:
    """Play moves again, from the start."""
    found = Run(game, moves, [Token(spot, -1) for spot in game.first])
    for number, move in enumerate(moves):
        taken: list[Token] = []
        for spot in move.taken:
            token = found.at(spot)[0]
            found.tokens.remove(token)
            taken.append(token)
        for spot in move.left:
            if len(found.at(spot)) < CAPACITY:
                found.tokens.append(Token(spot, number, tuple(taken)))
    return found


def ancestors(token: Token) -> list[Token]:
    """A token and all that it came from."""
    found = [token]
    seen = {id(token)}
    for each in found:
        for parent in each.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                found.append(parent)
    return found


def parting(one: Token, other: Token) -> int:
    """The number of the last move from which both came; -1 for the start."""
    return max({each.move for each in ancestors(one)} & {each.move for each in ancestors(other)})


def since(token: Token, move: int) -> list[Token]:
    """A line of tokens from what a move left up to this one, the oldest first."""
    line = [token]
    while line[-1].move != move:
        line.append(next(each for each in line[-1].parents if move in {old.move for old in ancestors(each)}))
    return line[::-1]
