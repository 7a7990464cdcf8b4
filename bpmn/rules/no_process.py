"""A file without a process that has steps: there is nothing to execute."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "no_process"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("There is nothing to execute in the file."),
    why=lazy_gettext("The file has no procedure with steps: it is empty, or it holds only a drawing."),
    how=lazy_gettext("Draw at least a start, a step and an end, and save the file again."),
    wrong=Sketch("", shown='<process id="process" isExecutable="true">\n</process>'),
    right=Sketch("start > review > end"),
)


def check(context: Context) -> Iterator[Finding]:
    if not any(process.nodes for process in context.definitions.processes):
        yield error(CODE, context.root, lazy_gettext("The file has no process with steps; draw the process."))
