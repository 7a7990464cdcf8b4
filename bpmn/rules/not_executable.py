"""A process that its tool did not mark as executable: it is executed all the same, as it stands."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, info

CODE = "not_executable"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("The file says that it is only a drawing."),
    why=lazy_gettext("Many programs say so by themselves. It is executed all the same, as it stands."),
    how=lazy_gettext("Nothing has to be done."),
    wrong=Sketch(
        "start > review > end", process='isExecutable="false"', shown='<process id="process" isExecutable="false">'
    ),
    right=Sketch("start > review > end", shown='<process id="process" isExecutable="true">'),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        if process.nodes and not process.executable:
            text = lazy_gettext(
                "The file does not mark {name} as made to run; it will run all the same.", name=context.label(process)
            )
            yield info(CODE, process, text)
