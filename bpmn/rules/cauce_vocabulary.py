"""Our own extension elements (``urn:cauce:bpmn:1``) are spelt as the vocabulary says and stand where it says.

A misspelt one would be passed over in silence: a notification that nobody gets, a due date that never comes.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.extension import VOCABULARY
from bpmn.findings import Finding
from bpmn.kinds import ACTIVITIES, FLOW_NODES
from bpmn.messages import Message, lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import CAUCE, Node

CODE = "cauce_vocabulary"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("Something of Cauce's own is misspelt in the file."),
    why=lazy_gettext("It would be passed over in silence: a notice that nobody gets, a term that never comes."),
    how=lazy_gettext("Correct the spelling, or fill it in anew in the editor's panel."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:due businesDays="3"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:due businessDays="3"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)
_OWNERS = {
    "process": frozenset({"process"}),
    "lane": frozenset({"lane"}),
    "activity": ACTIVITIES,
    "flow node": FLOW_NODES,
    "end event": frozenset({"endEvent"}),
}


def check(context: Context) -> Iterator[Finding]:
    seen: set[tuple[Node, str]] = set()
    for node in context.root.iter():
        for name in node.attributes:
            if name.startswith(f"{{{CAUCE}}}"):
                text = lazy_gettext(
                    "The file has “{name}” among what Cauce reads, and Cauce knows nothing of that name; correct it, "
                    "or fill it in anew in the editor.",
                    name=name.rpartition("}")[2][:80],
                )
                yield error(CODE, node, text)
        if node.namespace == CAUCE:
            yield from (error(CODE, node, message) for message in _problems(node, seen))


def _problems(node: Node, seen: set[tuple[Node, str]]) -> Iterator[Message]:
    known = VOCABULARY.get(node.name)
    if known is None:
        yield lazy_gettext(
            "The file has “{name}” among what Cauce reads, and Cauce knows nothing of that name; "
            "correct it, or fill it in anew in the editor.",
            name=node.name[:80],
        )
        return
    if node.parent is None or not _stands_right(node, node.parent):
        yield lazy_gettext(
            "The file has “{name}” where it does not belong and nobody reads it; move it, or fill it "
            "in anew in the editor.",
            name=node.name,
        )
        return
    if not known.many and (node.parent, node.name) in seen:
        yield lazy_gettext("The file has “{name}” here more than once; leave one.", name=node.name)
    seen.add((node.parent, node.name))
    for attribute in node.attributes:
        if not attribute.startswith("{") and attribute not in known.attributes:
            yield lazy_gettext(
                "The file says “{attribute}” in “{name}”, and there is no such thing there; correct it, or fill it "
                "in anew in the editor.",
                name=node.name,
                attribute=attribute[:80],
            )
    for attribute in known.required:
        if not node.attributes.get(attribute, "").strip():
            yield lazy_gettext(
                "In the file, “{name}” lacks its “{attribute}”; fill it in.", name=node.name, attribute=attribute
            )
    for attribute, words in known.words.items():
        said = node.attributes.get(attribute, "").strip()
        if said and said not in words:
            yield lazy_gettext(
                "In the file, “{attribute}” of “{name}” is “{said}”, which means nothing here; it may be {words}.",
                name=node.name,
                attribute=attribute,
                said=said[:80],
                words=", ".join(words),
            )
    if not known.text and node.text.strip():
        yield lazy_gettext("In the file, “{name}” holds a text that nobody reads; remove it.", name=node.name)


def _stands_right(node: Node, parent: Node) -> bool:
    on = VOCABULARY[node.name].on
    if on is None:
        return parent.namespace == CAUCE and parent.name in VOCABULARY and node.name in VOCABULARY[parent.name].children
    owner = parent.parent
    return parent.is_bpmn("extensionElements") and owner is not None and owner.is_bpmn(*_OWNERS[on])
