"""Ids that SpiffWorkflow keeps for its own: a node named like one of its internal steps is confused with it.

A sub-process named like a process is worse: SpiffWorkflow knows both by that id alone.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.kinds import SUB_PROCESSES
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "reserved_id"
_SUFFIXES = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.id.endswith(_SUFFIXES):
            yield error(
                CODE, node, lazy_gettext("The engine keeps the id “{id}” for itself; choose another.", id=node.id[:80])
            )
        elif node.kind in SUB_PROCESSES and node.id in context.known_processes:
            text = lazy_gettext(
                "“{id}” is the id of a deployed process; choose another for the sub-process.", id=node.id[:80]
            )
            yield error(CODE, node, text)
