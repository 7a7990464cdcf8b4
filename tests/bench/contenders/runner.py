"""Cauce's runner alone, from snapshot to snapshot, in memory: what it stores after many passes, without storing it.

For ``--quick``, which has no time to commit 20,000 completions. A process of its own, so that it works while the
durable instance is on its way.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.definitions.sources import shipped
from engine.execution.compiler import compile_process
from engine.execution.runner import Execution
from tests.bench.procedure import PROCESS
from tests.bench.processes import serve

Steps = Sequence[Mapping[str, Any]]


class Runner:
    """One instance at activity 5. `until_check` are the steps that lead there, `rework` is a pass of 5 ↔ 6."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        self._executable = compile_process(PROCESS, [source.diagram for source in shipped()])
        self._snapshot = Execution(self._executable).start({}).snapshot
        self._rework: Steps = about["rework"]
        self._do(about["until_check"])

    def bytes_at(self, passes: Sequence[int]) -> list[int]:
        """The length of the snapshot after so many passes, each greater than the one before."""
        lengths = []
        done = 0
        for wanted in passes:
            while done < wanted:
                self._do(self._rework)
                done += 1
            lengths.append(len(self._snapshot))
        return lengths

    def _do(self, steps: Steps) -> None:
        for step in steps:
            execution = Execution(self._executable, self._snapshot)
            place = next(work.visit for work in execution.enabled() if work.visit.element == step["element"])
            self._snapshot = execution.complete(place, step["accepted"]).snapshot


if __name__ == "__main__":
    serve(Runner)
