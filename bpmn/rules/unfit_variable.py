"""A variable is of a kind that its place cannot use: a term counts from no date, an activity repeats over no list.

A timer and a repetition stop the instance there, and a step has no due date; a notice and a step go to nobody.
"""

from collections.abc import Iterator

from bpmn.dataflow.uses import Role, Use
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity
from bpmn.rules import Context, error
from bpmn.rules._comparisons import kinds_in
from bpmn.rules._reads import called
from bpmn.rules.incomparable_kinds import KINDS
from bpmn.value_kinds import ValueKind

CODE = "unfit_variable"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A field is used where its kind of answer is of no use."),
    why=lazy_gettext(
        "A term counts from a date, a step repeats over a list, a notice goes to a role. "
        "With an answer of another kind the step has no term, the notice goes to nobody, or "
        "the instance stops."
    ),
    how=lazy_gettext("Name a field that asks for what is needed there."),
    wrong=Sketch(
        "start > ask > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:due businessDays="2" before="total"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
        forms={"ask": "number! total; textfield! note"},
    ),
    right=Sketch(
        "start > ask > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:due businessDays="2" before="note"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
        forms={"ask": "number! total; textfield! note"},
    ),
    in_the_file=True,
)
_FIT = {
    Role.TERM: frozenset(("date", "text")),
    Role.COLLECTION: frozenset(("list",)),
    Role.RECIPIENT: frozenset(("text", "list")),
    Role.PERFORMER: frozenset(("text", "list")),
}


def check(context: Context) -> Iterator[Finding]:
    flow = context.dataflow
    for use in flow.all_uses:
        fit = _FIT.get(use.role)
        if fit is None or not _is_a_name(use):
            continue
        kinds = kinds_in(flow.state(use.element.id, use.point), use.text.strip())
        if kinds and all(kind.name not in fit for kind in kinds):
            yield error(CODE, use.element, _text(use, called(use.text.strip(), flow), kinds[0]))


def _is_a_name(use: Use) -> bool:
    """Whether a text is the name of a variable and nothing else; a number of instances is no list of them."""
    counted = use.role is Role.COLLECTION and isinstance(use.element, Activity) and use.element.loop is not None
    if counted and use.element.loop.cardinality == use.text:  # type: ignore[attr-defined]
        return False
    return use.names == {use.text.strip()}


def _text(use: Use, name: str, kind: ValueKind) -> Message:
    values = {"name": name, "kind": KINDS[kind.name]}
    match use.role:
        case Role.TERM:
            return lazy_gettext("The term counts from “{name}”, which is {kind} and no date; name a date.", **values)
        case Role.COLLECTION:
            return lazy_gettext(
                "The activity repeats over “{name}”, which is {kind} and no list: the instance stops here with an "
                "error.",
                **values,
            )
        case Role.RECIPIENT:
            return lazy_gettext("The notice goes to “{name}”, which is {kind} and names no role.", **values)
    return lazy_gettext("The step is for “{name}”, which is {kind} and names no role.", **values)
