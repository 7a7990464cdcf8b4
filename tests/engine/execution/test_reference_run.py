"""The unpruned run: SpiffWorkflow as it comes, found faster, and stopped where it is no measure any more."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.util.task import TaskIterator, TaskState

from engine.execution import reference_run
from engine.execution.compiler import Executable, compile_process
from engine.execution.reference_run import MAX_DEPTH, ReferenceLimit, ReferenceRun
from engine.execution.runner import Step
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.test_runner import LOOP, Run
from tests.engine.execution.test_state import REWORK, SHAPES


def calling() -> list[bytes]:
    kinds = {"call": 'callActivity calledElement="q"'}
    caller = diagram(
        "start > fork > call > join > choice [n < 3] > a > end\nfork > b > join\nchoice [else] > end2", kinds
    )
    inner = {"sub": content("start_in > x > y > end_in")}
    called = diagram("start > fork > sub > join > end\nfork > z > join", {"sub": "subProcess"}, inner)
    return [caller, called.replace(b'process id="p"', b'process id="q"')]


INTERRUPTED = diagram(
    "start > fork > a > end_now\nfork > b > end", inner={"end_now": "<bpmn:terminateEventDefinition/>"}
)
SOURCES = {
    **{name: [diagram(flows)] for name, flows in SHAPES.items()},
    "parallel instances": [diagram("start > a > b > end", inner={"a": LOOP.format(sequential="false")})],
    "sequential instances": [diagram("start > a > b > end", inner={"a": LOOP.format(sequential="true")})],
    "called and embedded": calling(),
    "terminated": [INTERRUPTED],
    "join in a loop": [
        diagram(
            "start > choice0 > fork > a > join > choice [a + b < 9] > choice0\nfork > b > join\nchoice [else] > end"
        )
    ],
}


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Holds every answer of the index against the library's own walk; gives how many tokens each answer had."""
    answers: list[int] = []
    by_index = reference_run._Searched.get_tasks_iterator
    search = reference_run._Searched._search
    completed = reference_run._Searched.is_completed

    def get_tasks_iterator(self: Any, first_task: Any = None, **wanted: Any) -> Any:
        found = list(by_index(self, first_task, **wanted))
        assert found == list(BpmnBaseWorkflow.get_tasks_iterator(self, first_task, **wanted))
        answers.append(len(found))
        return iter(found)

    def update_waiting_tasks(self: Any) -> None:
        ours = search(self, [self], TaskState.WAITING)
        for token in TaskIterator(self.task_tree, state=TaskState.WAITING):
            assert next(ours) is token
            token.task_spec._update(token)
        assert next(ours, None) is None

    def is_completed(self: Any) -> bool:
        walk = next(TaskIterator(self.task_tree, state=TaskState.NOT_FINISHED_MASK), None) is None
        assert completed(self) == (walk or self.completed)
        return completed(self)

    for replacement in (get_tasks_iterator, update_waiting_tasks, is_completed):
        monkeypatch.setattr(reference_run._Searched, replacement.__name__, replacement)
    yield answers
    assert answers


def told(step: Step) -> tuple[object, ...]:
    """All that a step says but its snapshot; what it enabled at once has no order."""
    enabled = sorted(step.enabled, key=lambda work: work.visit)
    return enabled, sorted(step.withdrawn), step.passages, step.completed, step.end


@pytest.mark.parametrize("source", SOURCES, ids=list(SOURCES))
@pytest.mark.parametrize("order", [0, 1, 2])
def test_an_unpruned_run_takes_every_step_as_the_pruned_one(walked: list[int], source: str, order: int) -> None:
    executable = compile_process("p", SOURCES[source])
    data = {"n": 2, "items": ["x", "y", "z"]}
    pruned, unpruned = Run(executable, data), ReferenceRun(executable)
    assert told(unpruned.start(data)) == told(pruned.step)
    for number in itertools.count():
        assert sorted(str(work.visit) for work in unpruned.enabled()) == pruned.open()
        assert unpruned.data() == pruned.data()
        if pruned.step.completed:
            break
        work = unpruned.enabled()[(number * (order + 1) + order) % len(unpruned.enabled())]
        values = {work.visit.element: number, "result": number}
        assert told(unpruned.complete(work.visit, values)) == told(pruned.do(str(work.visit), **values).step)


def rounds(executable: Executable) -> Iterator[ReferenceRun]:
    """The rework loop, for ever."""
    run = ReferenceRun(executable)
    run.start({})
    while True:
        for _ in range(2):
            run.complete(run.enabled()[0].visit, {"again": True})
        yield run


def test_it_stops_where_the_library_sees_nothing_any_more() -> None:
    number = 0
    with pytest.raises(ReferenceLimit, match=str(MAX_DEPTH)):
        for number, run in enumerate(rounds(compile_process("p", [REWORK])), start=1):  # noqa: B007
            ready = BpmnBaseWorkflow.get_tasks_iterator(run._state.workflow, state=TaskState.READY)
            assert [token.task_spec.bpmn_id for token in ready] == ["a"]
    assert MAX_DEPTH // 3 - 2 <= number <= MAX_DEPTH // 3  # three tokens a round
