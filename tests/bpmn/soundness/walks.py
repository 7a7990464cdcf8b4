"""The engine as a measure of soundness: instances whose choices are drawn by lot, until they end or stop."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from engine.errors import ExecutionFailed
from engine.execution.compiler import compile_process
from engine.execution.runner import Execution, Step

MOST_STEPS = 40
_FLOW = re.compile(rb'(<bpmn:sequenceFlow id="(\w+)"[^>]*>)<bpmn:conditionExpression>.*?</bpmn:conditionExpression>')


def undetermined(source: bytes) -> bytes:
    """The same diagram with a variable of its own for each condition, so that any way can be chosen at any time."""
    return _FLOW.sub(rb"\1<bpmn:conditionExpression>v_\2</bpmn:conditionExpression>", source)


def walks(sources: Sequence[bytes], times: int) -> Iterator[tuple[bool, dict[str, int]]]:
    """So many instances: whether each stopped with nothing left to do, and how often each step was done in it."""
    executable = compile_process("p", sources)
    choices = sorted({name.decode() for source in sources for name in re.findall(rb">(v_\w+)</", source)})
    for seed in range(times):
        yield _walk(executable, choices, Random(seed))


def _walk(executable: object, choices: list[str], lot: Random) -> tuple[bool, dict[str, int]]:
    done: dict[str, int] = {}

    def values() -> dict[str, object]:
        return {name: lot.random() < 0.5 for name in choices}

    try:
        step: Step = Execution(executable).start({"items": [1, 2], "c1": 1, **values()})  # type: ignore[arg-type]
        for _ in range(MOST_STEPS):
            if step.completed:
                break
            run = Execution(executable, step.snapshot)  # type: ignore[arg-type]
            waiting = [*run.enabled(), *run.timers()]
            chosen = lot.choice(waiting)
            element = chosen.visit.element
            done[element] = done.get(element, 0) + 1
            if chosen in run.enabled():
                step = run.complete(chosen.visit, {**values(), element: 1, f"{element}_out": 1})
            else:
                step = run.fire(chosen.visit)
    except ExecutionFailed as failed:
        return "nobody would have anything to do" in str(failed.reason), done
    return False, done
