"""Naive SpiffWorkflow: the whole workflow, specification included, read and written as JSON at each completion.

This is what the library's manual shows and what those who build on it do. It runs the shipped diagrams as they are,
with the library's own script engine and serializer, and keeps its state in a database of the same kind as Cauce's with
the same durability. It writes no history, checks no form and knows no people: it does less than Cauce does.

A process of its own (`tests.bench.processes`), because Cauce makes SpiffWorkflow deterministic when it is imported.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from tests.bench.processes import serve
from tests.bench.stores import SQLITE, connect

Steps = Sequence[Mapping[str, Any]]


class Naive:
    """Instances of one process in one table. `steps` are the golden path, `rework` what one pass of 5 ↔ 6 is."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        self._sqlite = about["url"].startswith(SQLITE)
        self._mark = "?" if self._sqlite else "%s"
        self._connection = connect(about["url"])
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        parser = SpiffBpmnParser()
        parser.add_bpmn_files(about["diagrams"])
        self._spec = parser.get_spec(about["process"])
        self._called = parser.get_subprocess_specs(about["process"])
        self._steps: Steps = about["steps"]
        self._rework: Steps = about["rework"]
        self._looping: str | None = None
        self._passes = 0
        with self._transaction() as cursor:
            cursor.execute("CREATE TABLE naive (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")

    def cpu(self) -> float:
        """Seconds of the processor that this process has taken so far."""
        return process_time()

    def path(self, id: int) -> list[float]:
        """Drive instance `id`, a new one, along the golden path; gives the seconds of each completion."""
        workflow = self._new()
        with self._transaction() as cursor:
            sql = f"INSERT INTO naive (id, state) VALUES ({self._mark}, {self._mark})"
            cursor.execute(sql, (id, self._serializer.serialize_json(workflow)))
        return [self._complete(id, step) for step in self._steps]

    def loop(self, id: int, passes: int) -> int:
        """Bring one instance, in memory, to as many passes of the loop; gives the length of its state, kept as `id`."""
        if self._looping is None:
            workflow = self._new()
            for step in self._steps:
                if step["element"] == self._rework[0]["element"]:
                    break
                _do(workflow, step)
        else:
            workflow = self._serializer.deserialize_json(self._looping)
        while self._passes < passes:
            for step in self._rework:
                _do(workflow, step)
            self._passes += 1
        # Its text and not its tree: that would slow down every garbage collection of what is measured.
        self._looping = self._serializer.serialize_json(workflow)
        with self._transaction() as cursor:
            sql = f"INSERT INTO naive (id, state) VALUES ({self._mark}, {self._mark})"
            cursor.execute(sql, (id, self._looping))
        return len(self._looping.encode())

    def passes(self, id: int, count: int) -> list[float]:
        """`count` more passes of instance `id`; gives the seconds of each completion."""
        return [self._complete(id, step) for _ in range(count) for step in self._rework]

    def _new(self) -> Any:
        workflow = BpmnWorkflow(self._spec, self._called)
        workflow.do_engine_steps()
        return workflow

    def _complete(self, id: int, step: Mapping[str, Any]) -> float:
        begun = perf_counter()
        with self._transaction() as cursor:
            cursor.execute(f"SELECT state FROM naive WHERE id = {self._mark}", (id,))
            workflow = self._serializer.deserialize_json(cursor.fetchone()[0])
            _do(workflow, step)
            state = self._serializer.serialize_json(workflow)
            cursor.execute(f"UPDATE naive SET state = {self._mark} WHERE id = {self._mark}", (state, id))
        return perf_counter() - begun

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        cursor = self._connection.cursor()
        if self._sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        self._connection.commit()


def _do(workflow: Any, step: Mapping[str, Any]) -> None:
    task = next(
        task
        for task in workflow.get_tasks(state=TaskState.READY, manual=True)
        if task.task_spec.bpmn_id == step["element"]
    )
    task.data.update(step["values"])
    task.run()
    workflow.do_engine_steps()


if __name__ == "__main__":
    serve(Naive)
