"""A diagram as a tree that can be changed and written again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from bpmn.xml import BPMN, CAUCE, parse

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of one file; `write` gives its bytes."""

    root: Any

    def write(self) -> bytes:
        """The file in UTF-8, with the declaration that editors write."""
        return _HEAD + etree.tostring(self.root, encoding="UTF-8", xml_declaration=False) + b"\n"

    def all(self, name: str, namespace: str = BPMN) -> Iterator[Any]:
        """The elements of that name, in document order."""
        yield from self.root.iter(f"{{{namespace}}}{name}")

    def element(self, id: str) -> Any:
        """The element with that id. Raises KeyError where there is none."""
        for each in self.root.iter(etree.Element):
            if each.get("id") == id:
                return each
        raise KeyError(id)


def tree(data: bytes) -> Tree:
    """Read a diagram to change it. Raises `bpmn.xml.XmlError` for what the reader refuses."""
    parse(data)  # bounds, DTD and entities are refused there
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return Tree(etree.fromstring(data, parser))


# What BPMN wants before the extension elements of anything (BaseElement, 8.2.1).
_BEFORE_EXTENSIONS = (f"{{{BPMN}}}documentation",)


def extensions(element: Any) -> Any:
    """The extension elements of an element, made where there are none, after its documentation (BaseElement, 8.2.1)."""
    found = element.find(f"{{{BPMN}}}extensionElements")
    if found is None:
        found = etree.Element(f"{{{BPMN}}}extensionElements")
        position = sum(1 for each in element if each.tag in _BEFORE_EXTENSIONS)
        element.insert(position, found)
    return found


def ours(element: Any, name: str) -> list[Any]:
    """What an element says in our vocabulary under one name."""
    held = element.find(f"{{{BPMN}}}extensionElements")
    return [] if held is None else held.findall(f"{{{CAUCE}}}{name}")


def put(element: Any, name: str, made: list[Any]) -> None:
    """Put `made` in the place of what an element says in our vocabulary under `name`; an empty list takes it out."""
    held = element.find(f"{{{BPMN}}}extensionElements")
    there = ours(element, name)
    position = list(held).index(there[0]) if there else None
    for each in there:
        held.remove(each)
    if made:
        held = extensions(element)
        at = len(held) if position is None else position
        for offset, each in enumerate(made):
            held.insert(at + offset, each)
    elif held is not None and len(held) == 0:
        element.remove(held)
