"""Which form a step has, written into a diagram (``cauce:activity form="…"``)."""

from collections.abc import Mapping

from lxml import etree

from bpmn.editing.tree import ours, put, tree
from bpmn.xml import CAUCE

ACTIVITY = "activity"


def with_forms(diagram: bytes, forms: Mapping[str, str | None]) -> bytes:
    """The diagram with a form for each of these activities, by their ids; None: it has no form any more.

    Raises KeyError for an activity that is not there, XmlError for a file that cannot be read.
    """
    changed = tree(diagram)
    for id, form in forms.items():
        element = changed.element(id)
        held = ours(element, ACTIVITY)
        if held:
            told = held[0]
        elif form is None:
            continue
        else:
            told = etree.Element(f"{{{CAUCE}}}{ACTIVITY}", nsmap={"cauce": CAUCE})
            put(element, ACTIVITY, [told])
        if form is not None:
            told.set("form", form)
            continue
        told.attrib.pop("form", None)
        if not told.attrib and not len(told):
            put(element, ACTIVITY, [])
    return changed.write()
