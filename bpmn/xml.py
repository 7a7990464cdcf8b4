"""The XML of a diagram, read without trust: bounded, no DTD, no entities, no network, and each tag's own line.

Expat walks the file because it knows the line on which a start tag begins; lxml only knows where it ends, which is
another line when a tag's attributes stand below it. lxml must accept the file as well, because SpiffWorkflow reads
with it: a file that only one of the two understands is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.parsers import expat

from lxml import etree

from bpmn.messages import Message, lazy_gettext

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPIFFWORKFLOW = "http://spiffworkflow.org/bpmn/schema/1.0/core"
CAUCE = "urn:cauce:bpmn:1"

# What a careful analyst draws is far below; what is above would only make a reader slow (libxml2 looks attributes
# and namespaces up one by one) or a person lose the thread.
MAX_BYTES = 5_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 200
MAX_ATTRIBUTES = 200
MAX_VALUE = 100_000
MAX_NAMESPACES = 200

_ENCODINGS = re.compile(r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
# No XML document can hold this character, so no namespace name can pretend to be another with it.
_SEPARATOR = "\x1f"


class XmlError(Exception):
    """The bytes are not XML that we read. `code` names why, `line` is where (from 1) or None for the whole file."""

    def __init__(self, code: str, line: int | None, message: Message) -> None:
        super().__init__(str(message))
        self.code = code
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The namespace prefixes that an element declares, on top of those around it."""

    prefixes: dict[str, str]
    outer: "Scope | None"

    def namespace(self, prefix: str) -> str | None:
        """What the prefix stands for here ("" is the default namespace), or None where nothing declares it."""
        scope: Scope | None = self
        while scope is not None:
            if prefix in scope.prefixes:
                return scope.prefixes[prefix]
            scope = scope.outer
        return None


@dataclass(slots=True, eq=False)
class Node:
    """An element: names are local, attributes in a namespace are ``{namespace}name``, `line` is its own tag's.

    `content` is its text and elements in order; comments and processing instructions are left out, and `commented`
    says that there were some directly inside.
    """

    namespace: str
    name: str
    attributes: Mapping[str, str]
    line: int
    parent: "Node | None" = field(default=None, repr=False)
    scope: Scope | None = field(default=None, repr=False)
    content: "Sequence[str | Node]" = field(default=(), repr=False)
    commented: bool = False

    @property
    def id(self) -> str | None:
        """Its ``id`` attribute; an empty one counts as none."""
        return self.attributes.get("id") or None

    @property
    def place(self) -> tuple[str | None, int]:
        """Where a finding about it points: id and line of the element, or of the innermost around it with an id."""
        node: Node | None = self
        while node is not None:
            if node.id is not None:
                return node.id, node.line
            node = node.parent
        return None, self.line

    @property
    def children(self) -> "list[Node]":
        """The elements directly inside, in order."""
        return [item for item in self.content if isinstance(item, Node)]

    @property
    def text(self) -> str:
        """The text directly inside, as it stands."""
        return "".join(item for item in self.content if isinstance(item, str))

    @property
    def deep_text(self) -> str:
        """The text inside, elements' text included."""
        parts: list[str] = []
        pending: list[str | Node] = [self]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                parts.append(item)
            else:
                pending.extend(reversed(item.content))
        return "".join(parts)

    def iter(self) -> "Iterator[Node]":
        """This element and all inside it, in document order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))

    def ancestors(self) -> "Iterator[Node]":
        """The elements around this one, innermost first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def is_bpmn(self, *names: str) -> bool:
        """Whether it is an element of BPMN's model, of one of these names if any are given."""
        return self.namespace == BPMN and (not names or self.name in names)

    def all(self, name: str, namespace: str = BPMN) -> "list[Node]":
        """The elements of that name directly inside."""
        return [child for child in self.children if child.name == name and child.namespace == namespace]

    def first(self, name: str, namespace: str = BPMN) -> "Node | None":
        """The first element of that name directly inside, if there is one."""
        return next(iter(self.all(name, namespace)), None)


def parse(data: bytes) -> Node:
    """Read a file's XML and return its root. Raises XmlError for anything that we do not read, and nothing else."""
    if len(data) > MAX_BYTES:
        raise XmlError(
            "too_large",
            None,
            lazy_gettext(
                "The file has {size} bytes; it may have {limit}. Split it into several diagrams.",
                size=len(data),
                limit=MAX_BYTES,
            ),
        )
    if not data.strip():
        raise XmlError("not_well_formed", None, lazy_gettext("The file is empty; choose the diagram's file."))
    root = _Builder().parse(data)
    _read_with_lxml(data)
    return root


class _Builder:
    """Expat's events, made into nodes."""

    def __init__(self) -> None:
        self._root: Node | None = None
        self._open: list[Node] = []
        self._contents: list[list[str | Node]] = []  # of each open element; an element that is closed is final
        self._declared: dict[str, str] = {}
        self._namespaces: set[tuple[str, str]] = set()
        self._elements = 0
        parser = self._parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction

    def parse(self, data: bytes) -> Node:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise _not_well_formed(error.lineno) from error
        except (ValueError, LookupError) as error:  # an encoding that Python does not have
            raise _not_well_formed(1) from error
        assert self._root is not None  # expat ends without an error only after a root element
        return self._root

    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and not _ENCODINGS.fullmatch(encoding):
            raise XmlError(
                "encoding",
                1,
                lazy_gettext("The file is written in “{encoding}”; save it in UTF-8.", encoding=encoding[:40]),
            )

    def _doctype(self, *declaration: object) -> None:
        raise XmlError(
            "doctype",
            self._line(),
            lazy_gettext("The file has a DOCTYPE, which can pull in other files; remove it and what stands in it."),
        )

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        # Some tools declare the same ones on each element.
        self._namespaces.add((prefix or "", uri or ""))
        if len(self._namespaces) > MAX_NAMESPACES:
            raise self._too_complex(
                lazy_gettext(
                    "The file declares more than {limit} namespaces; remove those it does not use.",
                    limit=MAX_NAMESPACES,
                )
            )
        self._declared[prefix or ""] = uri or ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise self._too_complex(
                lazy_gettext(
                    "The file has more than {limit} elements; split it into several diagrams.", limit=MAX_ELEMENTS
                )
            )
        if len(self._open) >= MAX_DEPTH:
            raise self._too_complex(
                lazy_gettext(
                    "Elements stand inside one another more than {limit} deep; no diagram needs that.", limit=MAX_DEPTH
                )
            )
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._too_complex(
                lazy_gettext(
                    "An element has more than {limit} attributes; remove those that BPMN does not have.",
                    limit=MAX_ATTRIBUTES,
                )
            )
        if any(len(value) > MAX_VALUE for value in attributes.values()):
            raise self._too_complex(
                lazy_gettext(
                    "An attribute has more than {limit} characters; move the text to the documentation.",
                    limit=MAX_VALUE,
                )
            )
        namespace, _, local = name.rpartition(_SEPARATOR)
        parent = self._open[-1] if self._open else None
        scope = parent.scope if parent else None
        if self._declared:
            scope = Scope(self._declared, scope)
            self._declared = {}
        node = Node(
            namespace=namespace,
            name=local,
            attributes=MappingProxyType({_qualified(key): value for key, value in attributes.items()}),
            line=self._line(),
            parent=parent,
            scope=scope,
        )
        if parent is None:
            self._root = node
        else:
            self._contents[-1].append(node)
        self._open.append(node)
        self._contents.append([])

    def _end(self, name: str) -> None:
        self._open.pop().content = tuple(self._contents.pop())

    def _text(self, text: str) -> None:
        content = self._contents[-1]
        if content and isinstance(last := content[-1], str):
            content[-1] = last + text
        else:
            content.append(text)

    def _comment(self, text: str) -> None:
        if self._open:
            self._open[-1].commented = True

    def _instruction(self, target: str, text: str) -> None:
        self._comment(text)

    def _too_complex(self, message: Message) -> XmlError:
        return XmlError("too_large", self._line(), message)


def _qualified(name: str) -> str:
    namespace, _, local = name.rpartition(_SEPARATOR)
    return f"{{{namespace}}}{local}" if namespace else local


def _read_with_lxml(data: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        raise _not_well_formed(line or 1) from error


def _not_well_formed(line: int) -> XmlError:
    # What the parsers say besides is English, and for whoever writes XML by hand.
    text = lazy_gettext("The file is not well-formed XML; export it again from the tool that drew it.")
    return XmlError("not_well_formed", line, text)
