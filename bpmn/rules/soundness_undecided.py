"""A flow in which too much can happen at once to decide whether it always ends.

The game that finds deadlocks and work done twice (`bpmn.soundness`) is played only so far; what was found until then is
told all the same.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label, warning
from bpmn.rules._soundness import problems

CODE = "soundness_undecided"


def check(context: Context) -> Iterator[Finding]:
    for _, node, _ in problems(context, "undecided"):
        text = lazy_gettext(
            "It could not be decided whether the instance always comes to an end: from “{name}” on too much can happen "
            "at once. Put parts of it into sub-processes.",
            name=label(node),
        )
        yield warning(CODE, node, text)
