"""The canonical form of a diagram: the identity of a version is the SHA-256 of it.

Two files are the same version when they say the same and draw the same. What an editor may change on saving without
changing either is no part of the identity: the encoding and the XML declaration, line ends, the order of attributes,
the prefixes of namespaces, comments and processing instructions (bpmn-js drops both), and white space between
elements. Everything else is, the drawing included: people approve what they see, so moving a shape is a new version.

White space is kept where it can be content: in text that is not all white space, and in elements that mix text and
elements. The values that BPMN and XML Schema declare as qualified names are written with the canonical prefix, so that
renaming a prefix does not change what they name.
"""

import hashlib
from html import escape

from bpmn.xml import BPMN, BPMNDI, XSI, Node, Scope, parse

_XML = "http://www.w3.org/XML/1998/namespace"

# The attributes and elements that BPMN20.xsd declares as xsd:QName, by the namespace of the element that holds them.
QNAME_ATTRIBUTES = {
    BPMN: frozenset(
        {
            "activityRef", "attachedToRef", "calledChoreographyRef", "calledCollaborationRef", "calledElement",
            "categoryValueRef", "correlationKeyRef", "correlationPropertyRef", "dataStoreRef", "definition",
            "definitionalCollaborationRef", "errorRef", "escalationRef", "evaluatesToTypeRef", "implementationRef",
            "initiatingParticipantRef", "innerConversationNodeRef", "innerMessageFlowRef", "itemRef",
            "itemSubjectRef", "messageRef", "noneBehaviorEventRef", "oneBehaviorEventRef", "operationRef",
            "outerConversationNodeRef", "outerMessageFlowRef", "parameterRef", "partitionElementRef", "processRef",
            "signalRef", "sourceRef", "structureRef", "targetRef", "type",
        }
    ),
    BPMNDI: frozenset({"bpmnElement", "choreographyActivityShape", "labelStyle", "sourceElement", "targetElement"}),
}  # fmt: skip
QNAME_ELEMENTS = frozenset(
    {
        "categoryValueRef", "choreographyRef", "correlationPropertyRef", "endPointRef", "errorRef",
        "eventDefinitionRef", "inMessageRef", "incoming", "innerParticipantRef", "interfaceRef", "loopDataInputRef",
        "loopDataOutputRef", "messageFlowRef", "operationRef", "outMessageRef", "outerParticipantRef", "outgoing",
        "participantRef", "resourceRef", "source", "supportedInterfaceRef", "supports", "target",
    }
)  # fmt: skip


def digest(data: bytes) -> str:
    """The SHA-256 of the canonical form, in hexadecimal: what identifies a version. Raises XmlError as `canonical`."""
    return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: bytes) -> bytes:
    """The canonical form of a diagram, itself XML in UTF-8 that says the same.

    Raises `bpmn.xml.XmlError` for XML that the reader refuses, and nothing else.
    """
    root = parse(data)
    prefixes = _prefixes(root)
    parts: list[str] = []
    pending: list[str | Node] = [root]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        name = _name(item.namespace, item.name, prefixes)
        parts.append(f"<{name}")
        if item is root:
            parts.extend(f' xmlns:{prefix}="{_attribute(uri)}"' for uri, prefix in prefixes.items() if uri != _XML)
        for key, value in sorted(item.attributes.items()):
            namespace, _, local = key.rpartition("}")
            if _is_qname_attribute(item, key):
                value = _qname(value, item.scope, prefixes)
            parts.append(f' {_name(namespace[1:], local, prefixes)}="{_attribute(value)}"')
        parts.append(">")
        pending.append(f"</{name}>")
        pending.extend(reversed(_content(item, prefixes)))
    return "".join(parts).encode()


def _prefixes(root: Node) -> dict[str, str]:
    """A prefix for every namespace that the file uses, numbered by the order of the namespaces' names."""
    used = set()
    for node in root.iter():
        used.add(node.namespace)
        used.update(key[1:].rpartition("}")[0] for key in node.attributes if key.startswith("{"))
        for value in _qnames(node):
            prefix, colon, _ = value.strip().rpartition(":")
            used.add((node.scope.namespace(prefix) if colon and node.scope else None) or "")
    used -= {"", _XML}
    return {uri: f"n{number}" for number, uri in enumerate(sorted(used))} | {_XML: "xml"}


def _qnames(node: Node) -> list[str]:
    values = [value for key, value in node.attributes.items() if _is_qname_attribute(node, key)]
    if node.is_bpmn(*QNAME_ELEMENTS):
        values.append(node.text)
    return values


def _is_qname_attribute(node: Node, key: str) -> bool:
    return key == f"{{{XSI}}}type" or key in QNAME_ATTRIBUTES.get(node.namespace, ())


def _qname(value: str, scope: Scope | None, prefixes: dict[str, str]) -> str:
    """A qualified name with its canonical prefix; what names no namespace cannot pass for one that does."""
    prefix, colon, local = value.strip().rpartition(":")
    if not colon:
        return value
    uri = scope.namespace(prefix) if scope else None
    return f"{prefixes[uri]}:{local}" if uri else f":{value}"


def _content(node: Node, prefixes: dict[str, str]) -> list[str | Node]:
    if not node.text.strip():
        return [item for item in node.content if isinstance(item, Node)]
    if node.is_bpmn(*QNAME_ELEMENTS) and len(node.content) == 1:
        return [escape(_qname(node.text, node.scope, prefixes), quote=False)]
    return [item if isinstance(item, Node) else _text(item) for item in node.content]


def _name(namespace: str, local: str, prefixes: dict[str, str]) -> str:
    return f"{prefixes[namespace]}:{local}" if namespace else local


def _text(value: str) -> str:
    # A carriage return in the text came from a character reference; written as itself it would be read as a line feed.
    return escape(value, quote=False).replace("\r", "&#13;")


def _attribute(value: str) -> str:
    value = escape(value, quote=True)
    return value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
