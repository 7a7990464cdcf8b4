"""Properties and references with a prefix by which they are not found."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File, local
from bpmn.repair.offers import Offer
from bpmn.xml import BPMN

CODES = frozenset({"prefixed_attribute", "prefixed_reference"})
_MARK = f"{{{BPMN}}}"


def offers(file: File) -> Iterator[Offer]:
    if any(file.found(*CODES)):
        text = lazy_gettext("Take the prefixes away with which the file does not find its own parts.")
        yield Offer("prefixes", "prefixes", text, codes=CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    for each in file.tree.root.iter(etree.Element):
        for name, value in list(each.attrib.items()):
            if name.startswith(_MARK):
                del each.attrib[name]
                plain = name.removeprefix(_MARK)
                each.set(plain, each.get(plain, value))
    for finding in list(file.found("prefixed_reference")):
        if finding.element is not None:
            _plain(file, file.element(finding.element))


def _plain(file: File, element: Any) -> None:
    for each in element.iter(etree.Element):
        for name, value in each.attrib.items():
            if name.endswith("Ref") or name in ("default", "bpmnElement"):
                each.set(name, _known(file, value))
        if len(each) == 0 and each.text and ":" in each.text:
            each.text = _known(file, each.text)


def _known(file: File, reference: str) -> str:
    return local(reference) if not file.has(reference.strip()) and file.has(local(reference)) else reference
