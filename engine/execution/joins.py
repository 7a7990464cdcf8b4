"""Where tokens meet: parallel and inclusive gateways, and the end of a process.

What arrives waits as a token of its own until it is consumed. Nothing above or below it in the tree is looked at, so a
join is the same in the first round of a loop and in the thousandth, and the tree may be pruned.
"""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.util.task import TaskState

from engine.execution.determinism import tick
from engine.execution.merging import unite
from engine.execution.runnable import END

_REACHED = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class Join:
    """A gateway, or the end of a process, with several incoming flows."""

    name: str
    _inputs: list[str]

    def _update_hook(self, token: Any) -> bool:
        arriving = token.state != TaskState.WAITING
        if arriving:
            # Its place in the order of arrival, and the flow it came by, are all that is asked of it later.
            token._inherit_data()
            token._set_state(TaskState.WAITING)
            token.arrived, token.came_from = tick(), token.parent.task_spec.name
        return self._goes_on(token, arriving)

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        raise NotImplementedError

    def _waiting(self, token: Any) -> list[Any]:
        """The tokens that have arrived and were not consumed, in order of arrival."""
        found = [each for each in _unfinished(token) if each.task_spec is self and each.state == TaskState.WAITING]
        return sorted(found, key=lambda each: int(each.arrived))

    def _first_of_each(self, token: Any) -> dict[str, Any]:
        """The token that each incoming flow would give, for those that have one."""
        found: dict[str, Any] = {}
        for each in self._waiting(token):
            found.setdefault(each.came_from, each)
        return found


def _unfinished(token: Any) -> list[Any]:
    """The tokens of the scope of `token` that may be unfinished. A run that keeps the finished ones has an index."""
    tasks = token.workflow.tasks
    found: list[Any] = tasks.unfinished() if hasattr(tasks, "unfinished") else list(tasks.values())
    return found


def _consume(token: Any, others: Iterable[Any]) -> None:
    spent = [other for other in others if other is not token]
    unite(token, spent)
    for other in spent:
        other.cancel()


class ParallelJoin(Join):
    """Goes on with one token from each incoming flow; others stay where they are (13.4.1)."""

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        first = self._first_of_each(token)
        if len(first) < len(set(self._inputs)) or token not in first.values():
            return False
        _consume(token, list(first.values()))
        return True

    def _run_hook(self, token: Any) -> bool:
        return True


class InclusiveJoin(Join):
    """Goes on when no more tokens can come that it should wait for (13.4.3)."""

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        if arriving and len(self._inputs) > 1:
            # The siblings that the same split made are not all in their places yet; whoever completes asks again.
            return False
        first = self._first_of_each(token)
        if token is not max(first.values(), key=lambda each: int(each.arrived)) or self._more_come(token, first):
            return False
        _consume(token, list(first.values()))
        return True

    def _more_come(self, token: Any, arrived: dict[str, Any]) -> bool:
        for other in _unfinished(token):
            if other.task_spec is self or not other.state & _REACHED:
                continue
            reached = {name for name, upstream in self._upstream().items() if other.task_spec.name in upstream}
            if reached and not reached & arrived.keys():
                return True
        return False

    def _upstream(self) -> dict[str, set[str]]:
        """For each incoming flow, by its source, the specs from which it can be reached without passing here."""
        found: dict[str, set[str]] | None = self.__dict__.get("_upstream_of")
        if found is None:
            found = {name: self._before(name) for name in self._inputs}
            self.__dict__["_upstream_of"] = found
        return found

    def _before(self, name: str) -> set[str]:
        specs = self._wf_spec.task_specs  # type: ignore[attr-defined]
        seen, ahead = set[str](), [name]
        while ahead:
            current = ahead.pop()
            if current not in seen and current != self.name:
                seen.add(current)
                ahead += specs[current]._inputs
                if isinstance(specs[current], EventBasedGateway):
                    # Until one of its events happens the token stands at the gateway (13.4.4) and may go any way from
                    # there; that we let it wait as one token at each event must not make a difference.
                    seen.update(specs[current]._outputs)
        return seen

    def _run_hook(self, token: Any) -> bool:
        matches, defaults = self._get_matching_outputs(token)  # type: ignore[attr-defined]
        if not matches and not defaults:
            raise WorkflowTaskException("No conditions satisfied on gateway", task=token)
        token._sync_children(matches or defaults, TaskState.FUTURE)
        for child in token.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class EndJoin(Join):
    """The end of a process or sub-process: waits until nothing else is under way in it.

    What arrives is united at once, so that a branch that ends a thousand times leaves one token and not a thousand.
    """

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        if arriving:
            _consume(token, self._waiting(token))
        return not any(
            each.state & TaskState.NOT_FINISHED_MASK
            for each in _unfinished(token)
            if each is not token and each.task_spec.name != END
        )

    def _run_hook(self, token: Any) -> bool:
        token.workflow.data.update(token.data)
        return True
