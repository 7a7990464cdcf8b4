"""How an activity repeats, as far as SpiffWorkflow gets it right (10.2.8).

It takes the names of collections and items as they stand, white space included; knows neither ``behavior`` nor
completion by events; never finishes a negative cardinality; and dies of a loopMaximum that is no number.
"""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, LoopCharacteristics
from bpmn.rules import Context, error
from bpmn.xml import Node

CODE = "loop_characteristics"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("It is not clear how often a step is repeated."),
    why=lazy_gettext(
        "A step that is done several times says how many times, or for which list. Otherwise it would never be over."
    ),
    how=lazy_gettext("Write a number from 1 on, or the name of the list."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <multiInstanceLoopCharacteristics>\n"
            "    <loopCardinality>0</loopCardinality>\n"
            "  </multiInstanceLoopCharacteristics>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <multiInstanceLoopCharacteristics>\n"
            "    <loopCardinality>3</loopCardinality>\n"
            "  </multiInstanceLoopCharacteristics>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)
MAX_INSTANCES = 1000

_REPEATABLE = frozenset({"task", "userTask", "manualTask", "subProcess", "callActivity"})
_VARIABLE = re.compile(r"[^\W\d]\w*")


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.loop is None:
            continue
        element = context.elements[activity.id]
        standard, multiple = element.all("standardLoopCharacteristics"), element.all("multiInstanceLoopCharacteristics")
        messages = [*_check_place(activity, len(standard) + len(multiple))]
        if standard:
            messages += _check_standard(standard[0], activity.loop)
        else:
            messages += _check_multiple(multiple[0], activity.loop)
        yield from (error(CODE, activity, message) for message in messages)


def _check_place(activity: Activity, count: int) -> Iterator[Message]:
    if activity.kind not in _REPEATABLE:
        yield lazy_gettext(
            "Only tasks that people do, sub-processes and call activities may repeat; put it in a sub-process."
        )
    if count > 1:
        yield lazy_gettext("The activity repeats in {count} ways at once; leave one.", count=count)


def _check_standard(node: Node, loop: LoopCharacteristics) -> Iterator[Message]:
    maximum = node.attributes.get("loopMaximum")
    if maximum is None:
        if not loop.condition:
            yield lazy_gettext("The loop has neither a condition nor a loopMaximum; give it one.")
    elif loop.maximum is None or not 1 <= loop.maximum <= MAX_INSTANCES:
        yield lazy_gettext(
            "loopMaximum is “{value}”; write a number from 1 to {limit}.", value=maximum[:40], limit=MAX_INSTANCES
        )


def _check_multiple(node: Node, loop: LoopCharacteristics) -> Iterator[Message]:
    if (loop.collection is None) == (loop.cardinality is None):
        yield lazy_gettext("Say how many instances there are either by loopDataInputRef or by loopCardinality.")
    if not _possible(loop.cardinality):
        yield lazy_gettext(
            "loopCardinality is “{value}”; write a number from 1 to {limit}, or an expression.",
            value=(loop.cardinality or "")[:40],
            limit=MAX_INSTANCES,
        )
    for tag in ("loopDataInputRef", "loopDataOutputRef"):
        for reference in node.all(tag):
            if not _VARIABLE.fullmatch(reference.text):
                yield lazy_gettext(
                    "{tag} is “{value}”; write the name of a variable, without spaces.",
                    tag=tag,
                    value=reference.text[:80],
                )
    for tag in ("inputDataItem", "outputDataItem"):
        for item in node.all(tag):
            if not _VARIABLE.fullmatch(item.id or ""):
                yield lazy_gettext(
                    "The id of {tag} is “{value}”; write the name of a variable.", tag=tag, value=item.id or ""
                )
    if loop.input_item is not None and loop.input_item in (loop.collection, loop.output_item, loop.output_collection):
        yield lazy_gettext("“{name}” names two things in the loop; choose other names.", name=loop.input_item)
    if node.attributes.get("behavior", "All") != "All" or node.first("complexBehaviorDefinition"):
        yield lazy_gettext(
            "The loop goes on when all its instances are done; “behavior” and its events are not executed."
        )


def _possible(cardinality: str | None) -> bool:
    """Whether a cardinality that is a plain number is one that ends; any other expression may be."""
    if cardinality is None or not re.fullmatch(r"[-+]?[\d_.]+", cardinality, re.ASCII):
        return True
    return cardinality.isdecimal() and len(cardinality) < 10 and 1 <= int(cardinality) <= MAX_INSTANCES
