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
        name = context.label(activity)
        messages = [*_check_place(activity, name, len(standard) + len(multiple))]
        if standard:
            messages += _check_standard(standard[0], activity.loop, name)
        else:
            messages += _check_multiple(multiple[0], activity.loop, name)
        yield from (error(CODE, activity, message) for message in messages)


def _check_place(activity: Activity, name: Message, count: int) -> Iterator[Message]:
    if activity.kind not in _REPEATABLE:
        yield lazy_gettext(
            "{name} cannot repeat: only tasks that people do, sub-processes and called procedures may. Put it in a "
            "sub-process.",
            name=name,
        )
    if count > 1:
        yield lazy_gettext("{name} repeats in {count} ways at once; leave one.", name=name, count=count)


def _check_standard(node: Node, loop: LoopCharacteristics, name: Message) -> Iterator[Message]:
    maximum = node.attributes.get("loopMaximum")
    if maximum is None:
        if not loop.condition:
            yield lazy_gettext(
                "{name} repeats, and nothing says until when; give it a condition, or a number of times at most.",
                name=name,
            )
    elif loop.maximum is None or not 1 <= loop.maximum <= MAX_INSTANCES:
        yield lazy_gettext(
            "{name} repeats “{value}” times at most; write a number from 1 to {limit}.",
            name=name,
            value=maximum[:40],
            limit=MAX_INSTANCES,
        )


def _check_multiple(node: Node, loop: LoopCharacteristics, name: Message) -> Iterator[Message]:
    if (loop.collection is None) == (loop.cardinality is None):
        yield lazy_gettext(
            "How many times {name} is done must be said in one way: for each row of a list, or by a "
            "number. Leave one of them.",
            name=name,
        )
    if not _possible(loop.cardinality):
        yield lazy_gettext(
            "{name} is done “{value}” times; write a number from 1 to {limit}, or a formula that gives one.",
            name=name,
            value=(loop.cardinality or "")[:40],
            limit=MAX_INSTANCES,
        )
    for tag in ("loopDataInputRef", "loopDataOutputRef"):
        for reference in node.all(tag):
            if not _VARIABLE.fullmatch(reference.text):
                yield lazy_gettext(
                    "{name} repeats over “{value}” ({tag} in the file); write the name of a list, without spaces.",
                    name=name,
                    tag=tag,
                    value=reference.text[:80],
                )
    for tag in ("inputDataItem", "outputDataItem"):
        for item in node.all(tag):
            if not _VARIABLE.fullmatch(item.id or ""):
                yield lazy_gettext(
                    "Each time that {name} is done, a value is called “{value}” ({tag} in the file); write a name "
                    "without spaces.",
                    tag=tag,
                    name=name,
                    value=item.id or "",
                )
    if loop.input_item is not None and loop.input_item in (loop.collection, loop.output_item, loop.output_collection):
        yield lazy_gettext(
            "In the repetition of {name}, “{variable}” names two things; choose other names.",
            name=name,
            variable=loop.input_item,
        )
    if node.attributes.get("behavior", "All") != "All" or node.first("complexBehaviorDefinition"):
        yield lazy_gettext(
            "After {name} one goes on when all its repetitions are done; what the file says of going on earlier "
            "(“behavior”) is not executed: remove it.",
            name=name,
        )


def _possible(cardinality: str | None) -> bool:
    """Whether a cardinality that is a plain number is one that ends; any other expression may be."""
    if cardinality is None or not re.fullmatch(r"[-+]?[\d_.]+", cardinality, re.ASCII):
        return True
    return cardinality.isdecimal() and len(cardinality) < 10 and 1 <= int(cardinality) <= MAX_INSTANCES
