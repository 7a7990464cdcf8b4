"""The extension elements of SpiffWorkflow (``spiffworkflow:``) that the engine executes, and where.

Executed: ``preScript`` and ``postScript`` on user, manual, plain and send tasks, sub-processes and call activities.
SpiffWorkflow ignores them on script tasks, gateways and events, takes the last of two, dies of a KeyError on some of
its own elements when an attribute is missing, and changes what data a task leaves where ``variableName`` stands.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import SPIFFWORKFLOW, Node

CODE = "spiff_extension"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("A computation stands where it is not done."),
    why=lazy_gettext(
        "Computations before and after a step are done on tasks and sub-processes only. "
        "Elsewhere they would be passed over in silence."
    ),
    how=lazy_gettext("Move it to the step before or after, or to a script task."),
    wrong=Sketch(
        "start > review > xor2 > end",
        inside=(
            '<exclusiveGateway id="xor2">\n'
            "  <extensionElements>\n"
            "    <spiff:preScript>total = 1</spiff:preScript>\n"
            "  </extensionElements>\n"
            "</exclusiveGateway>"
        ),
    ),
    right=Sketch(
        "start > review > xor2 > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            "    <spiff:postScript>total = 1</spiff:postScript>\n"
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)
_SCRIPTS = frozenset({"preScript", "postScript"})
_SCRIPTED = frozenset({"userTask", "manualTask", "task", "sendTask", "subProcess", "callActivity"})
_CHANGES_DATA = frozenset({"messagePayload", "messageVariable", "processVariableCorrelation", "variableName"})
# What SpiffWorkflow's parser takes for granted in its own elements: element → attributes, each or it dies.
_REQUIRED = {
    "property": ("name", "value"),
    "taskMetadataValue": ("name",),
    "unitTest": ("id",),
    "serviceTaskOperator": ("id",),
    "parameter": ("id", "type"),
}
_REQUIRED_CHILDREN = {"unitTest": ("inputJson", "expectedOutputJson")}


def check(context: Context) -> Iterator[Finding]:
    for holder in context.xml("extensionElements"):
        owner = holder.parent
        if owner is None:
            continue
        seen: set[str] = set()
        for top in holder.children:
            if top.namespace != SPIFFWORKFLOW:
                continue
            if top.name in _SCRIPTS:
                yield from _check_script(context, owner, top, seen)
            elif top.name in _CHANGES_DATA:
                text = lazy_gettext(
                    "The file asks for something that is not executed (“{tag}”, of another program); remove it.",
                    tag=top.name,
                )
                yield error(CODE, top, text)
            for node in top.iter():
                if node.namespace == SPIFFWORKFLOW:
                    yield from _check_parts(node)


def _check_script(context: Context, owner: Node, script: Node, seen: set[str]) -> Iterator[Finding]:
    if not owner.is_bpmn(*_SCRIPTED):
        text = lazy_gettext(
            "The script of {name} (“{tag}”) is not executed there; put it on the task before or after, or in a "
            "script task.",
            tag=script.name,
            name=context.label(owner),
        )
        yield error(CODE, script, text)
    elif script.name in seen:
        yield error(
            CODE,
            script,
            lazy_gettext(
                "{name} has several scripts of the same kind (“{tag}”); put them together in one.",
                name=context.label(owner),
                tag=script.name,
            ),
        )
    seen.add(script.name)


def _check_parts(node: Node) -> Iterator[Finding]:
    missing = [name for name in _REQUIRED.get(node.name, ()) if name not in node.attributes]
    missing += [name for name in _REQUIRED_CHILDREN.get(node.name, ()) if node.first(name, SPIFFWORKFLOW) is None]
    for name in missing:
        text = lazy_gettext(
            "In the file, “{tag}” lacks its “{part}”; add it, or remove the whole.", tag=node.name, part=name
        )
        yield error(CODE, node, text)
