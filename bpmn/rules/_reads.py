"""What the rules about data share: where variables are read, how people know them, and what was meant."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from bpmn.dataflow import DataFlow, Read
from bpmn.dataflow.uses import Role, Use
from bpmn.findings import Finding, Repair
from bpmn.messages import Message, lazy_gettext
from bpmn.model import FlowNode, SequenceFlow
from bpmn.naming import quoted, shortened
from bpmn.rules import Context
from bpmn.rules._spelling import FOREIGN

ASKED = (Role.CONDITION, Role.LOOP)
"""What is asked rather than computed: there an empty value is no error."""
LIGHT = (Role.PLACE, Role.FORM)
"""Where a variable that is not there leaves a gap, and nothing else goes wrong."""
_NOUNS = {
    **dict.fromkeys(ASKED, lazy_gettext("the condition")),
    **dict.fromkeys((Role.TERM, Role.TIMER), lazy_gettext("the term")),
    **dict.fromkeys((Role.COLLECTION, Role.OUTPUT), lazy_gettext("the repetition")),
}
_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def each_read(context: Context) -> Iterator[Read]:
    """Every variable that something in the flow reads, once for each text of an element."""
    flow = context.dataflow
    return (read for read in flow.reads if read.name not in FOREIGN or read.name in flow.writers)


def text_of(use: Use, name: str) -> Message:
    """How people know a text that reads the variable `name`: as it is written, or where it says nothing but that name,
    which is told beside it, by what it is."""
    return quoted(use.text) if use.text.strip() != name else _NOUNS.get(use.role, lazy_gettext("the formula"))


def called(name: str, flow: DataFlow) -> str:
    """How people know a variable: by the label of a field that fills it in; else by the name that its owner wrote."""
    return next((writer.label for writer in flow.writers.get(name, ()) if writer.label), name)


def nearest(name: str, flow: DataFlow) -> str | None:
    """The variable whose name or label is most like `name`."""
    names = {_plain(each): each for each in flow.writers}
    for each, writers in flow.writers.items():
        for writer in writers:
            if writer.label:
                names.setdefault(_plain(writer.label), each)
    wanted = _plain(name)
    found = get_close_matches(wanted, [each for each in names if each != wanted or names[each] != name], 1, 0.7)
    return names[found[0]] if found else None


def _plain(text: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return re.sub(r"\W+", "_", bare.casefold()).strip("_")


def same_word(one: str, other: str) -> bool:
    """Whether two texts are the same but for case, accents and signs."""
    return _plain(one) == _plain(other)


def renamed(text: str, name: str, other: str) -> str:
    """`text` with another name in the place of `name`, wherever it stands outside of quotes."""
    parts = _QUOTED.split(text)
    return "".join(
        part if number % 2 else re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", lambda _: other, part)
        for number, part in enumerate(parts)
    )


def condition_repair(use: Use, value: str, text: Message | None = None) -> Repair | None:
    """The repair that gives a flow another condition; None where the text is not that of a flow."""
    if not isinstance(use.element, SequenceFlow):
        return None
    return Repair("condition", use.element.id, value, text or lazy_gettext("Write {value}", value=shortened(value)))


def with_way(context: Context, finding: Finding, use: Use, avoiding: Iterable[str]) -> Finding:
    """`finding` with a way from a start to where a text is read that passes none of the elements `avoiding`."""
    element = use.element
    target = element.source if isinstance(element, SequenceFlow) else element.id
    avoided = set(avoiding)
    for container in context.containers:
        if target in container.nodes:
            found = _way([node.id for node in container.starts], target, avoided, container.outgoing)
            tail = (element.id,) if found and isinstance(element, SequenceFlow) else ()
            return replace(finding, way=(*found, *tail))
    return finding


def _way(starts: list[str], target: str, avoided: set[str], outgoing: dict[str, list[SequenceFlow]]) -> tuple[str, ...]:
    ways: dict[str, tuple[str, ...]] = {start: (start,) for start in starts}
    waiting = list(starts)
    for id in waiting:  # grows while it is gone over: a search in breadth
        if id == target:
            return ways[id]
        if id in avoided:
            continue
        for flow in outgoing.get(id, ()):
            if flow.target not in ways:
                ways[flow.target] = (*ways[id], flow.id, flow.target)
                waiting.append(flow.target)
    return ()


def step_of(context: Context, id: str) -> FlowNode | None:
    """The element of that id, in this file or in a process that it calls or is called by."""
    for node in context.nodes:
        if node.id == id:
            return node
    known = (node for each in context.called.values() for node in each.process.nodes)
    return next((node for node in known if node.id == id), None)
