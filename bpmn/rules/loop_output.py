"""What the instances of a multi-instance activity leave behind (10.2.8).

With ``loopDataOutputRef`` and ``outputDataItem`` each instance adds its item to the output. Without both, SpiffWorkflow
merges everything each instance wrote over what the others wrote, and a sequential one with an input item fails at the
second.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import msg
from bpmn.rules import Context, error, label, warning

CODE = "loop_output"


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        loop = activity.loop
        if loop is None or loop.kind == "standard":
            continue
        if (loop.output_collection is None) != (loop.output_item is None):
            text = msg("loopDataOutputRef and outputDataItem go together; give both or none.")
            yield error(CODE, activity, text)
        elif loop.output_collection is None and loop.kind == "sequential" and loop.input_item is not None:
            text = msg(
                "“{name}” would fail at its second instance; give it loopDataOutputRef and outputDataItem.",
                name=label(activity),
            )
            yield error(CODE, activity, text)
        elif loop.output_collection is None:
            text = msg(
                "Each instance of “{name}” overwrites what the others wrote; to keep it all, give it "
                "loopDataOutputRef and outputDataItem.",
                name=label(activity),
            )
            yield warning(CODE, activity, text)
