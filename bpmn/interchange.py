"""What other tools write differently and means the same, made the same as ours before anything reads it.

- A sequence flow may go without an id (8.2.1: the id is optional); it gets one from the nodes that it joins.
- A reference may have the prefix of the file's own target namespace (8.1: an element is known by the qualified name of
  its id); it is the id alone here.
"""

from types import MappingProxyType

from bpmn.xml import BPMN, BPMNDI, Node

# Those that BPMN20.xsd declares as xsd:QName and that anything is looked up by.
_ATTRIBUTES = {
    BPMN: (
        "attachedToRef", "calledElement", "dataStoreRef", "errorRef", "escalationRef", "messageRef", "processRef",
        "signalRef", "sourceRef", "targetRef",
    ),
    BPMNDI: ("bpmnElement",),
}  # fmt: skip
TEXTS = frozenset({"eventDefinitionRef", "incoming", "outgoing", "resourceRef"})
"""The elements whose text is a reference."""


def complete(root: Node) -> frozenset[str]:
    """Give flows without an id one, and take the prefix of the target namespace from references, in place.

    Returns the ids that were given, which the file itself does not hold.
    """
    target = root.attributes.get("targetNamespace")
    flows: list[Node] = []
    taken: set[str] = set()
    for node in root.iter():
        if target:
            _take_prefixes(node, target)
        if node.id is not None:
            taken.add(node.id)
        elif node.is_bpmn("sequenceFlow"):
            flows.append(node)
    return frozenset(_name(flow, taken) for flow in flows)


def _take_prefixes(node: Node, target: str) -> None:
    changed = {}
    for name in _ATTRIBUTES.get(node.namespace, ()):
        value = node.attributes.get(name)
        if value is not None and (local := _local(node, value, target)) != value:
            changed[name] = local
    if changed:
        node.attributes = MappingProxyType({**node.attributes, **changed})
    if node.is_bpmn(*TEXTS) and (local := _local(node, node.text, target)) != node.text:
        node.content = (local, *node.children)


def _local(node: Node, value: str, target: str) -> str:
    """A reference without its prefix, where that stands for the target namespace."""
    prefix, colon, local = value.strip().rpartition(":")
    if not colon:
        return value
    scopes = (each.scope for each in (node, *node.ancestors()) if each.scope is not None)
    scope = next(scopes, None)
    return local if scope is not None and scope.namespace(prefix) == target else value


def _name(flow: Node, taken: set[str]) -> str:
    """An id for a flow, the same each time that the file is read."""
    stem = "_to_".join(flow.attributes.get(end, "") for end in ("sourceRef", "targetRef"))
    id, number = stem, 1
    while id in taken:
        number += 1
        id = f"{stem}_{number}"
    taken.add(id)
    flow.attributes = MappingProxyType({**flow.attributes, "id": id})
    return id
