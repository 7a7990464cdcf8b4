"""The rows of a snapshot as the tree that they are: each token with those that live below it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask

from engine.execution.compiler import Executable


@dataclass
class RowNode:
    """A token, with the tokens that live below it. `scope` is the spec it stands in."""

    row: list[Any]
    spec: Any
    scope: Any
    below: list["RowNode"] = field(default_factory=list)

    @property
    def element(self) -> str:
        """The id of the element at which it stands."""
        return str(self.spec.bpmn_id)

    @property
    def more(self) -> dict[str, Any]:
        """What its row says besides its data, as a copy."""
        return dict(self.row[4]) if len(self.row) > 4 else {}

    @property
    def on_boundary(self) -> bool:
        """Whether it waits on the boundary of an activity."""
        return isinstance(self.spec, BoundaryEvent)


def row_tree(executable: Executable, rows: Iterable[list[Any]]) -> list[RowNode]:
    """The tokens at the top of a run of `executable`, from the `rows` of its snapshot."""
    top, nodes = list[RowNode](), list[RowNode]()
    for row in rows:
        above = nodes[row[1]] if row[1] >= 0 else None
        scope = executable.specs[executable.process_id] if above is None else above.scope
        if above is not None and isinstance(above.spec, SubWorkflowTask):
            scope = executable.specs[above.spec.spec]
        nodes.append(RowNode(row, scope.task_specs[row[0]], scope))
        (top if above is None else above.below).append(nodes[-1])
    return top
