"""One process run in several ways at once, compared after every step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.execution.compiler import compile_process
from engine.execution.reference_run import ReferenceRun
from engine.execution.runner import Execution, Step
from engine.execution.snapshot import data_in
from engine.history.visits import Visit
from tests.engine.execution.pure import Pure
from tests.engine.execution.reference import Reference

Seen = list[tuple[str, dict[str, object]]]


def bare(place: Visit) -> str:
    """A place without its passes, which only the engine counts."""
    scope = "/".join(f"{part.partition('#')[0]}{_index(part)}" for part in place.scope.split("/") if part)
    last = place.element + ("" if place.index is None else f".{place.index}")
    return f"{scope}/{last}".lstrip("/")


def _index(part: str) -> str:
    _, dot, index = part.partition("#")[2].partition(".")
    return dot + index


def in_any_order(work: Seen) -> list[str]:
    return sorted(f"{path} {sorted(known.items())}" for path, known in work)


class Together:
    """The pruned runner, restored from its snapshot at every step; the same with its whole tree (`plain`); what BPMN
    says (`reference`); and SpiffWorkflow untouched (`pure`), unless it is known to go astray."""

    def __init__(self, sources: Sequence[bytes], data: Mapping[str, object], *, pure: bool) -> None:
        self.executable = compile_process("p", sources)
        self.step = Execution(self.executable).start(data)
        self.plain, self.reference = ReferenceRun(self.executable), Reference(sources, data)
        self.pure = Pure(sources, data) if pure else None
        self._same(self.plain.start(data))
        self._compare()

    @property
    def waiting(self) -> list[str]:
        """Where work or a timer waits: the work first, both in the order of the flow."""
        return [
            *(bare(work.visit) for work in self._run.enabled()),
            *(bare(timer.visit) for timer in self._run.timers()),
        ]

    def do(self, number: int, values: Mapping[str, object]) -> None:
        """Complete the work, or fire the timer, of that number among `waiting`; work gets `values`."""
        work, timers = self._run.enabled(), self._run.timers()
        if number < len(work):
            place, path = work[number].visit, bare(work[number].visit)
            self.step = self._run.complete(place, values)
            self._same(self.plain.complete(place, values))
            self.reference.complete(path, work[number].data, values)
            if self.pure is not None:
                self.pure.complete(number, values)
        else:
            number -= len(work)
            place = timers[number].visit
            self.step = self._run.fire(place)
            self._same(self.plain.fire(place))
            self.reference.fire(bare(place), timers[number].data)
            if self.pure is not None:
                self.pure.fire(number)
        self._compare()

    def _same(self, plain: Step) -> None:
        """Both runs of the engine say the same of a step; only one keeps a snapshot."""
        assert replace(plain, snapshot=b"") == replace(self.step, snapshot=b"")

    def _compare(self) -> None:
        self._run = Execution(self.executable, self.step.snapshot)
        work, timers, completed = self._run.enabled(), self._run.timers(), self.step.completed
        assert (self.plain.enabled(), self.plain.timers()) == (work, timers)
        assert data_in(self.step.snapshot) == self._run.data()
        seen: Seen = [(bare(each.visit), dict(each.data)) for each in work]
        ticking: Seen = [(bare(each.visit), dict(each.data)) for each in timers]
        assert in_any_order(seen) == in_any_order(self.reference.work())
        assert in_any_order(ticking) == in_any_order(self.reference.timers())
        assert completed == self.reference.completed
        if completed:
            assert self._run.data() == self.plain.data() == self.reference.result
        if self.pure is not None:
            assert (seen, ticking, completed) == (self.pure.work(), self.pure.timers(), self.pure.completed)
            if completed:
                assert self._run.data() == self.pure.workflow.data
