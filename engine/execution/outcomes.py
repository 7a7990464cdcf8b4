"""Whether a step decided how its instance ends: the outcomes that can be reached before it and after it."""

from collections.abc import Iterable

from engine.execution.compiler import Executable
from engine.execution.runner import Step
from engine.history.visits import Visit, enclosing_scopes, parse_visit


def decided_end(executable: Executable, visit: Visit, step: Step) -> str | None:
    """The end event that nothing can change any more once the work of `visit` is completed by `step`; None where
    several outcomes stay open, or only one was open before.

    An outcome is what an end event is called: two of the same name are one. What other work of the instance may still
    lead to keeps an outcome open; but only among those that this work leads to can it decide, so that of branches with
    an end each none decides for another.
    """
    before = _ends(executable, [visit])
    after = {step.end} if step.end is not None else _ends(executable, step.waiting)
    if len(_names(executable, before)) < 2 or len(_names(executable, after)) != 1 or before.isdisjoint(after):
        return None
    return min(after)


def _ends(executable: Executable, visits: Iterable[Visit]) -> set[str]:
    """The ends of the process itself; of work in a sub-process or a called process, where that can lead."""
    return set().union(*(executable.ends[_outermost(visit)] for visit in visits))


def _outermost(visit: Visit) -> str:
    return parse_visit(next(enclosing_scopes(visit.scope), str(visit))).element


def _names(executable: Executable, ends: Iterable[str]) -> set[str]:
    return {executable.node(executable.process_id, end).name or end for end in ends}
