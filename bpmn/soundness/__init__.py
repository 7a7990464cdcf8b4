"""Whether a procedure always comes to its end, and does nothing twice that is drawn once.

A token game over the control flow (BPMN 2.0, 13.3 and 13.4), with the choices taken as they are drawn: what conditions
say is not looked at. What stands inside a sub-process is a game of its own.

    check(process) -> problems                    every scope, from its start
    can_finish(process, marking) -> problem       from where the tokens of an instance stand
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bpmn.model import Process
from bpmn.soundness.judge import Problem, judge
from bpmn.soundness.play import Budget
from bpmn.soundness.reductions import reduce
from bpmn.soundness.scope import Scope, net_of, scopes

__all__ = ["Problem", "can_finish", "check"]

MOVES = 40_000
"""How many moves are played for one process: what a second of computing is enough for."""
REPAIRS = 4
"""For how many problems a repair is looked for."""

_OTHER_KINDS = {
    "deadlock": {"parallelGateway": ("exclusiveGateway", "inclusiveGateway")},
    "improper_completion": {"parallelGateway": ("inclusiveGateway", "exclusiveGateway")},
    "lack_of_synchronisation": {"exclusiveGateway": ("parallelGateway", "inclusiveGateway")},
}


def check(process: Process, moves: int = MOVES) -> list[Problem]:
    """Every problem of the flow of a process and of its sub-processes. `moves` bounds how much is played; where that
    is not enough, a problem says ``undecided`` and from which gateway on."""
    budget = Budget(moves)
    found: list[Problem] = []
    for scope in scopes(process):
        if scope.playable:
            problems = _problems(scope, budget)
            found += _mended(scope, problems)
    return found


def can_finish(
    process: Process, marking: Iterable[str], within: str | None = None, moves: int = MOVES
) -> Problem | None:
    """What keeps an instance from ever ending that has a token at each element of `marking`, or None.

    A token stands at an activity or an event that waits, or on a sequence flow whose gateway waits for others. What
    stands in a sub-process keeps the sub-process itself open. `within` judges one sub-process alone, as the instances
    of one that repeats have to be: each has tokens of its own. That work may be done twice is no problem here. Raises
    KeyError for an element that is neither a node nor a flow of the process.
    """
    budget = Budget(moves)
    parents = {node.id: node.parent for node in process.nodes} | {flow.id: flow.parent for flow in process.flows}
    tokens: dict[str, list[str]] = {}
    open_: set[str] = set()
    for id in marking:
        tokens.setdefault(parents[id], []).append(id)
        outer = parents[id]
        while outer in parents and outer != within and outer not in open_:
            open_.add(outer)
            tokens.setdefault(parents[outer], []).append(outer)
            outer = parents[outer]
    for scope in _inner_first(process):
        here = [each for each in tokens.get(scope.id, ()) if not _is_boundary(scope, each)]
        if here and (within is None or scope.id == within or scope.id in _inside(process, within)):
            net = net_of(scope, here)
            reduce(net)
            for problem in judge(scope, net, budget, may_meet=True):
                return problem
    return None


def _inner_first(process: Process) -> Iterator[Scope]:
    return reversed(list(scopes(process)))


def _inside(process: Process, scope: str) -> set[str]:
    found = {scope}
    for node in process.nodes:
        if node.parent in found:
            found.add(node.id)
    return found


def _is_boundary(scope: Scope, id: str) -> bool:
    """Whether it is an event that waits beside an activity, whose own token is what counts."""
    return id in scope.nodes and scope.nodes[id].kind == "boundaryEvent"


def _problems(scope: Scope, budget: Budget) -> list[Problem]:
    net = net_of(scope)
    reduce(net)
    return judge(scope, net, budget)


def _mended(scope: Scope, problems: list[Problem]) -> Iterator[Problem]:
    """The problems, with the one change that would put each right, if that is all it takes."""
    known = {(each.code, each.element) for each in problems}
    for number, problem in enumerate(problems):
        for element, kind in _candidates(scope, problem) if number < REPAIRS else ():
            after = _problems(scope.with_kind(element, kind), Budget(MOVES // 20))
            # What comes to light farther on, once this is passed, has its own.
            new = [each for each in after if (each.code, each.element) not in known]
            if all(each.element != problem.element for each in after) and all(
                each.code != "undecided" and each.cause != problem.cause for each in new
            ):
                problem = replace(problem, repair=(element, kind))
                break
        yield problem


def _candidates(scope: Scope, problem: Problem) -> list[tuple[str, str]]:
    """The changes to try, as element and kind."""
    node = scope.nodes[problem.element]
    found: list[tuple[str, str]] = []
    cause = scope.nodes.get(problem.cause or "")
    if problem.code == "lack_of_synchronisation" and cause is not None and cause.kind == "boundaryEvent":
        found.append((cause.id, "interrupting"))
    if len(scope.outgoing[node.id]) == 1:
        found += [(node.id, kind) for kind in _OTHER_KINDS.get(problem.code, {}).get(node.kind, ())]
    return found
