"""Every script can be read: those of script tasks, and those before and after a task (``spiffworkflow:preScript``).

A script is assignments in a bounded subset of Python (`bpmn.expressions`). SpiffWorkflow would pass anything to
``exec``, in whatever language it is, and takes the last child whose tag ends in "script". A diagram may hold
`MAX_TEXT` characters of scripts; those beyond are not looked at.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.expressions import ExpressionError, parse_script
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "script"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A computation cannot be understood."),
    why=lazy_gettext(
        "A computation is lines of the form “name = formula”. One that cannot be read would "
        "stop the instance when it comes there."
    ),
    how=lazy_gettext("Write one line for each value that is computed, with a single equals sign."),
    wrong=Sketch(
        "start > price > end", inside='<scriptTask id="price">\n  <script>total == 5 * 20</script>\n</scriptTask>'
    ),
    right=Sketch(
        "start > price > end", inside='<scriptTask id="price">\n  <script>total = 5 * 20</script>\n</scriptTask>'
    ),
    in_the_file=True,
)
MAX_TEXT = 200_000
_LANGUAGES = frozenset({"", "python", "text/python", "text/x-python", "application/x-python", "application/python"})


def check(context: Context) -> Iterator[Finding]:
    length = 0
    for activity in context.activities:
        if activity.kind == "scriptTask":
            element = context.elements[activity.id]
            language = element.attributes.get("scriptFormat", "").strip().lower()
            if language not in _LANGUAGES:
                text = lazy_gettext(
                    "The script is written in “{language}”; write it in Python.", language=language[:100]
                )
                yield error(CODE, activity, text)
            count = sum(child.name.endswith("script") for child in element.children)
            if count != 1:
                yield error(
                    CODE, activity, lazy_gettext("The script task has {count} scripts; give it one.", count=count)
                )
        for script in (activity.script, activity.pre_script, activity.post_script):
            if script is None:
                continue
            length += len(script)
            if length > MAX_TEXT:
                text = lazy_gettext(
                    "The scripts have more than {limit} characters in all; compute less.", limit=MAX_TEXT
                )
                yield error(CODE, activity, text)
                return
            try:
                parse_script(script)
            except ExpressionError as problem:
                text = lazy_gettext(
                    "The script cannot be run, line {line} of it: {problem}", line=problem.line, problem=problem.message
                )
                yield error(CODE, activity, text)
