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
_TYPE = f"{{{XSI}}}type"

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
                value = _qname(value, item.scope, prefixes, key)
            parts.append(f' {_name(namespace[1:], local, prefixes)}="{_attribute(value)}"')
        parts.append(">")
        pending.append(f"</{name}>")
        pending.extend(reversed(_content(item, prefixes)))
    return "".join(parts).encode()


def _prefixes(root: Node) -> dict[str, str]:
    """A prefix for every namespace that the file uses, numbered by the order of the namespaces' names."""
    used: set[str | None] = set()
    for node in root.iter():
        used.add(node.namespace)
        for key, value in node.attributes.items():
            used.add(key[1:].rpartition("}")[0])
            if _is_qname_attribute(node, key):
                used.add(_namespace(value, node.scope, key))
        if node.is_bpmn(*QNAME_ELEMENTS):
            used.add(_namespace(node.text, node.scope))
    named = sorted(uri for uri in used if uri and uri != _XML)
    return {uri: f"n{number}" for number, uri in enumerate(named)} | {_XML: "xml"}


def _is_qname_attribute(node: Node, key: str) -> bool:
    return key == _TYPE or key in QNAME_ATTRIBUTES.get(node.namespace, ())


def _namespace(value: str, scope: Scope | None, key: str = "") -> str | None:
    """The namespace that a qualified name is in.

    One without a prefix is in the default namespace only where it names a type: BPMN tools write the ids of the file's
    own elements without a prefix, whatever the default namespace is.
    """
    prefix, colon, _ = value.strip().rpartition(":")
    return scope.namespace(prefix) if scope and (colon or key == _TYPE) else None


def _qname(value: str, scope: Scope | None, prefixes: dict[str, str], key: str = "") -> str:
    """A qualified name with its canonical prefix; what names no namespace cannot pass for one that does."""
    uri = _namespace(value, scope, key)
    if uri:
        return f"{prefixes[uri]}:{value.strip().rpartition(':')[2]}"
    return f":{value}" if ":" in value else value


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
