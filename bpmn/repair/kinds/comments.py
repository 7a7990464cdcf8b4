"""Comments of the file that cut a formula short."""

from collections.abc import Iterator

from lxml import etree

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.rules.comment_in_text import READ
from bpmn.xml import BPMN, SPIFFWORKFLOW

CODES = frozenset({"comment_in_text"})


def offers(file: File) -> Iterator[Offer]:
    if any(file.found(*CODES)):
        text = lazy_gettext("Take the comments out of the formulas of the file.")
        yield Offer("comments", "comments", text, codes=CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    for each in list(file.tree.root.iter(etree.Comment, etree.ProcessingInstruction)):
        parent = each.getparent()
        if parent is None or not isinstance(parent.tag, str):
            continue
        tag = etree.QName(parent)
        if tag.namespace == SPIFFWORKFLOW or (tag.namespace == BPMN and tag.localname in READ):
            before = each.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + (each.tail or "")
            else:
                parent.text = (parent.text or "") + (each.tail or "")
            each.tail = None
            parent.remove(each)
