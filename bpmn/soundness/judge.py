"""What is wrong with a scope, from playing its net."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bpmn.graph import cycles, reachable
from bpmn.model import Activity
from bpmn.soundness.game import Game, Marking, Move, Spot
from bpmn.soundness.lineage import Run, ancestors, parting, run, since
from bpmn.soundness.net import Junction, Net, Place, elements, flat
from bpmn.soundness.play import Budget, Play, play
from bpmn.soundness.scope import Scope

# How often it is looked at where two tokens that meet come from: what repeats brings them together again and again.
MOST_MEETINGS = 200
EVERY_ORDER = 2_000
"""Moves that are played in every order, where tokens that run at the same time can go round."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the flow of a scope.

    `code` is ``deadlock``, ``improper_completion``, ``livelock``, ``lack_of_synchronisation``, ``dead_activity``, or,
    where nothing else is found, ``undecided``. `element` is where it is, `way` the elements that tokens pass until
    then, `cause` the element at which ways part that should not, or should meet elsewhere. `repair` is an element and
    the kind that would put it right: that of a gateway, or ``interrupting`` for an event.
    """

    code: str
    element: str
    way: tuple[str, ...] = ()
    cause: str | None = None
    repair: tuple[str, str] | None = None


def judge(scope: Scope, net: Net, budget: Budget, *, may_meet: bool = False) -> list[Problem]:
    """Every problem of the net of a scope, reduced. `may_meet`: that work is done twice is no problem."""
    game = Game(net)
    meetings = Meetings(scope, game)
    played = play(game, budget, None if may_meet else meetings)
    if played.complete and not meetings.found and not may_meet and _goes_round(net):
        meetings.found += _in_every_order(scope, game, budget)
    problems = meetings.found
    told = {problem.element for problem in problems}
    for problem in (*_stuck(played), *_endless(scope, played)):
        if problem.element not in told:
            told.add(problem.element)
            problems.append(problem)
    if not played.complete and not problems:
        problems.append(Problem("undecided", _largest(net)))
    elif not problems and not may_meet and meetings.implicit == 0:
        problems += _never(scope, played)
    return problems


def _goes_round(net: Net) -> bool:
    """Whether tokens that run at the same time can come back to where they were. Then none is farther back than the
    others, and of two the one that is played first may always be out of the other's way."""
    parts = any(len(each.outs) > 1 for each in net.junctions if each.kind in ("and", "or", "held"))
    names = {junction: str(number) for number, junction in enumerate(net.junctions)}
    return parts and bool(cycles({names[each]: [names[place.target] for place in each.outs] for each in names}))


def _in_every_order(scope: Scope, game: Game, budget: Budget) -> list[Problem]:
    """Where two tokens meet, whatever is played first, as far as a small part of the budget goes."""
    part = Budget(min(EVERY_ORDER, budget.moves))
    meetings = Meetings(scope, game)
    budget.moves -= part.moves
    play(game, part, meetings, every_order=True)
    budget.moves += max(part.moves, 0)
    once: dict[str | None, Problem] = {}
    for problem in meetings.found:  # in another order they meet at another element, and it is the same fault
        once.setdefault(problem.cause, problem)
    return list(once.values())


@dataclass
class Meetings:
    """Judges where two tokens meet. `implicit` counts meetings that another rule explains."""

    scope: Scope
    game: Game
    found: list[Problem] = field(default_factory=list)
    implicit: int = 0
    looked: int = 0

    def __post_init__(self) -> None:
        self._matters = _before_work(self.game)

    def __call__(self, played: Play, marking: Marking, move: Move, spot: Spot) -> bool:
        place = self.game.place(spot)
        if place is None or place not in self._matters or self.looked >= MOST_MEETINGS:
            return False
        self.looked += 1
        done = run(self.game, [*played.moves_to(marking), move])
        first, second = done.at(spot)[:2]
        number = parting(first, second)
        lines = since(first, number), since(second, number)
        own = [line[0].spot for line in lines]
        later = [{each.spot for each in ancestors(line[-1]) if each.move > number} for line in lines]
        if own[0] == own[1] or own[0] in later[1] or own[1] in later[0]:
            return False  # what began twice is done twice
        split = done.moves[number].junction if number >= 0 else self.game.net.start
        if split.implicit:
            self.implicit += 1
            return True
        element = self._where(done.passed(lines[0]), done.passed(lines[1]), move.junction)
        if element not in {problem.element for problem in self.found}:
            way = done.way(*flat(place.track)[:1])
            cause = self._cause(split, own)
            self.found.append(Problem("lack_of_synchronisation", element, way, cause))
        return True

    def _where(self, one: list[str], other: list[str], junction: Junction) -> str:
        """The first node that both passed since they parted."""
        passed = set(one)
        return next((each for each in other if each in passed and each in self.scope.nodes), junction.id)

    def _cause(self, split: Junction, own: list[Spot]) -> str:
        """The gateway at which they parted, or the event that happened beside its activity."""
        if split.kind == "held":
            for spot in own:
                place = self.game.place(spot)
                if place is not None and place in split.asides:
                    return next((each for each in (*flat(place.track), place.target.id) if each), split.id)
        return split.id


def _before_work(game: Game) -> set[Place]:
    """The places after which, or in which, there is something that should not be done twice."""
    found = {place for place in game.places if place.work or place.source.work or place.target.work}
    ahead = list(found)
    while ahead:
        for place in ahead.pop().source.ins:
            if place not in found:
                found.add(place)
                ahead.append(place)
    return found


def _stuck(played: Play) -> Iterator[Problem]:
    told: set[Junction] = set()
    for marking in played.stuck():
        done = run(played.game, played.moves_to(marking))
        join = min((played.game.junction(spot) for spot in marking), key=played.game.rank)
        if join not in told:
            told.add(join)
            yield _waiting(done, marking, join)


def _waiting(done: Run, marking: Marking, join: Junction) -> Problem:
    """A join that waits for what does not come."""
    game = done.game
    present = {game.place(spot) for spot in marking}
    missing = [place for place in join.ins if place not in present]
    before = [each for spot in marking if (place := game.place(spot)) is not None for each in flat(place.track)]
    cause, left = _decided(done, join, missing)
    ended = any(move.junction.kind == "end" for move in done.moves)
    ended &= not left or any(place.target.kind == "end" for place in _reach(left, join))
    code = "improper_completion" if ended else "deadlock"
    return Problem(code, join.id, done.way(*before, join.id), cause)


def _decided(done: Run, join: Junction, missing: list[Place]) -> tuple[str | None, list[Place]]:
    """The last split that left out the way to what is missing, and the ways that it took."""
    wanted = set(missing)
    for move in reversed(done.moves):
        left = [place for spot in move.left if (place := done.game.place(spot)) is not None]
        others = [place for place in move.junction.outs if place not in left and _reach([place], join) & wanted]
        if move.junction.kind in ("xor", "or", "held") and others and not _reach(left, join) >= wanted:
            return _fork(move.junction, left, others), left
    return None, []


def _fork(junction: Junction, left: list[Place], others: list[Place]) -> str:
    """The element at which two ways out of a junction part: a reduction may have put what is before it into both."""
    last = junction.id
    for one, other in zip(flat(left[0].track), flat(others[0].track), strict=False) if left else ():
        if one != other:
            break
        last = one
    return last


def _reach(places: Iterable[Place], join: Junction) -> set[Place]:
    """The places that a token on one of `places` can come to before it passes `join`."""
    found = set(places)
    ahead = list(found)
    while ahead:
        place = ahead.pop()
        for after in place.target.outs if place.target is not join else ():
            if after not in found:
                found.add(after)
                ahead.append(after)
    return found


def _endless(scope: Scope, played: Play) -> Iterator[Problem]:
    """Something goes on for ever: a join beside it waits in vain, or the ring itself has no way out."""
    for ring in played.rings() if played.complete else ():
        marking = min(ring, key=lambda each: len(played.moves_to(each)))
        done = run(played.game, played.moves_to(marking))
        stays = set.intersection(*(set(each) for each in ring))
        joins = [played.game.junction(spot) for spot in stays]
        waiting = [each for each in joins if each.kind in ("and", "or") and len(each.ins) > 1]
        if waiting:
            yield _waiting(done, tuple(stays), min(waiting, key=played.game.rank))
        else:
            yield _circling(scope, done, ring, marking)


def _circling(scope: Scope, done: Run, ring: list[Marking], marking: Marking) -> Problem:
    """A ring without a way out, and the marking of it to which the run leads."""
    spots = {spot for marking in ring for spot in marking}
    places = [place for spot in sorted(spots) if (place := done.game.place(spot)) is not None]
    round_ = elements([*(place.track for place in places), *(done.game.junction(spot).id for spot in spots)])
    first = min((scope.nodes[id] for id in round_ if id in scope.nodes), key=lambda node: (node.line, node.id))
    return Problem("livelock", first.id, done.way(*_round(done.game, marking, set(places))))


def _round(game: Game, marking: Marking, places: set[Place]) -> Iterator[str]:
    """The elements of a ring in an order in which tokens pass them, from a marking of it on."""
    ahead = [place for spot in marking if (place := game.place(spot)) is not None]
    for spot in marking:
        ahead += [place for place in game.junction(spot).outs if game.place(spot) is None and place in places]
    seen = set(ahead)
    for place in ahead:  # grows while it is gone over: a search in breadth
        yield from (*flat(place.track), place.target.id)
        following = [each for each in place.target.outs if each in places and each not in seen]
        seen.update(following)
        ahead += following


def _never(scope: Scope, played: Play) -> Iterator[Problem]:
    """The activities that are never reached, those alone that no other of them comes before."""
    net = played.game.net
    passed = {net.start, *(junction for junction, _ in played.played)}
    alive = set(net.start.outs)
    alive |= {place for _, left in played.played for spot in left if (place := played.game.place(spot)) is not None}
    done = elements([*(place.track for place in alive), *(each.id for each in passed)])
    done |= elements(track for each in passed for track in net.inside.get(each, ()))
    dead = [place for place in net.places() if place not in alive]
    gone = [each for each in net.junctions if each not in passed]
    never = elements([*(place.track for place in dead), *(each.id for each in gone)])
    never |= elements(track for each in gone for track in net.inside.get(each, ()))
    never -= done
    following = {id: [flow.target for flow in flows] for id, flows in scope.outgoing.items()}
    told: set[str] = set()
    for id in scope.nodes:
        if id in never and id not in told and isinstance(scope.nodes[id], Activity):
            told |= reachable([id], following)
            yield Problem("dead_activity", id)


def _largest(net: Net) -> str:
    """The first gateway from which more happens at once than can be told."""
    return next((each.id for each in net.junctions if each.kind in ("and", "or") and len(each.outs) > 1), net.start.id)
